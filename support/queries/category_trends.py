"""How the trust decided over the years, and which schools deserve a second look: a page for those who steer it."""

from __future__ import annotations

from dataclasses import dataclass

from kit import clock
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import AcademicYear, Person, School, Trust
from support import drift, spec
from support.models import Appeal, Decision, Offer
from support.queries.appeals import appeals_waiting
from support.queries.past_recommendations import PastTerm, past_terms
from support.queries.recommendation import recommended
from support.spec_judging import Watching
from support.watching import Parting, Point, Standstill, has_enough, partings, standstill


@dataclass(frozen=True)
class StrandTrend:
    """One strand: ``categories`` are those of the offer in force and any that schools stood in before."""

    title: str
    categories: tuple[tuple[str, str], ...]
    decided: tuple[drift.YearDecided, ...]
    stood: tuple[drift.YearStood, ...]

    @property
    def lines(self) -> list[tuple[drift.YearStood, list[tuple[str, int]]]]:
        """Each year with (category, how many), in the order of ``categories``."""
        return [
            (each, [(title, each.in_category.get(code, 0)) for code, title in self.categories])
            for each in self.stood
        ]


@dataclass(frozen=True)
class SecondLook:
    school: School
    partings: tuple[Parting, ...]
    standstills: tuple[Standstill, ...]


@dataclass(frozen=True)
class TrustTrends:
    """``watched`` is None where the offer does not say what to look for; ``too_new`` counts schools not judged yet."""

    trust: Trust
    offer: Offer | None
    strands: tuple[StrandTrend, ...]
    looks: tuple[SecondLook, ...]
    too_new: int

    @property
    def watched(self) -> Watching | None:
        return self.offer.spec.watching if self.offer else None


@dataclass(frozen=True)
class CategoryTrends:
    trusts: tuple[TrustTrends, ...]
    appeals: tuple[Appeal, ...]


def category_trends(user: Person) -> CategoryTrends:
    """Every trust whose dashboard ``user`` sees; the number of queries grows with the trusts alone."""
    trusts = Trust.objects.filter(pk__in=trusts_where(user, Permission.SEE_DASHBOARD)).order_by("name")
    return CategoryTrends(tuple(_trust(trust, user) for trust in trusts), tuple(appeals_waiting(user)))


def _trust(trust: Trust, user: Person) -> TrustTrends:
    offer = Offer.objects.in_force(trust)
    visible = School.objects.visible_to(user, Permission.SEE_DASHBOARD)
    schools = list(visible.filter(trust=trust).open().order_by("name"))
    if offer is None:
        return TrustTrends(trust, None, (), (), 0)
    decisions = list(
        Decision.objects.filter(school__in=schools)
        .defer("recommendation")
        .in_order()
        .prefetch_related("offer")
    )
    rows = AcademicYear.objects.filter(trust=trust, starts_on__lte=clock.today()).order_by("starts_on")
    years = [drift.Year(row.name, row.starts_on, row.ends_on) for row in rows]
    strands = tuple(_strand(strand, years, decisions, len(schools)) for strand in offer.spec.strands)
    looks, too_new = _second_looks(schools, offer, decisions) if offer.spec.watching else ((), 0)
    return TrustTrends(trust, offer, strands, looks, too_new)


def _strand(
    strand: spec.Strand, years: list[drift.Year], decisions: list[Decision], schools: int
) -> StrandTrend:
    mine = [each for each in decisions if each.strand == strand.code]
    made = [_made(each) for each in mine]
    titles = {category.code: category.title for category in strand.categories}
    titles |= {each.category: each.category_title for each in mine if each.category not in titles}
    years = _since(years, made)
    stood = drift.stood(made, years, schools, clock.today())
    return StrandTrend(strand.title, tuple(titles.items()), tuple(drift.decided(made, years)), tuple(stood))


def _made(decision: Decision) -> drift.Made:
    order = [category.code for category in decision.strand_spec.categories]
    recommended = order.index(decision.recommended) if decision.recommended else None
    return drift.Made(
        decision.school_id,
        decision.category,
        order.index(decision.category),
        recommended,
        decision.starts_on,
    )


def _since(years: list[drift.Year], made: list[drift.Made]) -> list[drift.Year]:
    """The school years since the first decision; none before there is one."""
    first = min((each.on for each in made), default=None)
    return [each for each in years if first is not None and each.ends_on >= first]


def _second_looks(
    schools: list[School], offer: Offer, decisions: list[Decision]
) -> tuple[tuple[SecondLook, ...], int]:
    rule = offer.spec.watching
    assert rule is not None  # noqa: S101 - asked only where the offer has it
    terms: dict[int, list[PastTerm]] = {school.pk: [] for school in schools}
    for past in past_terms(schools):
        terms[past.evaluation.school_id].append(past)
    found, too_new = [], 0
    for school in schools:
        every = _points(terms[school.pk][-rule.terms - 1 :], offer)
        too_new += not all(has_enough(points, rule) for points in every.values())
        still = [standstill(title, points, rule) for title, points in every.items()]
        look = SecondLook(
            school, tuple(partings(every, rule)), tuple(each for each in still if each is not None)
        )
        if look.partings or look.standstills:
            found.append(look)
    return tuple(found), too_new


def _points(terms: list[PastTerm], offer: Offer) -> dict[str, list[Point]]:
    """Each strand's scores by the rules in force, with the category that was decided by each term."""
    return {strand.title: [_point(past, strand, offer) for past in terms] for strand in offer.spec.strands}


def _point(past: PastTerm, strand: spec.Strand, offer: Offer) -> Point:
    found = recommended(offer, strand, past.evaluation.framework.spec, past.answers)
    decision = past.decided.get(strand.code)
    category = decision.category if decision else ""
    return Point(str(past.evaluation.term), found.recommendation.score, category)
