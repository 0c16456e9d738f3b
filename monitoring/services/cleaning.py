"""Texts of a form as they are stored: printable, within their limits, lines on one line."""

from __future__ import annotations

from dataclasses import replace

from kit.refusals import Refusal, require
from kit.text import printable
from monitoring.content import (
    ACTIONS_LIMIT,
    LINE_LIMIT,
    NAME_LIMIT,
    TEXT_LIMIT,
    WHO_LIMIT,
    HeadText,
    RequiredActionText,
    RowText,
)


def clean_head(text: HeadText) -> HeadText:
    """:raises kit.refusals.Refused: when a part is too long."""
    return replace(
        text,
        focus=_line(text.focus, NAME_LIMIT),
        other_method=_line(text.other_method, NAME_LIMIT),
        recommendations=printable(text.recommendations, TEXT_LIMIT).strip(),
        methods=tuple(dict.fromkeys(text.methods)),
    )


def clean_row(text: RowText) -> RowText:
    """Blank lines among the required actions are left out.

    :raises kit.refusals.Refused: when a part is too long, or there are too many required actions.
    """
    actions = (
        RequiredActionText(
            what=_line(action.what, LINE_LIMIT),
            support=_line(action.support, LINE_LIMIT),
            check_impact_on=action.check_impact_on,
        )
        for action in text.actions
    )
    kept = tuple(action for action in actions if not action.is_blank)
    if len(kept) > ACTIONS_LIMIT:
        require(Refusal("too-many", f"A class has room for {ACTIONS_LIMIT} required actions."))
    return RowText(
        who=_line(text.who, WHO_LIMIT),
        evaluation=printable(text.evaluation, TEXT_LIMIT).strip(),
        actions=kept,
    )


def _line(text: str, limit: int) -> str:
    """One line: whatever stood between the words becomes a single space."""
    return printable(" ".join(text.split()), limit)
