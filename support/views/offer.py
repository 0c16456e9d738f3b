"""What the trust promises in every category, to be read and argued with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from schools.access.permissions import Permission
from schools.models import School
from support.queries.offer_page import offer_page


@require_safe
def offer(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_PLAN).select_related("trust")
    school = get_object_or_404(schools, urn=urn)
    return render(request, "support/offer.html", {"page": offer_page(school), "school": school})
