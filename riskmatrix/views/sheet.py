"""A page of several KPIs with one button: each is saved by itself, and what could not be saved keeps its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from kit.refusals import Refusal, Refused
from kit.saving import Conflict
from riskmatrix.forms_answers import PartForm
from riskmatrix.models import Rating, Response
from riskmatrix.queries.differences import Difference
from riskmatrix.queries.steps import Shown, shown


@dataclass
class Line:
    """One KPI of the page. ``theirs`` is what somebody else saved there meanwhile."""

    difference: Difference
    form: PartForm
    theirs: Rating | Response | None = None

    @property
    def version(self) -> object:
        """What the next save answers: whoever has been shown the other's text may replace it."""
        return self.theirs.version if self.theirs else self.form["version"].value()

    @property
    def theirs_shown(self) -> Shown:
        """The other's decision, as a rating is shown."""
        return shown(self.theirs if isinstance(self.theirs, Rating) else None, self.difference.steps)

    @property
    def choice_id(self) -> str:
        return f"rate-{self.difference.kpi.code}"

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, sentence), as the summary of errors shows them."""
        title = self.difference.kpi.title
        return [(f"field-{self.difference.kpi.code}", f"{title}: {sentence}") for sentence in self.sentences]

    @property
    def sentences(self) -> list[str]:
        return [str(sentence) for sentences in self.form.errors.values() for sentence in sentences]


def save_lines(lines: Iterable[Line], save: Callable[[Line], None]) -> Refusal | None:
    """Save every line that holds something, whatever becomes of the others.

    :returns: what speaks against saving anything here; then nothing more is tried.
    """
    for line in lines:
        if not line.form.is_valid() or not line.form.is_touched:
            continue
        try:
            save(line)
        except Refused as refused:
            if refused.refusal.code in STOPPED:
                return refused.refusal
            line.form.add_error(None, refused.refusal.sentence)
        except Conflict as conflict:
            line.theirs = conflict.current  # type: ignore[assignment]
            line.form.add_error(None, _said(line))
    return None


# The moment is over for the whole page, not for one KPI of it.
STOPPED = frozenset({"not-yours", "own-school", "not-answering", "too-late", "not-deciding"})


def _said(line: Line) -> str:
    assert line.theirs is not None  # noqa: S101 (there has just been a conflict)
    hour = date_format(localtime(line.theirs.at), "H:i")
    return (
        f"{line.theirs.by} saved this at {hour}, while you were writing. Both texts are here: save again to "
        "put yours in its place."
    )
