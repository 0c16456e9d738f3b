"""Answers to moderated ratings, disagreements, calibration."""

from django.urls import path

from riskmatrix.views import answers, blind, calibration

urlpatterns = [
    path("evaluations/<int:pk>/answers/", answers.answers, name="answers"),
    path("evaluations/<int:pk>/disagreements/", answers.disagreements, name="disagreements"),
    path("evaluations/<int:pk>/moderation/close/", answers.close_unanswered, name="moderation_close"),
    path("evaluations/<int:pk>/moderation/blind/", blind.rate_blind, name="moderation_blind"),
    path("schools/<int:urn>/calibration/", calibration.calibration, name="calibration"),
]
