"""The chapters of what was promised: meetings and visits held, a few missed, one called off; aims reviewed."""

from __future__ import annotations

from datetime import date, time, timedelta

from kit import clock
from schools.models import Person
from schools.services.calendar import add_closure
from support.models import AimFinding, AimReview, Commitment, Engagement
from support.services import aims, engagements, moving, requirements
from trust_portal.demo.data import read
from trust_portal.demo.stage import Happening, Stage

TOGETHER = {
    "headteacher-network",
    "deputy-and-subject-leader-network",
    "trust-training-day",
    "operations-network",
    "health-and-safety-training",
}
"""What several schools attend together: on the same day, with the same note."""

AGREED_AHEAD = {"progress-meeting", "joint-monitoring-visit", "operational-joint-visit"}
"""For what comes next of these, a day has been agreed here and there."""

MISSED = {"brackendyke-high": 0.13, "osierbank-special": 0.09, "quillhurst-infant": 0.04}
"""The share of promises that nobody kept; elsewhere one in fifteen."""

BURST_MAIN = ("quillhurst-junior", 2, "operational-joint-visit")
"""The school, term and promise of the one visit that was called off."""


def write(stage: Stage) -> None:
    """Enter what does not follow from a promise by itself."""
    school, place, _ = BURST_MAIN
    stage.at(stage.plan.terms[place - 1].day(0.5), "07:10", lambda: _close(stage, school, place))
    for school, decided in read("notes")["requirements"].items():
        for place, (required, sentence) in decided.items():
            day = stage.plan.terms[place - 1].day(0.9)
            stage.at(day, "10:15", _requiring(stage, school, required, sentence))
    stage.at(stage.plan.today - timedelta(days=1), "17:50", lambda: _move_one(stage))


def take_up(stage: Stage, school: str) -> None:
    """Enter in the diary when each new promise to ``school`` will be kept, if it will."""
    rows = Engagement.objects.filter(school=stage.schools[school], status=Engagement.Status.PLANNED)
    for row in rows.exclude(pk__in=stage.taken["engagement"]).select_related("commitment__year"):
        stage.taken["engagement"].add(row.pk)
        _enter(stage, school, row)
    reviews = AimReview.objects.filter(commitment__school=stage.schools[school], is_ended=False)
    for review in reviews.exclude(pk__in=stage.taken["review"]).select_related("commitment"):
        stage.taken["review"].add(review.pk)
        day = _day_between(stage, review.window_start, review.window_end, "aim", school, review.key)
        if day is not None:
            stage.at(day, "16:50", _reviewing(stage, review.pk))


def _enter(stage: Stage, school: str, row: Engagement) -> None:
    if _is_called_off(stage, school, row):
        stage.at(stage.plan.terms[BURST_MAIN[1] - 1].day(0.5), "09:20", _calling_off(stage, row.pk))
        return
    promise = row.commitment.promise
    whose = "" if promise in TOGETHER else school
    day = _day_between(stage, row.window_start, row.due_on, whose, row.key)
    if day is None and promise in AGREED_AHEAD:
        _agree_ahead(stage, school, row)
    if day is None or stage.chance("missed", school, row.key).random() < MISSED.get(school, 0.065):
        return
    notes = read("notes")["held"][promise]
    note = notes[(row.sequence + stage.chance(whose, promise).randrange(len(notes))) % len(notes)]
    stage.at(day, "16:35", _holding(stage, school, row.pk, note))


def _agree_ahead(stage: Stage, school: str, row: Engagement) -> None:
    """On the last evening of the story a day is agreed for what comes next, in about half of the schools."""
    days = [day for year in stage.plan.years for day in year.school_days]
    left = [day for day in days if row.window_start <= day <= row.window_end and day > stage.plan.today]
    chance = stage.chance("agreed", school, row.key)
    if left and row.window_start <= stage.plan.today and chance.random() < 0.5:
        when, at = chance.choice(left[:15]), chance.choice((time(9, 30), time(13, 15), time(15)))
        stage.at(stage.plan.today - timedelta(days=1), "17:20", _agreeing(stage, school, row.pk, when, at))


def _agreeing(stage: Stage, school: str, pk: int, day: date, at: time) -> Happening:
    def agree() -> None:
        row = Engagement.objects.select_related("commitment").get(pk=pk)
        if row.status == Engagement.Status.PLANNED:
            by = _who(stage, school, row.commitment.spec.owed_by[0])
            moving.move(engagement=row, day=day, at=at, reason="", version=row.version, by=by)
            stage.count("days agreed")

    return agree


def _move_one(stage: Stage) -> None:
    """What was agreed for the first day to come is put off, for a reason that the headteacher reads."""
    agreed = Engagement.objects.filter(status=Engagement.Status.PLANNED, starts_at__gt=clock.now())
    days = [day for year in stage.plan.years for day in year.school_days]
    keys = {school.pk: key for key, school in stage.schools.items()}
    for row in agreed.exclude(appointments=None).select_related("commitment").order_by("starts_at", "pk"):
        later = [day for day in days if row.meets_on and row.meets_on < day <= row.window_end]
        if later:
            by = _who(stage, keys[row.school_id], row.commitment.spec.owed_by[0])
            at, reason = time(10), "The headteacher is at a training day that could not be moved."
            moving.move(engagement=row, day=later[0], at=at, reason=reason, version=row.version, by=by)
            stage.count("engagements moved")
            return


def _day_between(stage: Stage, first: date, last: date, *words: str) -> date | None:
    """A school day from ``first`` (or tomorrow) to ``last``; None when there is none or the story ends before it."""
    window = [day for year in stage.plan.years for day in year.school_days if first <= day <= last]
    left = [day for day in window if day > clock.today()]
    if not left:
        return None
    # Drawn from the whole window, so that schools that meet meet on the same day whenever each was promised it.
    day = stage.chance("day", *words).choice(window)
    if day not in left:
        day = stage.chance("later", *words).choice(left)
    return day if day < stage.plan.today else None


def _holding(stage: Stage, school: str, pk: int, note: str) -> Happening:
    def hold() -> None:
        row = Engagement.objects.select_related("commitment", "school").get(pk=pk)
        if row.status == Engagement.Status.PLANNED:
            engagements.record_held(
                engagement=row,
                held_on=clock.today(),
                note=note,
                version=row.version,
                by=_who(stage, school, row.commitment.spec.owed_by[0]),
            )
            stage.count("engagements held")

    return hold


def _who(stage: Stage, school: str, role: str) -> Person:
    """Who of the trust records what ``role`` owes: the adviser only where assigned, the deputy while standing in."""
    if role == "chief_executive":
        return stage.chief()
    if role == "chief_financial_officer":
        return stage.people["finance"]
    assigned = read("people")["adviser"]["posts"][0]["schools"]
    if role == "improvement_adviser" and school in assigned:
        return stage.people["adviser"]
    return stage.people["improvement"]


def _is_called_off(stage: Stage, school: str, row: Engagement) -> bool:
    at_school, place, promise = BURST_MAIN
    day = stage.plan.terms[place - 1].day(0.5)
    return (
        (school, row.commitment.promise) == (at_school, promise)
        and row.window_start <= day <= row.window_end
    )  # fmt: skip


def _calling_off(stage: Stage, pk: int) -> Happening:
    def call_off() -> None:
        row = Engagement.objects.get(pk=pk)
        if row.status == Engagement.Status.PLANNED:
            engagements.cancel(
                engagement=row,
                reason=read("notes")["cancelled"][0],
                version=row.version,
                by=stage.people["finance"],
            )

    return call_off


def _close(stage: Stage, school: str, place: int) -> None:
    add_closure(
        year=stage.terms[place].year,
        school=stage.schools[school],
        starts_on=clock.today(),
        ends_on=clock.today(),
        kind="closure",
        note="Burst water main",
        by=stage.head(school, place),
    )


def _reviewing(stage: Stage, pk: int) -> Happening:
    def review() -> None:
        row = AimReview.objects.select_related("commitment").get(pk=pk)
        if not row.is_ended:
            promise = row.commitment
            earlier = AimFinding.objects.filter(
                review__commitment__school=promise.school_id, review__commitment__promise=promise.promise
            )
            said = read("notes")["aims"][promise.promise]
            status, sentence = said[min(earlier.count(), len(said) - 1)]
            aims.review(review=row, status=status, sentence=sentence, by=stage.people["improvement"])

    return review


def _requiring(stage: Stage, school: str, required: bool, sentence: str) -> Happening:
    def decide() -> None:
        rows = Commitment.objects.filter(school=stage.schools[school], promise="reviews").running()
        commitment = rows.filter(year__starts_on__lte=clock.today(), year__ends_on__gte=clock.today()).first()
        if commitment is not None:
            requirements.decide(
                commitment=commitment, required=required, sentence=sentence, by=stage.people["improvement"]
            )

    return decide
