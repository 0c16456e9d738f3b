"""A calibration in plain words, as one would say it to the headteacher, who reads it before anybody else."""

from riskmatrix.agreement_figures import Interval, Kappa, NotDefined, Share, TooFew
from riskmatrix.calibration import Calibration

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PARTS = (
    (0.0, ""),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (1 / 2, "half"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (1.0, ""),
)


def in_words(calibration: Calibration) -> str:
    """“Over three terms the school rated itself on average half a step more kindly than the moderators; in 94 of 117
    ratings …”; or why nothing can be said.
    """
    bias, exact = calibration.bias, calibration.exact
    if not isinstance(bias, float):
        return bias.sentence
    if not isinstance(exact, Share):
        return exact.sentence
    said = f"{_span(calibration.terms)} the school rated itself on average {_kindness(bias)} the moderators"
    apart = calibration.adjacent
    return f"{said}; {_same(exact)}{_near(exact, apart) if isinstance(apart, Share) else ''}."


def kappa_in_words(calibration: Calibration) -> str:
    """Agreement beyond chance with what it means, its interval, or why there is none."""
    kappa = calibration.kappa
    if not isinstance(kappa, Kappa):
        return kappa.sentence
    told = (
        f"Allowing for chance, agreement is {_decimal(kappa.value)}, where 1 is full agreement and 0 is what chance "
        "alone would give"
    )
    match kappa.interval:
        case Interval(low, high):
            return f"{told} (95% interval {_decimal(low)} to {_decimal(high)})."
        case TooFew(n, needed):
            return f"{told}; {n} ratings give no interval, which takes at least {needed}."
        case NotDefined(reason):
            return f"{told}; there is no interval. {reason}"


def left_out_in_words(calibration: Calibration) -> str:
    """What was not compared; empty when nothing was left out."""
    unrated, away = calibration.unrated, calibration.not_applicable
    parts = [f"{unrated} not rated by both sides"] * bool(unrated)
    parts += [f"{away} that {'does' if away == 1 else 'do'} not apply"] * bool(away)
    return f"Left out of the comparison: {' and '.join(parts)}." if parts else ""


def steps_in_words(steps: float) -> str:
    """A distance (0.05 or more) as said: “half a step”, “about one and a quarter steps”, “0.6 of a step”."""
    whole = int(steps)
    part, name = min(PARTS, key=lambda each: abs(steps - whole - each[0]))
    away = abs(steps - whole - part)
    if away > 0.04:
        return f"{steps:.1f} of a step" if steps < 1 else f"{steps:.1f} steps"
    about = "about " if away > 0.005 else ""
    whole += part == 1.0
    said = NUMBERS[whole] if whole < len(NUMBERS) else str(whole)
    if not name:
        return f"{about}{said} step{'s' * (whole != 1)}"
    if whole:
        return f"{about}{said} and {'a half' if name == 'half' else name} steps"
    return f"{about}{name} {'a step' if name == 'half' else 'of a step'}"


def _span(terms: tuple[str, ...]) -> str:
    if len(terms) == 1:
        return f"In {terms[0]}"
    return f"Over {NUMBERS[len(terms)] if len(terms) < len(NUMBERS) else len(terms)} terms"


def _kindness(bias: float) -> str:
    if abs(bias) < 0.05:
        return "neither more kindly nor more strictly than"
    return f"{steps_in_words(abs(bias))} more {'kindly' if bias > 0 else 'strictly'} than"


def _same(exact: Share) -> str:
    if exact.count == exact.of:
        return f"in all {exact.of} ratings both chose the same step"
    if not exact.count:
        return f"in none of {exact.of} ratings did both choose the same step"
    return f"in {exact.count} of {exact.of} ratings both chose the same step"


def _near(exact: Share, adjacent: Share) -> str:
    if exact.count == exact.of:
        return ""
    if adjacent.count == adjacent.of:
        return ", and never were they more than one step apart"
    return f", and in {adjacent.count} they were at most one step apart"


def _decimal(value: float) -> str:
    """Two decimals with a true minus, and never “−0.00”."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")
