"""Who gets what: what was promised and what became of it, of every school and of one."""

from __future__ import annotations

from schools.access.permissions import Permission as P
from tests.house.actors import anywhere, may
from tests.house.answers import PAGE, REFUSED, Row

ROWS: dict[str, tuple[Row, ...]] = {
    "fulfilment": (Row(read=((anywhere(P.SEE_DASHBOARD), PAGE),), rest=REFUSED),),
    "fulfilment_sheet": (Row(read=((anywhere(P.SEE_DASHBOARD), PAGE),), rest=REFUSED),),
    "school_fulfilment": (Row("school", read=((may(P.SEE_PLAN), PAGE),)),),
}
