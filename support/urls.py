"""Addresses of support."""

from django.urls import path

from support.views import aims, decisions, engagement, offer, plan

urlpatterns = [
    path("schools/<int:urn>/plan/", plan.plan, name="plan"),
    path("schools/<int:urn>/offer/", offer.offer, name="offer"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("evaluations/<int:pk>/decision/<slug:strand>/", decisions.decision, name="decision"),
    path("engagements/<int:pk>/", engagement.engagement, name="engagement"),
    path("aim-reviews/<int:pk>/", aims.aim_review, name="aim_review"),
    path("requirements/<int:pk>/", aims.requirement, name="requirement"),
]
