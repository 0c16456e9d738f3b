"""The figures of a calibration as they stand in a table: short, and a figure never stands for one that is missing."""

from dataclasses import dataclass

from riskmatrix.agreement_figures import Answered, Interval, Kappa, NotDefined, Share, TooFew
from riskmatrix.calibration import Calibration


@dataclass(frozen=True)
class Cell:
    """``text`` is the figure, or the short name of why there is none; ``note`` what else belongs to it."""

    text: str
    note: str = ""
    is_figure: bool = True


@dataclass(frozen=True)
class Row:
    """One group of ratings. ``kindness`` says which way the mean difference goes; kappa carries its interval.

    :param nothing: why there is no figure at all, in place of the same answer four times; empty where there is one.
    """

    title: str
    n: int
    nothing: str
    kindness: Cell
    exact: Cell
    adjacent: Cell
    kappa: Cell


def row(title: str, calibration: Calibration) -> Row:
    return Row(
        title,
        calibration.n,
        _nothing(calibration),
        _kindness(calibration.bias, calibration.shrunk_bias),
        _share(calibration.exact),
        _share(calibration.adjacent),
        _kappa(calibration.kappa, calibration.shrunk_kappa),
    )


def _nothing(calibration: Calibration) -> str:
    if not calibration.n and not calibration.unrated and calibration.not_applicable:
        return "Does not apply to this school."
    return calibration.bias.sentence if isinstance(calibration.bias, TooFew) else ""


def signed(steps: float) -> str:
    """“0.31 more kindly”, “0.2 more strictly”, “0”."""
    shown = round(steps, 2)
    return f"{abs(shown):g} {'more kindly' if shown > 0 else 'more strictly'}" if shown else "0"


def _kindness(bias: Answered[float], steadied: Answered[float]) -> Cell:
    if not isinstance(bias, float):
        return _none(bias)
    return Cell(signed(bias), f"steadied: {signed(steadied)}" if isinstance(steadied, float) else "")


def _share(share: Answered[Share]) -> Cell:
    if not isinstance(share, Share):
        return _none(share)
    return Cell(f"{share.count} of {share.of}", f"{share.percent:g}%")


def _kappa(kappa: Answered[Kappa], steadied: Answered[float]) -> Cell:
    if not isinstance(kappa, Kappa):
        return _none(kappa)
    match kappa.interval:
        case Interval(low, high):
            between = f"95% interval {_decimal(low)} to {_decimal(high)}"
        case TooFew(n, needed):
            between = f"no interval: {n} of {needed} ratings"
        case NotDefined():
            between = "no interval: not defined"
    drawn = f"; steadied: {_decimal(steadied)}" if isinstance(steadied, float) else ""
    return Cell(_decimal(kappa.value), between + drawn)


def _none(why: TooFew | NotDefined) -> Cell:
    if isinstance(why, TooFew):
        return Cell("Too few", f"{why.n} of {why.needed} ratings", is_figure=False)
    return Cell("Not defined", why.sentence, is_figure=False)


def _decimal(value: float) -> str:
    """Two decimals with a true minus, and never “−0.00”."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")
