"""Rapid Improvement Plans: the series a category brings, each cycle opened after the one before is reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.text import printable
from schools import audit
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support import rules_rapid as rules
from support.models import Decision, ImprovementPlan, RapidFinding, RapidPlan
from support.plan_spec import plan_format
from support.queries.categories import standing_decisions
from support.queries.plan_words import objectives_in
from support.rapid_cycles import Cycle, cycles


@transaction.atomic
def follow_category(school: School, year: AcademicYear, by: Person | None = None) -> int:
    """Lay out the cycles of ``year`` that the standing category brings, and end those it does not; how many are new.

    Doing it again changes nothing. What has been opened keeps its dates, and so does what is over; what lies ahead
    follows the calendar, and goes where the year has no room for it any more.

    :param by: None for the portal itself.
    """
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    rapid = plan_format().rapid
    standing = standing_decisions([school]).get(school.pk, {}).get(rapid.strand)
    if standing is None or standing.category != rapid.category:
        _end(school, standing, by)
        return 0
    began = _began(standing)
    from_day = max(began.starts_on, year.starts_on)
    done = _lay_out(began, year, cycles(calendar_of(year, school), weeks=rapid.weeks, from_day=from_day))
    if any(done.values()):
        audit.record(
            by=by, verb="laid out rapid improvement plans", thing=began, school=school,
            after={"year": year.name, **done},
        )  # fmt: skip
    return done["planned"]


@transaction.atomic
def open_cycle(*, rapid: RapidPlan, objectives: Sequence[str], focus: str, by: Person) -> RapidPlan:
    """Open a cycle on objectives of the improvement plan in force.

    :param objectives: their codes.
    :param focus: what is done in these weeks.
    :raises Refused: ``not-yours``, ``ended``, ``already-open``, ``too-early``, ``not-reviewed``, ``no-plan``,
        ``no-objective``, ``empty``, ``too-long``.
    """
    rapid = _locked(rapid)
    plan = plan_in_force(rapid)
    series = list(RapidPlan.objects.filter(school=rapid.school))
    require(rules.may_open(by, rapid, series, has_plan=plan is not None))
    assert plan is not None  # noqa: S101 - the rule has just refused None
    version = plan.versions.first()
    known = objectives_in(version.content) if version else {}
    if not objectives or not set(objectives) <= set(known):
        require(Refusal("no-objective", "Choose at least one of the plan’s objectives."))
    focus = printable(focus, plan_format().rapid.limit).strip()
    if not focus:
        require(Refusal("empty", "Write what is done in these weeks."))
    rapid.plan, rapid.focus = plan, focus
    rapid.objectives = [[code, words] for code, words in known.items() if code in objectives]
    rapid.opened_at, rapid.opened_by = clock.now(), by
    rapid.save(update_fields=["plan", "focus", "objectives", "opened_at", "opened_by"])
    audit.record(
        by=by, verb="opened rapid improvement plan", thing=rapid, school=rapid.school,
        after={"objectives": rapid.objectives, "focus": focus},
    )  # fmt: skip
    return rapid


@transaction.atomic
def review(*, rapid: RapidPlan, sentences: Mapping[str, str], what_next: str, by: Person) -> RapidPlan:
    """Review a cycle: a sentence for each of its objectives, and what next. The review stands.

    :param sentences: by the objective's code.
    :raises Refused: ``not-yours``, ``ended``, ``not-open``, ``reviewed``, ``no-sentence``, ``empty``, ``too-long``.
    """
    rapid = _locked(rapid)
    require(rules.may_review(by, rapid))
    limit = plan_format().rapid.limit
    said = {code: " ".join(printable(sentences.get(code, ""), limit).split()) for code, _ in rapid.objectives}
    if not all(said.values()):
        require(Refusal("no-sentence", "Write a sentence for each objective."))
    what_next = printable(what_next, limit).strip()
    if not what_next:
        require(Refusal("empty", "Write what comes next."))
    RapidFinding.objects.bulk_create(
        RapidFinding(rapid=rapid, objective=code, sentence=sentence) for code, sentence in said.items()
    )
    rapid.what_next, rapid.reviewed_at, rapid.reviewed_by = what_next, clock.now(), by
    rapid.save(update_fields=["what_next", "reviewed_at", "reviewed_by"])
    audit.record(
        by=by, verb="reviewed rapid improvement plan", thing=rapid, school=rapid.school,
        after={"sentences": said, "what_next": what_next},
    )  # fmt: skip
    return rapid


def plan_in_force(rapid: RapidPlan) -> ImprovementPlan | None:
    """The improvement plan of the cycle's year, once a version of it is approved."""
    plans = ImprovementPlan.objects.filter(school=rapid.school, year=rapid.year, versions__isnull=False)
    return plans.select_related("school", "year").distinct().first()


def _lay_out(began: Decision, year: AcademicYear, found: Sequence[Cycle]) -> dict[str, int]:
    """Bring the series to ``found``; how many are planned anew, moved and removed."""
    there = {row.number: row for row in RapidPlan.objects.filter(decision=began, year=year)}
    done = {"planned": 0, "moved": 0, "removed": 0}
    for each in found:
        row = there.pop(each.number, None)
        if row is None:
            RapidPlan.objects.create(
                school_id=began.school_id, decision=began, year=year, number=each.number, label=each.label,
                starts_on=each.starts_on, ends_on=each.ends_on,
            )  # fmt: skip
            done["planned"] += 1
        elif _lies_ahead(row) and (row.starts_on, row.ends_on) != (each.starts_on, each.ends_on):
            row.label, row.starts_on, row.ends_on = each.label, each.starts_on, each.ends_on
            row.save(update_fields=["label", "starts_on", "ends_on"])
            done["moved"] += 1
    for row in filter(_lies_ahead, there.values()):
        row.delete()
        done["removed"] += 1
    return done


def _lies_ahead(row: RapidPlan) -> bool:
    """Whether it can still be opened: closing days afterwards makes nothing good that was left out."""
    return row.opened_at is None and row.ended_on is None and row.ends_on >= clock.today()


def _end(school: School, standing: Decision | None, by: Person | None) -> None:
    """The category is another: what is open is closed with that reason, what was to come does not begin."""
    rows = list(RapidPlan.objects.unfinished().filter(school=school).select_for_update(of=("self",)))
    if not rows:
        return
    now = standing.category_title if standing else "none"
    why = f"The category changed to {now} on {clock.today():%-d %B %Y}."
    RapidPlan.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_on=clock.today(), why_ended=why
    )  # fmt: skip
    audit.record(
        by=by, verb="ended rapid improvement plans", thing=rows[0].decision, school=school,
        after={"ended": len(rows), "why": why},
    )  # fmt: skip


def _began(standing: Decision) -> Decision:
    """The decision with which the unbroken run of the category began: confirming it again begins no new series."""
    began = standing
    earlier = Decision.objects.filter(school=standing.school_id, strand=standing.strand).in_order().reverse()
    for each in earlier:
        if each.category != standing.category:
            break
        began = each
    return began


def _locked(rapid: RapidPlan) -> RapidPlan:
    """The cycle as it stands; its school is held too, so that no two cycles are opened at once."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=rapid.school_id)
    rows = RapidPlan.objects.select_for_update(of=("self",)).select_related("school__trust", "year")
    return rows.get(pk=rapid.pk)
