"""How far a school's own ratings can be relied on, from its agreed evaluations.

Both ratings of each KPI, its own and the agreed one, are taken as positions on one scale: evaluations by a framework
with another scale are left out and named. Agreed is what the moderators rated, or what the chief executive decided
where the head disagreed: a head who was right is not called generous.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from riskmatrix.calibration import Calibrations, TwoRatings, calibrate_all
from riskmatrix.calibration_features import Feature, features
from riskmatrix.calibration_rules import CalibrationRules
from riskmatrix.crosswalk import same_scale
from riskmatrix.models import Evaluation, Rating
from riskmatrix.outcomes import State
from riskmatrix.queries.first_look import AgreedTerm, agreed_terms, shown_to
from riskmatrix.spec import FrameworkSpec
from schools.models import Person, School, Term

PRIOR_SCHOOLS = 3
"""From how many schools on the trust's own figures steady a school's: with two, each head could work out the other's
from their own."""


@dataclass(frozen=True)
class SchoolCalibration:
    """What one person may see of a school's calibration.

    :param spec: the framework of the latest term shown, which gives scale and rules; None when no term is.
    :param rules: None where that framework says nothing about calibration; then nothing is worked out.
    :param compared: the terms that the figures are made from, oldest first; ``other_scale`` those left out.
    :param waiting: agreed terms that this person may not see yet.
    """

    school: School
    spec: FrameworkSpec | None = None
    rules: CalibrationRules | None = None
    found: Calibrations | None = None
    compared: tuple[Evaluation, ...] = ()
    other_scale: tuple[Evaluation, ...] = ()
    waiting: tuple[AgreedTerm, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def features(self) -> tuple[Feature, ...]:
        """Accurate and overly generous, from the whole; none where nothing is worked out."""
        return features(self.found.whole, self.rules) if self.found and self.rules else ()


def calibration_of(
    school: School, user: Person, *, strand: str = "", until: Term | None = None
) -> SchoolCalibration:
    """In eight queries, however many terms and schools there are.

    :param user: the head sees every agreed term, anybody else those that are open to them; who may see any at all,
        ``rules_answers.may_see_calibration`` says.
    :param strand: only criteria that feed this strand; empty for all.
    :param until: nothing of later terms.
    """
    terms = [each for each in agreed_terms(school) if _is_before(each.evaluation, until)]
    shown = shown_to(user, school, terms)
    waiting = tuple(each for each in terms if each not in shown)
    if not shown:
        return SchoolCalibration(school, waiting=waiting)
    spec = shown[-1].evaluation.framework.spec
    mine = [each.evaluation for each in shown]
    compared = tuple(each for each in mine if same_scale(each.framework.spec, spec))
    other = tuple(each for each in mine if each not in compared)
    rules = rules_of(spec)
    return SchoolCalibration(
        school,
        spec,
        rules,
        _worked_out(school, compared, spec, rules, strand, until) if rules else None,
        compared,
        other,
        waiting,
        {c.code: c.title for each in compared for c in each.framework.spec.criteria},
    )


def _is_before(evaluation: Evaluation, until: Term | None) -> bool:
    return until is None or evaluation.term.starts_on <= until.starts_on


def rules_of(spec: FrameworkSpec) -> CalibrationRules | None:
    """What the pack says about calibration as the arithmetic takes it; the pack gives agreement in per cent."""
    said = spec.calibration
    if said is None:
        return None
    return CalibrationRules(
        least_pairs=said.least_pairs,
        generous_from=said.generous_from,
        accurate_within=said.accurate_within,
        accurate_agreement=said.accurate_agreement / 100,
        prior_weight=said.prior_weight,
    )


def label_of(term: Term) -> str:
    """A term as the sentences say it: “the autumn term 2026/27”."""
    return f"the {term.in_a_sentence}"


def _worked_out(
    school: School,
    compared: Sequence[Evaluation],
    spec: FrameworkSpec,
    rules: CalibrationRules,
    strand: str,
    until: Term | None,
) -> Calibrations:
    """The school's own figures, drawn towards those of all schools of its trust."""
    steps = len(spec.scale.steps)
    everybody = [
        each
        for each in Evaluation.objects.moderated()
        .filter(school__trust=school.trust_id)
        .select_related("framework", "term__year")
        .order_by("term__starts_on", "pk")
        if _is_before(each, until) and same_scale(each.framework.spec, spec)
    ]
    ratings = two_ratings([*everybody, *(each for each in compared if each not in everybody)], strand)
    own = [rating for each in compared for rating in ratings[each.pk]]
    trust = None
    if len({each.school_id for each in everybody}) >= PRIOR_SCHOOLS:
        all_of_them = [rating for each in everybody for rating in ratings[each.pk]]
        trust = calibrate_all(all_of_them, steps=steps, rules=rules)
    return calibrate_all(own, steps=steps, rules=rules, trust=trust)


def two_ratings(evaluations: Iterable[Evaluation], strand: str = "") -> dict[int, list[TwoRatings]]:
    """Own and agreed rating of every KPI by evaluation id, in the framework's order. One query.

    :param evaluations: agreed ones, with framework and term selected.
    """
    found = {each.pk: each for each in evaluations}
    places: dict[tuple[int, str, str], int | State] = {}
    orders = {
        pk: [step.code for step in each.framework.spec.steps_by_severity()] for pk, each in found.items()
    }
    rows = Rating.objects.filter(evaluation__in=found, kind__in=[Rating.Kind.SELF, Rating.Kind.AGREED])
    for pk, kpi, kind, step, away in rows.values_list(
        "evaluation", "kpi__code", "kind", "step__code", "not_applicable"
    ):
        places[pk, kpi, kind] = (
            State.NOT_APPLICABLE if away else orders[pk].index(step) if step else State.UNRATED
        )
    return {
        pk: [
            TwoRatings(
                criterion=criterion.code,
                kpi=kpi.code,
                term=label_of(each.term),
                own=places.get((pk, kpi.code, Rating.Kind.SELF), State.UNRATED),
                moderated=places.get((pk, kpi.code, Rating.Kind.AGREED), State.UNRATED),
            )
            for criterion, kpi in each.framework.spec.kpis()
            if not strand or strand in criterion.strands
        ]
        for pk, each in found.items()
    }
