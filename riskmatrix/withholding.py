"""What a reader is not shown of a figure: where few stand behind it, nobody said how many, or a neighbour's could be
worked out from it. Each has words of its own, and none of them is a number. Pure.
"""

from __future__ import annotations

from riskmatrix.figures import NoTrustFigure, TrustFigure
from riskmatrix.spec import MeasureSpec, MeasuringSpec

NOBODY_SAID = "not shown here, because nobody said how many stand behind it"


def withheld_from_governors(measuring: MeasuringSpec, measure: MeasureSpec, cohort: int | None) -> str:
    """Why those who govern a school read no number, or nothing where they may.

    :param cohort: how many stand behind it; None where nobody said, which may be few. Measures that count no people
        (reserves, overdue checks) have no smallest cohort in the pack, and nobody is asked how many.
    """
    if cohort is None:
        return NOBODY_SAID if measure.smallest_cohort else ""
    least = measuring.governors_see_from
    return f"not shown here, because fewer than {least} stand behind it" if cohort < least else ""


def trust_figure_for(
    measuring: MeasuringSpec, answer: TrustFigure | NoTrustFigure, *, unseen: int
) -> TrustFigure | NoTrustFigure:
    """The trust's figure as somebody may read it who does not see ``unseen`` of the schools behind it.

    Whoever sees them all reads it. For others it must be made of enough schools, and more than one of them must be
    hidden: the trust's less what they see is otherwise the one that they do not.
    """
    if isinstance(answer, NoTrustFigure) or not unseen:
        return answer
    least = measuring.trust_figure_from
    if answer.schools < least:
        told = f"not shown here, because fewer than {least} schools stand behind it"
    elif unseen == 1:
        told = "not shown here, because the figure of one other school could be worked out from it"
    else:
        return answer
    return NoTrustFigure((), told, withheld=True)
