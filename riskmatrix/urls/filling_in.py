"""The evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
