"""Addresses of what schools do for one another."""

from django.urls import path

from support.views import approaches, helping

urlpatterns = [
    path("approaches/", approaches.approaches, name="approaches"),
    path("approaches/templates/", approaches.approach_templates, name="approach_templates"),
    path("approach-templates/<int:pk>/", approaches.approach_template, name="approach_template"),
    path("schools/<int:urn>/approaches/", approaches.approaches_of_school, name="school_approaches"),
    path("schools/<int:urn>/approaches/<slug:code>/", approaches.approach_at_school, name="school_approach"),
    path("helping/", helping.help_overview, name="help_overview"),
    path("schools/<int:urn>/helping/", helping.helping, name="helping"),
    path("schools/<int:urn>/helping/<int:pk>/", helping.help_ask, name="help_ask"),
    path("help-requests/<int:pk>/", helping.help_request, name="help_request"),
]
