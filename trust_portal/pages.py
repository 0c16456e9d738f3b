"""Pages of the installation itself: the accessibility statement, and the component gallery."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from trust_portal.gallery import gallery


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


urlpatterns: list[URLPattern] = [
    path("accessibility", accessibility, name="accessibility"),
    path("staff/gallery/", gallery, name="gallery"),
]
