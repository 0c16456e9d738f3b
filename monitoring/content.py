"""What a monitoring form says, as plain values: to save, to compare with what somebody else saved, to finish."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

# The most characters of a box for paragraphs, of a line, and of a name. A class or year group seldom needs more
# than a page; what needs more belongs into a document of its own.
TEXT_LIMIT = 5_000
LINE_LIMIT = 500
NAME_LIMIT = 120
WHO_LIMIT = 60

# A form with every box full still has to be printed within the limits of one document (kit/pdf).
ROWS_LIMIT = 30
ACTIONS_LIMIT = 10


@dataclass(frozen=True)
class RequiredActionText:
    """One thing to change, with the help that comes with it and the date to look whether it worked."""

    what: str = ""
    support: str = ""
    check_impact_on: date | None = None

    @property
    def is_blank(self) -> bool:
        return self == RequiredActionText()


@dataclass(frozen=True)
class RowText:
    """What the form says about one class or year group."""

    who: str = ""
    evaluation: str = ""
    actions: tuple[RequiredActionText, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.who and not self.evaluation and all(action.is_blank for action in self.actions)


@dataclass(frozen=True)
class HeadText:
    """What stands above and below the rows. ``lead`` is a person's id, ``methods`` codes of the form's pack."""

    focus: str = ""
    held_on: date | None = None
    lead: int | None = None
    methods: tuple[str, ...] = ()
    other_method: str = ""
    recommendations: str = ""


@dataclass(frozen=True)
class Missing:
    """Something to add before the form is finished, and the part of the page where it goes."""

    anchor: str
    sentence: str


def seal(text: HeadText | RowText) -> str:
    """A short name for a text: the page carries it, so that what nobody touched is not saved over newer text."""
    plain = json.dumps(asdict(text), default=str, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def in_words(titles: Sequence[str]) -> str:
    """Titles in a row, of which only the first keeps its capital: “Array monitoring, pupil voice”."""
    return ", ".join([*titles[:1], *(lowered(title) for title in titles[1:])])


def lowered(title: str) -> str:
    """A title in the middle of a sentence; an abbreviation keeps its capitals."""
    return f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title


def head_anchor() -> str:
    return "head"


def row_anchor(row: int) -> str:
    return f"row-{row}"


def missing_from_head(head: HeadText, *, needs_words: bool, today: date) -> list[Missing]:
    """What the head still lacks.

    :param needs_words: whether one of the ticked methods asks what it was.
    """
    lacking = []
    if not head.focus:
        lacking.append("Say what the monitoring looked at.")
    if head.held_on is None:
        lacking.append("Give the date of the monitoring.")
    elif head.held_on > today:
        lacking.append("The date lies ahead. Finish the form when the monitoring has taken place.")
    if not head.methods:
        lacking.append("Tick at least one method.")
    if needs_words and not head.other_method:
        lacking.append("Say what the other method was.")
    if head.lead is None:
        lacking.append("Say who led the monitoring.")
    return [Missing(head_anchor(), sentence) for sentence in lacking]


def missing_from_rows(rows: Iterable[tuple[int, RowText]], *, held_on: date | None) -> list[Missing]:
    """What the rows, given with their ids, still lack. Blank ones are passed over: they are left out."""
    written = [(row, text) for row, text in rows if not text.is_blank]
    if not written:
        return [Missing("rows", "Write about at least one class or year group.")]
    return [
        Missing(row_anchor(row), sentence) for row, text in written for sentence in _lacking(text, held_on)
    ]


def _lacking(row: RowText, held_on: date | None) -> list[str]:
    name = row.who or "A class without a name"
    lacking = []
    if not row.who:
        lacking.append("One comment does not say which class or year group it is about.")
    if not row.evaluation:
        lacking.append(f"{name}: write an evaluative comment.")
    for action in row.actions:
        if action.is_blank:
            continue
        if not action.what:
            lacking.append(f"{name}: a support or a date stands without its required action.")
        else:
            short = action.what if len(action.what) <= 60 else f"{action.what[:59].rstrip()}…"
            if not action.support:
                lacking.append(f"{name}: say which support goes with “{short}”.")
            if action.check_impact_on is None:
                lacking.append(f"{name}: give the date to check the impact of “{short}”.")
            elif held_on is not None and action.check_impact_on < held_on:
                lacking.append(
                    f"{name}: the impact of “{short}” would be checked before the monitoring itself."
                )
    return lacking
