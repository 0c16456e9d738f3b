"""Agreeing to what is proposed: the days of many visits at once, or of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from kit.refusals import Refused, require
from schools import audit
from schools.models import AcademicYear, Person, School, Trust
from support import rules, rules_planning
from support.models import Engagement
from support.queries.planning import Proposed, Wanted, plan_of, seal
from support.services.moving import write_appointment
from support.services.telling import tell_heads


@transaction.atomic
def accept(*, year: AcademicYear, wanted: Wanted, seen: str, by: Person) -> int:
    """Agree the proposed days and tell each school's headteacher once; how many were agreed.

    What has an agreed day already keeps it. All of ``wanted`` or, when anything has changed since the page, nothing.

    :param seen: the seal of the proposals that the person's page showed (``queries.planning.seal``).
    :raises Refused: ``not-yours``, ``plan-changed``.
    """
    require(rules_planning.may_plan(by, year.trust))
    _hold(year.trust)
    proposed = wanted.of(plan_of(year, by))
    if not proposed or seal(proposed) != seen:
        raise Refused(rules_planning.CHANGED)
    rows = _locked(each.engagement.pk for each in proposed)
    told: dict[int, list[Proposed]] = defaultdict(list)
    for each in proposed:
        row = rows[each.engagement.pk]
        require(rules.may_record(by, row))
        if row.version != each.engagement.version:
            raise Refused(rules_planning.CHANGED)
        write_appointment(row, each.starts_at, "", version=row.version, by=by)
        told[row.school_id].append(each)
    audit.record(
        by=by,
        verb="agreed proposed days",
        thing=year,
        trust=year.trust,
        after={"engagements": len(proposed), "first": proposed[0].day, "last": proposed[-1].day},
    )
    for mine in told.values():
        _tell(mine)
    return len(proposed)


def _hold(trust: Trust) -> None:
    """Two people never agree to proposals at once: the second meets what the first agreed.

    Without the key, or every audit entry of the trust would wait for it while this waits for engagements.
    """
    Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)


def _locked(keys: Iterable[int]) -> dict[int, Engagement]:
    rows = Engagement.objects.select_for_update(of=("self",)).select_related("school__trust", "commitment")
    return {row.pk: row for row in rows.filter(pk__in=list(keys)).order_by("pk")}


def _tell(mine: Collection[Proposed]) -> None:
    lines = [
        f"{timezone.localtime(each.starts_at):%A %-d %B %Y, %H:%M}: {each.engagement.title}, "
        f"{each.engagement.label} ({' and '.join(person.name for person in each.people)})"
        for each in mine
    ]
    first = next(iter(mine))
    school: School = first.engagement.school
    subject = first.engagement.title if len(mine) == 1 else f"{len(mine)} visits and meetings"
    tell_heads(
        school,
        key=f"planned-{seal(mine)[:32]}",
        subject=f"{subject}: a day is agreed" if len(mine) == 1 else f"{subject} have their days",
        body=f"The trust has planned these at {school}:\n\n" + "\n".join(lines),
    )
