"""How far a school's own ratings can be relied on, from the moderators' ratings of the same KPIs.

For the whole, for each criterion and for each term. It is never a ranking: schools have no order here, and the
trust's figures serve only to steady a small number of ratings.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from riskmatrix import agreement
from riskmatrix.agreement import Pair
from riskmatrix.agreement_figures import Answered, Kappa, Share
from riskmatrix.calibration_rules import CalibrationRules
from riskmatrix.outcomes import State


@dataclass(frozen=True)
class TwoRatings:
    """One KPI in one term as the school and as the moderators rated it.

    :param own: the school's position on the scale, 0 the least risk; or why there is none.
    :param moderated: the moderators' position, or why there is none.
    :raises ValueError: when a side says that it is rated, but not how.
    """

    criterion: str
    kpi: str
    term: str
    own: int | State
    moderated: int | State

    def __post_init__(self) -> None:
        if State.RATED in (self.own, self.moderated):
            raise ValueError(f"{self.kpi} is rated, so its position on the scale is needed.")

    @property
    def pair(self) -> Pair | None:
        """Both positions; None when a side has none."""
        if isinstance(self.own, State) or isinstance(self.moderated, State):
            return None
        return self.own, self.moderated


@dataclass(frozen=True)
class Calibration:
    """One group of ratings: ``n`` pairs, and apart from them what is unrated or does not apply on either side.

    ``terms`` are those with at least one pair. Bias is in steps, above 0 where the school rated itself more kindly.
    The shrunk figures are drawn towards the trust's; where there is no plain figure there is no shrunk one either.
    """

    n: int
    unrated: int
    not_applicable: int
    terms: tuple[str, ...]
    bias: Answered[float]
    shrunk_bias: Answered[float]
    exact: Answered[Share]
    adjacent: Answered[Share]
    kappa: Answered[Kappa]
    shrunk_kappa: Answered[float]


@dataclass(frozen=True)
class Calibrations:
    """The whole over all its terms, and by code each criterion and by label each term, in the order given."""

    whole: Calibration
    criteria: dict[str, Calibration]
    terms: dict[str, Calibration]


@dataclass(frozen=True)
class Prior:
    """What small numbers are drawn towards: no difference, and agreement as by chance, unless the trust has more."""

    bias: float = 0.0
    kappa: float = 0.0


def calibrate(
    ratings: Sequence[TwoRatings], *, steps: int, rules: CalibrationRules, towards: Prior | None = None
) -> Calibration:
    """The figures of one group of ratings.

    :param steps: how many steps the scale has (2 or more); all ratings are on one scale.
    :raises ValueError: for a position that the scale does not have.
    """
    _check(ratings, steps)
    towards = towards or Prior()
    compared = [(each.term, each.pair) for each in ratings if each.pair is not None]
    pairs, n, least = [pair for _, pair in compared], len(compared), rules.least_pairs
    away = sum(State.NOT_APPLICABLE in (each.own, each.moderated) for each in ratings)
    bias = agreement.bias(pairs, least=least)
    kappa = agreement.quadratic_kappa(pairs, steps=steps, least=least)

    def drawn(value: float, towards: float) -> float:
        return agreement.shrunk(value, n=n, towards=towards, prior_weight=rules.prior_weight)

    return Calibration(
        n=n,
        unrated=len(ratings) - n - away,
        not_applicable=away,
        terms=tuple(dict.fromkeys(term for term, _ in compared)),
        bias=bias,
        shrunk_bias=drawn(bias, towards.bias) if isinstance(bias, float) else bias,
        exact=agreement.exact_agreement(pairs, least=least),
        adjacent=agreement.adjacent_agreement(pairs, steps=steps, least=least),
        kappa=kappa,
        shrunk_kappa=drawn(kappa.value, towards.kappa) if isinstance(kappa, Kappa) else kappa,
    )


def calibrate_all(
    ratings: Sequence[TwoRatings], *, steps: int, rules: CalibrationRules, trust: Calibrations | None = None
) -> Calibrations:
    """The whole, each criterion and each term; also for the trust, from the ratings of all its schools.

    :param trust: the trust's own, towards which the school's are drawn: criterion to criterion, term to term, and
        to the trust's whole where that has too few ratings.
    :raises ValueError: for a position that the scale does not have.
    """

    def group(of: Callable[[TwoRatings], str], trusts: dict[str, Calibration]) -> dict[str, Calibration]:
        found: dict[str, list[TwoRatings]] = {}
        for each in ratings:
            found.setdefault(of(each), []).append(each)
        return {
            key: calibrate(
                members,
                steps=steps,
                rules=rules,
                towards=prior(trusts.get(key), trust.whole if trust else None),
            )
            for key, members in found.items()
        }

    return Calibrations(
        calibrate(ratings, steps=steps, rules=rules, towards=prior(trust.whole if trust else None)),
        group(lambda each: each.criterion, trust.criteria if trust else {}),
        group(lambda each: each.term, trust.terms if trust else {}),
    )


def prior(*sources: Calibration | None) -> Prior:
    """For bias and for kappa the plain figure of the first source that has one; else as without a trust."""
    known = [each for each in sources if each is not None]
    biases = [each.bias for each in known if isinstance(each.bias, float)]
    kappas = [each.kappa.value for each in known if isinstance(each.kappa, Kappa)]
    return Prior(next(iter(biases), 0.0), next(iter(kappas), 0.0))


def _check(ratings: Iterable[TwoRatings], steps: int) -> None:
    if steps < 2:
        raise ValueError("A scale has at least 2 steps.")
    for each in ratings:
        for at in (each.own, each.moderated):
            if not isinstance(at, State) and not 0 <= at < steps:
                raise ValueError(f"{each.kpi} is rated {at}, but the scale runs from 0 to {steps - 1}.")
