"""What backs a judgement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
