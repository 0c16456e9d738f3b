"""What the trust decides about calibration, as plain values; where they come from is not this module's business."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CalibrationRules:
    """What the trust decides about calibration; the defaults are proposals.

    :param least_pairs: ratings to compare before anything is said (2 or more). 10: below it a single rating moves
        agreement by more than a tenth; a criterion of four KPIs gets there in three terms.
    :param generous_from: mean difference in steps from which a school is overly generous. 0.5: as if every second
        rating were a step too kind.
    :param accurate_within: the largest mean difference in steps, either way, of an accurate school; below
        ``generous_from``. 0.25: as if every fourth rating were a step off, all the same way.
    :param accurate_agreement: the least share (0..1) of ratings at the same step in an accurate school. 0.7:
        seven in ten.
    :param prior_weight: how many ratings the trust's own figure counts for when a school's is drawn towards it.
        10: at the least number of ratings both count the same. Once there are several schools and terms, the
        variance of differences within schools over that between them is the figure to put here.
    :raises ValueError: when a value is out of its range.
    """

    least_pairs: int = 10
    generous_from: float = 0.5
    accurate_within: float = 0.25
    accurate_agreement: float = 0.7
    prior_weight: float = 10.0

    def __post_init__(self) -> None:
        if self.least_pairs < 2:
            raise ValueError("least_pairs must be at least 2.")
        if not 0 <= self.accurate_within < self.generous_from < float("inf"):
            raise ValueError("accurate_within must be 0 or more and below generous_from.")
        if not 0 <= self.accurate_agreement <= 1:
            raise ValueError("accurate_agreement must lie between 0 and 1.")
        if not 0 <= self.prior_weight < float("inf"):
            raise ValueError("prior_weight must be 0 or more.")
