"""A school's plan for a year: its categories, what they promise, and what became of each promise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kit import clock
from schools.models import AcademicYear, School
from support import spec
from support.models import Commitment, Decision, Engagement, Offer, Shortfall
from support.queries.categories import standing_decisions
from support.queries.fulfilment import Fulfilment, total
from support.queries.plan_lines import AimLine, Line, RequirementLine, line_of


@dataclass(frozen=True)
class StrandPlan:
    """One strand: ``decision`` is None while nobody has confirmed a category; then all categories' share counts."""

    school: School
    strand: spec.Strand
    decision: Decision | None
    running: tuple[Line, ...]
    ended: tuple[Line, ...]

    @property
    def category(self) -> spec.Category | None:
        return self.decision.spec if self.decision else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is to be held, counted and planned."""
        return tuple(line for line in self.running if type(line) is Line)

    @property
    def aims(self) -> tuple[AimLine, ...]:
        return tuple(line for line in self.running if isinstance(line, AimLine))

    @property
    def requirements(self) -> tuple[RequirementLine, ...]:
        return tuple(line for line in self.running if isinstance(line, RequirementLine))

    @cached_property
    def count(self) -> Fulfilment:
        """Of the whole strand, what an earlier category promised included."""
        return total(line.count for line in (*self.running, *self.ended))

    @property
    def shortfalls(self) -> tuple[tuple[str, str], ...]:
        """(title, sentence) of what could not be laid out."""
        return tuple((line.title, short.sentence) for line in self.running for short in _shortfalls(line))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """(what, note): where the strategy is silent or odd, as the offer says."""
        category = self.category
        found = [(category.title, category.note)] if category and category.note else []
        found += [(line.title, line.engagement.note) for line in self.running if line.engagement.note]
        return tuple(found)

    @property
    def sentence(self) -> str:
        """What stands in place of a category."""
        if self.decision is not None:
            return ""
        return (
            f"No {self.strand.title.lower()} category is confirmed for {self.school} yet. Until then it is "
            f"promised what all {_number(len(self.strand.categories))} categories share."
        )


@dataclass(frozen=True)
class SchoolPlan:
    """``year`` is None, and there are no strands, for a trust that keeps no academic year yet."""

    school: School
    year: AcademicYear | None
    years: tuple[AcademicYear, ...]
    offer: Offer | None
    strands: tuple[StrandPlan, ...]

    @property
    def is_laid_out(self) -> bool:
        return any(strand.running or strand.ended for strand in self.strands)

    @cached_property
    def count(self) -> Fulfilment:
        return total(strand.count for strand in self.strands)

    @cached_property
    def _engagements(self) -> list[Engagement]:
        lines = [line for strand in self.strands for line in (*strand.running, *strand.ended)]
        return sorted((row for line in lines for row in line.engagements), key=lambda row: row.due_on)

    @property
    def missed(self) -> list[Engagement]:
        """Those whose window closed without them, oldest first."""
        return [row for row in self._engagements if row.is_missed]

    @property
    def next(self) -> list[Engagement]:
        """The next five that are still to be held."""
        planned = (row for row in self._engagements if row.status == Engagement.Status.PLANNED)
        return [row for row in planned if not row.is_missed][:5]

    @property
    def figures(self) -> list[dict[str, object]]:
        """What the year came to so far, in figures."""
        return [
            {"number": self.count.promised_to_date, "label": "promised so far"},
            {"number": self.count.held, "label": "of them held"},
            {"number": self.count.missed, "label": "missed"},
            {"number": self.count.cancelled, "label": "cancelled"},
            {"number": self.count.planned, "label": f"still planned in {self.year}"},
        ]

    @property
    def sentence(self) -> str:
        """Why there is nothing to show, where that is so."""
        if self.year is None:
            return "The trust has not added an academic year yet."
        if self.is_laid_out:
            return ""
        if self.offer is None:
            return "The trust has not published its offer of support yet."
        return f"Nothing has been laid out for {self.year} yet."


def year_for(school: School, name: str = "") -> AcademicYear | None:
    """The year called ``name``; without one, the year today lies in, else the latest that has begun.

    :raises schools.models.AcademicYear.DoesNotExist: when the trust has no year of that name.
    """
    years = AcademicYear.objects.filter(trust=school.trust_id)
    if name:  # chosen here: a database stumbles over what people can put into an address
        found = next((year for year in years if year.name == name), None)
        if found is None:
            raise AcademicYear.DoesNotExist
        return found
    begun = years.filter(starts_on__lte=clock.today()).order_by("-starts_on").first()
    return begun or years.order_by("starts_on").first()


def school_plan(school: School, year: AcademicYear | None) -> SchoolPlan:
    """Everything the plan page and the report say, in a number of queries that nothing on the page changes."""
    offer = Offer.objects.in_force(school.trust_id)
    years = tuple(AcademicYear.objects.filter(trust=school.trust_id).order_by("-starts_on"))
    if year is None:
        return SchoolPlan(school, None, years, offer, ())
    rows = _rows(school, year)
    on = min(clock.today(), year.ends_on)
    decisions = standing_decisions([school], on).get(school.pk, {})
    strands = _strands(offer if year.ends_on >= clock.today() else None, rows, decisions)
    return SchoolPlan(
        school, year, years, offer, tuple(_strand(school, each, rows, decisions) for each in strands)
    )


def _rows(school: School, year: AcademicYear) -> list[Commitment]:
    rows = Commitment.objects.filter(school=school, year=year).order_by("position", "starts_on", "pk")
    return list(
        rows.prefetch_related(
            "offer",
            "engagements__attendance",
            "aim_reviews__findings__by",
            "requirement_decisions__by",
            "shortfalls",
        )
    )


def _strands(
    offer: Offer | None, rows: list[Commitment], decisions: dict[str, Decision]
) -> list[spec.Strand]:
    """The strands of the offer in force and those something was promised in, worded by what was promised."""
    found = {strand.code: strand for strand in offer.spec.strands} if offer else {}
    for row in rows:
        found[row.strand] = row.offer.spec.strand(row.strand)
    for code, decision in decisions.items():
        if code in found:
            found[code] = decision.strand_spec
    return list(found.values())


def _strand(
    school: School, strand: spec.Strand, rows: list[Commitment], decisions: dict[str, Decision]
) -> StrandPlan:
    decision = decisions.get(strand.code)
    worded = {each.promise: each for each in decision.spec.engagements} if decision else {}
    mine = [row for row in rows if row.strand == strand.code]
    of_promise: dict[str, list[Commitment]] = {}
    for row in sorted(mine, key=lambda row: (row.ends_on is None, row.starts_on, row.pk)):
        of_promise.setdefault(row.promise, []).append(row)
    running, ended = [], []
    for *earlier, last in of_promise.values():
        words, offer = last.spec, last.offer.spec
        if last.ends_on is not None:
            ended.append(line_of(last, words, offer, tuple(earlier)))
            continue
        now = worded.get(last.promise)
        if decision and now and now.rhythm == words.rhythm:  # goes on in another category, in its words
            words, offer = now, decision.offer.spec
        running.append(line_of(last, words, offer, tuple(earlier)))
    told = tuple(line for line in ended if line.engagements or _has_finding(line))
    return StrandPlan(
        school=school,
        strand=strand,
        decision=decision,
        running=tuple(sorted(running, key=lambda line: (line.commitment.position, line.commitment.pk))),
        ended=told,
    )


def _has_finding(line: Line) -> bool:
    return isinstance(line, AimLine) and line.latest is not None


def _shortfalls(line: Line) -> list[Shortfall]:
    return list(line.commitment.shortfalls.all())


def _number(count: int) -> str:
    words = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
    return words.get(count, str(count))
