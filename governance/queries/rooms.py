"""The rooms of a school, each with how it stands: what leads on from its page and from a home."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.urls import reverse

from governance.models import Report
from kit import clock
from kit.templatetags.ui import in_words
from monitoring.lifecycle import Status
from monitoring.models import MonitoringForm
from riskmatrix.models import Figure
from riskmatrix.queries.matrix import latest_moderated
from riskmatrix.queries.moderation_queue import progress_of
from schools.access.checks import has, has_in_trust, works_at
from schools.access.permissions import Permission
from schools.models import Action, Evidence, Person, School, Term
from support.queries.categories import standing_decisions
from support.queries.plan_list import standing_of


@dataclass(frozen=True)
class Room:
    """``about`` says how it stands; ``is_late`` when something in it should have been done by now."""

    title: str
    url: str
    about: str
    is_late: bool = False


def rooms_of(school: School, user: Person) -> tuple[Room, ...]:
    """The pages of ``school`` that this person's posts open, in a fixed number of queries for each role."""
    rooms = (
        (Permission.SEE_SELF_EVALUATION, _self_evaluation),
        (Permission.SEE_AGREED_MATRIX, _matrix),
        (Permission.SEE_FIGURES, _figures),
        (Permission.SEE_SELF_EVALUATION, _evidence),
        (Permission.SEE_PLAN, _support),
        (Permission.SEE_PLAN, _improvement_plan),
        (Permission.SEE_MONITORING, _monitoring),
        (Permission.SEE_ACTIONS, _actions),
        (Permission.READ_REPORT, _reports),
    )
    return tuple(room(school, user) for permission, room in rooms if has(user, permission, school))


def _self_evaluation(school: School, user: Person) -> Room:
    """How many KPIs of a draft are rated is for those at the school, and for those who see who has begun."""
    url = reverse("self_evaluation", args=[school.urn])
    term = Term.objects.of(school.trust_id).current()
    if term is None:
        return Room("Self-evaluation", url, "No term has been opened yet")
    progress = progress_of(term, [school])[0]
    said = f"{term}: {progress.label[0].lower()}{progress.label[1:]}"
    counts = works_at(user, school) or has_in_trust(user, Permission.SEE_DASHBOARD, school.trust)
    if progress.is_begun and progress.is_with_the_school and counts:
        said = f"{said}, {progress.answered} of {progress.total} KPIs rated"
    late = term.is_overdue and progress.is_with_the_school
    if late and term.self_evaluation_due is not None:
        said = f"{said}, {_days((clock.today() - term.self_evaluation_due).days)} overdue"
    return Room("Self-evaluation", url, said, late)


def _matrix(school: School, user: Person) -> Room:
    agreed = latest_moderated([school]).get(school.pk)
    said = f"Agreed for the {agreed.term.in_a_sentence}" if agreed else "Nothing is agreed yet"
    return Room("Risk matrix", reverse("matrices", args=[school.urn]), said)


def _figures(school: School, user: Person) -> Room:
    number = (
        Figure.objects.visible_to(user)
        .standing()
        .filter(school=school)
        .aggregate(measures=Count("measure", distinct=True))["measures"]
    )
    measures = "1 measure" if number == 1 else f"{number} measures"
    said = f"What is known of {measures}" if number else "Nothing is known yet"
    return Room("Figures", reverse("figures", args=[school.urn]), said)


def _evidence(school: School, user: Person) -> Room:
    counts = Evidence.objects.visible_to(user).standing().filter(school=school)
    number = counts.count()
    said = "Nothing is kept yet" if not number else f"{number} {'piece' if number == 1 else 'pieces'} kept"
    return Room("Evidence", reverse("school_evidence", args=[school.urn]), said)


def _support(school: School, user: Person) -> Room:
    decisions = standing_decisions([school]).get(school.pk, {})
    said = [
        f"{each.offer.spec.strand(each.strand).title}: {each.category_title}" for each in decisions.values()
    ]
    about = ". ".join(sorted(said)) or "No category is confirmed yet"
    return Room("Support", reverse("plan", args=[school.urn]), about)


def _improvement_plan(school: School, user: Person) -> Room:
    return Room("Improvement plan", reverse("improvement_plan", args=[school.urn]), standing_of(school))


def _monitoring(school: School, user: Person) -> Room:
    draft = Q(status=Status.DRAFT)
    found = MonitoringForm.objects.visible_to(user).filter(school=school)
    counts = found.aggregate(drafts=Count("pk", filter=draft), last=Max("held_on", filter=~draft))
    drafts = [f"{counts['drafts']} in draft"] if counts["drafts"] else []
    last = [f"last finished form of {in_words(counts['last'])}"] if counts["last"] else []
    return Room(
        "Monitoring",
        reverse("monitoring", args=[school.urn]),
        _sentence([*drafts, *last], "Nothing is written yet"),
    )


def _actions(school: School, user: Person) -> Room:
    found = Action.objects.visible_to(user).open().filter(school=school)
    counts = found.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=clock.today())))
    overdue = [f"{counts['overdue']} overdue"] if counts["overdue"] else []
    said = _sentence([f"{counts['open']} open", *overdue] if counts["open"] else [], "Nothing is open")
    return Room("Actions", reverse("actions", args=[school.urn]), said, bool(overdue))


def _reports(school: School, user: Person) -> Room:
    issued = Report.objects.visible_to(user).issued().filter(school=school).select_related("term__year")
    last = issued.order_by("-term__starts_on", "-version").first()
    said = f"The latest is for the {last.term.in_a_sentence}" if last else "None has been issued yet"
    return Room("Reports", reverse("reports"), said)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _sentence(parts: list[str], otherwise: str) -> str:
    said = ", ".join(parts)
    return said[:1].upper() + said[1:] if said else otherwise
