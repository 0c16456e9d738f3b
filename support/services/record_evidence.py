"""A shared record among the school's evidence, to be laid beside the KPIs it speaks of."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from kit.refusals import Refused, require
from riskmatrix.rules_evidence import is_a_kind
from schools.models import Evidence, Person
from schools.services import evidence
from schools.services.evidence import TITLE_LIMIT, About
from support import rules_record as rules
from support.models import Engagement, RecordVersion
from support.queries.record_evidence import evidence_of_record, framework_of, link_of


@transaction.atomic
def keep_as_evidence(*, engagement: Engagement, kind: str, by: Person) -> Evidence:
    """Add a link to the record; the school then uses it beside a KPI like any other piece it has.

    :param kind: the code of one of the framework's kinds of evidence.
    :raises Refused: ``not-yours``, ``not-shared``, ``there-already``, ``no-such-kind``.
    """
    shared = RecordVersion.objects.filter(record__engagement=engagement).exists()
    there = evidence_of_record(engagement)
    require(rules.may_keep_as_evidence(by, engagement, there, is_shared=shared))
    framework = framework_of(engagement.school)
    if framework is not None:
        require(is_a_kind(kind, framework.spec))
    day = engagement.held_on
    if day is None:  # shared, and taken back since
        raise Refused(rules.NOT_SHARED)
    title = f"{engagement.title}, {day:%-d %B %Y}"[:TITLE_LIMIT]
    link = f"{settings.BASE_URL}{link_of(engagement)}"
    return evidence.add_link(school=engagement.school, about=About(title, kind, day), link=link, by=by)
