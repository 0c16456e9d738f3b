"""Figures, their benchmarks and their imports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
