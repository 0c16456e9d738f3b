"""Which KPI of an earlier version a KPI is: only where it stayed the same one, whatever it is called."""

from collections.abc import Sequence
from itertools import pairwise

from riskmatrix.crosswalk import origins
from riskmatrix.spec import FrameworkSpec


def same_kpis(chain: Sequence[FrameworkSpec]) -> dict[str, str]:
    """The code in the oldest version by the code in the newest; what was split, merged or new is left out.

    :param chain: the versions from the oldest to the newest, none left out.
    :raises IndexError: when the chain is empty.
    """
    codes = {kpi.code: kpi.code for _, kpi in chain[-1].kpis()}
    for now, before in pairwise(reversed(chain)):
        known = origins(before, now)
        codes = {code: known[there].before[0] for code, there in codes.items() if known[there].kind == "same"}
    return codes
