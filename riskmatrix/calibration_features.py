"""Whether a school evaluates itself accurately, or overly generously: met, not met or cannot tell, with the figures.

The strategy names both as key features of a category; its words stand in the offer pack. The doubt is never on the
side of a claim: "accurate" needs the school's own figures, which nothing has steadied, and "generous" needs both the
school's own and the one drawn towards the trust's, so that few ratings, or other schools, make nobody generous.
"""

from dataclasses import dataclass
from enum import StrEnum

from riskmatrix.agreement_figures import Answered, Share
from riskmatrix.calibration import Calibration
from riskmatrix.calibration_rules import CalibrationRules


class FeatureCode(StrEnum):
    """The ends of the codes of these features in the offer pack, which has them once for each strand."""

    ACCURATE = "judges-itself-accurately"
    GENEROUS = "judges-itself-too-well"


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Feature:
    """One feature, its verdict, the sentence that gives the figures and thresholds, and the figures themselves."""

    code: FeatureCode
    verdict: Verdict
    sentence: str
    n: int
    bias: Answered[float]
    shrunk_bias: Answered[float]
    exact: Answered[Share]

    @property
    def rule(self) -> str:
        return f"calibration.{self.code}"


def features(calibration: Calibration, rules: CalibrationRules) -> tuple[Feature, Feature]:
    """Accurate and overly generous, in this order; both are never met, and both may be not met.

    :param calibration: what ``rules`` gave; whether for a school, a criterion or a term is the caller's choice.
    """
    return accurate(calibration, rules), generous(calibration, rules)


def accurate(calibration: Calibration, rules: CalibrationRules) -> Feature:
    """``calibration.judges-itself-accurately``: a small mean difference either way, and mostly the same step."""
    bias, exact = calibration.bias, calibration.exact
    if not isinstance(bias, float) or not isinstance(exact, Share):
        return _cannot_tell(FeatureCode.ACCURATE, calibration)
    least = round(100 * rules.accurate_agreement, 1)
    close = abs(_shown(bias)) <= rules.accurate_within
    sentence = (
        f"The school’s ratings are on average {_signed(bias)} than the moderators’ (accurate: "
        f"{rules.accurate_within:g} at most, either way), and {exact.count} of {exact.of} are at the same step, "
        f"{exact.percent:g}% (accurate: at least {least:g}%)."
    )
    return _feature(FeatureCode.ACCURATE, close and exact.percent >= least, sentence, calibration)


def generous(calibration: Calibration, rules: CalibrationRules) -> Feature:
    """``calibration.judges-itself-too-well``: a large mean difference on the kind side, also when steadied."""
    bias, steadied = calibration.bias, calibration.shrunk_bias
    if not isinstance(bias, float) or not isinstance(steadied, float):
        return _cannot_tell(FeatureCode.GENEROUS, calibration)
    sentence = (
        f"The school’s {calibration.n} ratings are on average {_signed(bias)} than the moderators’; steadied for "
        f"their number, {_signed(steadied)}. Overly generous is {rules.generous_from:g} more kindly in both."
    )
    met = min(_shown(bias), _shown(steadied)) >= rules.generous_from
    return _feature(FeatureCode.GENEROUS, met, sentence, calibration)


def _shown(steps: float) -> float:
    """Rounded as people see it, so that the figure they see is the figure that decides."""
    return round(steps, 2)


def _signed(steps: float) -> str:
    """“0.31 steps more kindly”; nought is said to be neither."""
    shown = _shown(steps)
    if not shown:
        return "0 steps more or less kindly"
    return f"{abs(shown):g} {'step' if abs(shown) == 1 else 'steps'} {'more' if shown > 0 else 'less'} kindly"


def _cannot_tell(code: FeatureCode, calibration: Calibration) -> Feature:
    reasons = (calibration.bias, calibration.shrunk_bias, calibration.exact)
    why = next(each.sentence for each in reasons if not isinstance(each, float | Share))
    return _feature(code, None, why, calibration)


def _feature(code: FeatureCode, met: bool | None, sentence: str, calibration: Calibration) -> Feature:
    verdict = Verdict.CANNOT_TELL if met is None else Verdict.MET if met else Verdict.NOT_MET
    figures = (calibration.n, calibration.bias, calibration.shrunk_bias, calibration.exact)
    return Feature(code, verdict, sentence, *figures)
