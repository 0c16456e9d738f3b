"""How a school's own ratings compare with the moderators'. The headteacher opens it before anybody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit.refusals import require
from riskmatrix.queries.calibration_page import calibration_page
from riskmatrix.rules_answers import answers_for, may_see_calibration
from riskmatrix.services.first_look import look
from schools.access.permissions import Permission
from schools.models import School


@require_safe
def calibration(request: HttpRequest, urn: int) -> HttpResponse:
    """The head's first look at a term is written down: from then on the trust sees it too."""
    schools = School.objects.visible_to(request.user, Permission.SEE_SELF_EVALUATION)
    school = get_object_or_404(schools.select_related("trust"), urn=urn)
    require(may_see_calibration(request.user, school))
    if answers_for(request.user, school):
        look(school=school, by=request.user)
    return render(request, "riskmatrix/calibration.html", {"page": calibration_page(school, request.user)})
