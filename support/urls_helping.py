"""Addresses of what schools do for one another."""

from django.urls import path

from support.views import helping

urlpatterns = [
    path("helping/", helping.help_overview, name="help_overview"),
    path("schools/<int:urn>/helping/", helping.helping, name="helping"),
    path("schools/<int:urn>/helping/<int:pk>/", helping.help_ask, name="help_ask"),
    path("help-requests/<int:pk>/", helping.help_request, name="help_request"),
]
