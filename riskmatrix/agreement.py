"""How far the school and its moderators agree on an ordered scale: a figure, or a typed answer why there is none.

A pair is (the school's step, the moderators' step), each a position from 0 (least risk) to the last step (worst):
which way the scale runs has been taken out before. The arithmetic treats pairs as independent; the same KPI term
after term is not quite that, so an interval over several terms is rather too narrow than too wide.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean

from riskmatrix.agreement_figures import Answered, Interval, Kappa, NotDefined, Share, TooFew

Pair = tuple[int, int]
CONFIDENCE = 0.95


def bias(pairs: Sequence[Pair], *, least: int) -> Answered[float]:
    """The mean of moderated minus own, in steps: above 0, the school rated itself more kindly.

    :param least: how many pairs are needed (at least 1).
    """
    return TooFew(len(pairs), least) if len(pairs) < least else fmean(m - s for s, m in pairs)


def exact_agreement(pairs: Sequence[Pair], *, least: int) -> Answered[Share]:
    """How many pairs are at the same step."""
    if len(pairs) < least:
        return TooFew(len(pairs), least)
    return Share(sum(s == m for s, m in pairs), len(pairs))


def adjacent_agreement(pairs: Sequence[Pair], *, steps: int, least: int) -> Answered[Share]:
    """How many pairs are at most one step apart, those at the same step among them.

    :param steps: how many steps the scale has; on one of two, everything would be adjacent.
    """
    if len(pairs) < least:
        return TooFew(len(pairs), least)
    if steps == 2:
        return NotDefined("On a scale of two steps any two ratings are at most one step apart.")
    return Share(sum(abs(s - m) <= 1 for s, m in pairs), len(pairs))


def quadratic_kappa(pairs: Sequence[Pair], *, steps: int, least: int) -> Answered[Kappa]:
    """Cohen's kappa, a disagreement of d steps weighing d² (Cohen 1968; Fleiss and Cohen 1973).

    With these weights it needs no table: one minus the mean squared distance of the pairs over what it would be
    between one side's ratings and the other's at random. Where a side used a single step it is 0 divided by 0, or
    0 whatever the other side says, and so not defined.
    """
    if len(pairs) < least:
        return TooFew(len(pairs), least)
    if single := _single_step(pairs):
        return NotDefined(single)
    own, moderated = fmean(s for s, _ in pairs), fmean(m for _, m in pairs)
    own_spread = fmean((s - own) ** 2 for s, _ in pairs)
    moderated_spread = fmean((m - moderated) ** 2 for _, m in pairs)
    by_chance = own_spread + moderated_spread + (own - moderated) ** 2
    value = 1 - fmean((s - m) ** 2 for s, m in pairs) / by_chance
    # What each pair adds to kappa, but for a constant: Fleiss, Cohen and Everitt (1969), in squared distances.
    influence = [
        (s - m) ** 2 - (1 - value) * (moderated_spread + (s - moderated) ** 2 + own_spread + (m - own) ** 2)
        for s, m in pairs
    ]
    middle = fmean(influence)
    error = sqrt(fmean((each - middle) ** 2 for each in influence) / len(pairs)) / by_chance
    return Kappa(value, _interval(value, error, len(pairs), steps))


def _single_step(pairs: Sequence[Pair]) -> str:
    """The reason why kappa is not defined; empty when both sides used several steps."""
    own, moderated = {s for s, _ in pairs}, {m for _, m in pairs}
    if len(own) > 1 and len(moderated) > 1:
        return ""
    if own == moderated:
        return "Both sides used one and the same step throughout, so kappa would be nought divided by nought."
    who, other = ("The school", "the moderators") if len(own) == 1 else ("The moderators", "the school")
    return f"{who} used a single step throughout, so kappa would be nought whatever {other} said."


def least_for_interval(steps: int) -> int:
    """How many pairs the interval of kappa needs: twice the square of the steps (32 where there are four).

    Source: Cicchetti and Fleiss (1977) and Cicchetti (1981), who tried the standard error on three to ten steps;
    for two steps the same formula is our proposal.
    """
    return 2 * steps**2


def _interval(value: float, error: float, n: int, steps: int) -> Answered[Interval]:
    """Kappa and 1.96 standard errors either side, cut at -1 and 1, beyond which kappa cannot be."""
    if n < (needed := least_for_interval(steps)):
        return TooFew(n, needed)
    if error < 1e-9:
        # As when all agree: the formula claims a certainty that no number of ratings can give.
        return NotDefined("The ratings leave the interval no width, so it would claim to be certain.")
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * error
    return Interval(max(-1.0, value - half), min(1.0, value + half), error)


def shrunk(value: float, *, n: int, towards: float, prior_weight: float) -> float:
    """``value`` drawn towards another by as much as ``prior_weight`` pairs of that value would draw it.

    So n / (n + prior weight) is the share of the school's own: Bühlmann's credibility (1967). For a mean it is the
    best linear estimate; for kappa, which is no mean, the same share is a convention of ours.

    :param prior_weight: in pairs, 0 or more; 0 draws nothing.
    """
    return (n * value + prior_weight * towards) / (n + prior_weight)
