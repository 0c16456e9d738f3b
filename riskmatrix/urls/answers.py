"""Answers to moderated ratings, disagreements, calibration."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
