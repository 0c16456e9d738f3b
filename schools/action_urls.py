"""Addresses of what a school has agreed to do."""

from django.urls import path

from schools.views import actions

urlpatterns = [
    path("schools/<int:urn>/actions/", actions.actions, name="actions"),
    path("schools/<int:urn>/actions/new/", actions.action_new, name="action_new"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/done/", actions.action_done, name="action_done"),
]
