"""Pages of the installation itself: the component gallery."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
