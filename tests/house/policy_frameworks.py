"""Who gets what: the trust edits its framework in versions."""

from __future__ import annotations

from schools.access.permissions import Permission as P
from tests.house import frameworks as form
from tests.house.actors import anywhere, for_the_trust
from tests.house.answers import PAGE, REFUSED, Row, done

edits, edits_some = for_the_trust(P.EDIT_FRAMEWORK), anywhere(P.EDIT_FRAMEWORK)


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "frameworks": (Row(read=((edits_some, PAGE),), rest=REFUSED),),
    "framework_begin": (
        Row(
            read=((edits_some, PAGE),), send=((edits_some, done("framework_draft")),), body=form.new_version,
            rest=REFUSED,
        ),
    ),
    "framework_upload": (
        Row(read=((edits_some, PAGE),), send=((edits_some, done("framework_draft")),), body=form.pack, rest=REFUSED),
    ),
    "framework_export": (Row("draft framework", read=((edits, PAGE),)),),
    "framework_mapping": (Row("mapping of a framework", read=((edits, PAGE),)),),
    "framework_draft": (
        Row("draft framework", read=((edits, PAGE),)),
        Row("framework in force", read=((edits, REFUSED),)),
    ),
    "framework_crosswalk": (Row("draft framework", read=((edits, PAGE),)),),
    "framework_preview": (Row("draft framework", read=((edits, PAGE),)),),
    "framework_publish": (
        Row(
            "draft framework", read=((edits, PAGE),), send=((edits, done("frameworks")),), body=form.as_seen,
        ),
        Row("framework in force", read=((edits, REFUSED),), send=((edits, REFUSED),), body=form.as_seen),
    ),
    "framework_discard": (
        Row(
            "draft framework", read=((edits, PAGE),), send=((edits, done("frameworks")),), body=form.as_seen,
        ),
    ),
    "framework_part": (
        Row(
            "part of a draft", read=((edits, PAGE),), send=((edits, done("framework_draft")),), body=form.general,
        ),
        Row("part of the framework in force", read=((edits, REFUSED),)),
    ),
    "framework_item": (
        Row("KPI of a draft", read=((edits, PAGE),), send=((edits, done("framework_draft")),), body=form.kpi),
        Row("KPI of the framework in force", read=((edits, REFUSED),)),
    ),
    "framework_add": (
        Row("strand to add", read=((edits, PAGE),), send=((edits, done("framework_draft")),), body=form.strand),
    ),
    "framework_remove": (
        Row("KPI of a draft", read=((edits, PAGE),), send=((edits, done("framework_draft")),), body=form.as_seen),
    ),
    "framework_move": (
        Row("KPI of a draft", send=((edits, done("framework_draft")),), body=form.up),
        Row("KPI of the framework in force", send=((edits, REFUSED),), body=form.up),
    ),
}
# fmt: on
