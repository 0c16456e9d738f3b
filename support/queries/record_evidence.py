"""Where a record stands among its school's evidence."""

from __future__ import annotations

from django.urls import reverse

from riskmatrix.models import Framework
from schools.models import Evidence, School
from support.models import Engagement


def link_of(engagement: Engagement) -> str:
    """The path under which its record is read."""
    return reverse("record", args=[engagement.pk])


def evidence_of_record(engagement: Engagement) -> Evidence | None:
    """The standing piece that leads to it, whatever the portal's own address was when it was added."""
    pieces = Evidence.objects.standing().filter(school=engagement.school)
    return pieces.filter(link__endswith=link_of(engagement)).first()


def framework_of(school: School) -> Framework | None:
    found: Framework | None = Framework.objects.in_force(school.trust_id)
    return found
