"""The trust edits its framework in versions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
