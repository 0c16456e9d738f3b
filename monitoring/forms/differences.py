"""Two people wrote in the same place: what each text says where they differ, for the page that asks which to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitoring.content import HeadText, RequiredActionText, RowText
from monitoring.forms.parts import HeadPart, RowPart

Said = list[tuple[str, str]]


@dataclass(frozen=True)
class TwoTexts:
    """Both as paragraphs, “Focus: Science”; only what differs."""

    mine: str
    theirs: str


def two_texts(part: HeadPart | RowPart) -> TwoTexts:
    """What was typed into ``part`` beside what somebody else saved there."""
    if isinstance(part, HeadPart):
        mine, theirs = _head(part.edit().text, part), _head(part.shown, part)
    else:
        mine, theirs = _row(part.edit().text), _row(part.shown)
    return TwoTexts(mine=_told(mine, theirs), theirs=_told(theirs, mine))


def _told(these: Said, those: Said) -> str:
    return "\n\n".join(f"{label}: {text or 'nothing'}" for label, text in these if (label, text) not in those)


def _head(text: HeadText, part: HeadPart) -> Said:
    titles = {method.code: method.title for method in part.stored.pack.spec.methods}
    leads = dict(part.box.fields["lead"].choices)  # type: ignore[attr-defined]
    return [
        ("Focus", text.focus),
        ("Date", f"{text.held_on:%-d %B %Y}" if text.held_on else ""),
        ("Methods", ", ".join(titles[code] for code in titles if code in text.methods)),
        ("Other method", text.other_method),
        ("Monitoring lead", leads.get(text.lead, "")),
        ("Recommendations", text.recommendations),
    ]


def _row(text: RowText) -> Said:
    actions = [action for action in text.actions if not action.is_blank]
    return [
        ("Class or year group", text.who),
        ("Evaluative comment", text.evaluation),
        *((f"Required action {number}", _action(action)) for number, action in enumerate(actions, start=1)),
    ]


def _action(action: RequiredActionText) -> str:
    def parts() -> Iterator[str]:
        yield action.what
        if action.support:
            yield f"support: {action.support}"
        if action.check_impact_on:
            yield f"check on {action.check_impact_on:%-d %B %Y}"

    return "; ".join(parts())
