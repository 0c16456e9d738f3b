"""One part of a draft as a form: its fields are called by their place in the pack.

``look_at`` is the field of a KPI's ``look_at``, ``gates__0__at`` that of its first gate. So a form knows by itself
what stands there now, where what was typed belongs, and beside which field a fault of the whole document is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from crispy_forms.layout import Fieldset
from django import forms
from pydantic import BaseModel

from kit.drafting import Data, Finding, Place, code_for, plain, reach
from kit.drafting.places import nothing, path, put
from kit.layout import set_out

Fields = dict[str, forms.Field]
Spec = TypeVar("Spec", bound=BaseModel)


@dataclass(frozen=True)
class Rows:
    """A list inside a part, shown as rows with some to spare; one whose ``key`` is emptied is taken out.

    :param fields: the fields of a row by their names in the pack.
    """

    at: str
    title: str
    key: str
    fields: Callable[[], Fields]
    spare: int = 1


@dataclass(frozen=True)
class Draft(Generic[Spec]):
    """The draft as it stands, and the version that it replaces."""

    spec: Spec
    replaced: Spec | None


class PartForm(forms.Form, Generic[Spec]):
    """A form about one part; ``result()`` is the whole document with it.

    Each kind of document says where its parts stand, which codes are taken and what must hold (the first three).

    :param code: which part of the kind; empty where there is one only, or a new one is made.
    :param within: the code of the part that a new one goes into.
    :raises KeyError: when there is no such part.
    """

    kind: ClassVar[str] = ""
    name: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    optional: ClassVar[tuple[str, ...]] = ()
    # Fields that are no place of the part; the form reads and writes them by itself.
    beside: ClassVar[tuple[str, ...]] = ()
    # Headings of sections whose fields stand in columns where there is room.
    beside_each_other: ClassVar[tuple[str, ...]] = ()

    # The field beside which a fault of the part as such is said.
    of_the_whole_part: ClassVar[str | None] = None

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, draft: Draft[Spec], code: str = "", within: str = "") -> None:
        super().__init__(data)
        self.draft, self.code, self.within = draft, code, within
        self.whole = plain(draft.spec)
        self.place = self.find()
        self.part: Data = reach(self.whole, self.place)
        self.kept_rows: dict[str, list[int]] = {}
        sections = [self._taken(legend, fields) for legend, fields in self.sections()]
        sections += [section for rows in self.rows() for section in self._row_sections(rows)]
        self.initial = self.read()
        self.initial["seen"] = self.seal()
        self.helper = set_out(self.button, "seen", *sections)

    # --- What a kind of document says -------------------------------------------------------------------------
    def place_of(self, kind: str, code: str) -> Place:
        """Where the part of this code stands.

        :raises KeyError: when there is none.
        """
        raise NotImplementedError

    def taken(self, kind: str) -> set[str]:
        """The codes that a new part may not take up, here or in the version before."""
        raise NotImplementedError

    def checked(self, data: Data) -> Spec:
        """:raises Faulty: with all that is wrong."""
        raise NotImplementedError

    # --- What a form says of itself -----------------------------------------------------------------------------
    def find(self) -> Place:
        """Where the part stands; a new one is put there first."""
        return self.place_of(self.kind, self.code) if self.code else ()

    def sections(self) -> Iterable[tuple[str, Fields]]:
        """(heading, fields)"""
        raise NotImplementedError

    def rows(self) -> Iterable[Rows]:
        return ()

    @property
    def title(self) -> str:
        """What the page is called."""
        return str(self.part.get("title") or self.name) if self.place else self.name

    @property
    def button(self) -> str:
        return "Save"

    # --- Reading ------------------------------------------------------------------------------------------------
    def read(self) -> dict[str, Any]:
        own = (name for name in self.fields if name not in ("seen", *self.beside))
        return {name: reach(self.part, path(name)) for name in own}

    def seal(self) -> str:
        """What stands in the part, in short: another seal means that somebody else has saved it since."""
        stands = {name: value for name, value in self.initial.items() if name != "seen"}
        return hashlib.sha256(json.dumps(stands, default=str, sort_keys=True).encode()).hexdigest()[:24]

    def is_stale(self) -> bool:
        """Whether the part was changed after the page was made. The form is then good to be sent again."""
        is_new = self.place and not self.code
        if is_new or self.data.get("seen", "") == self.initial["seen"]:
            return False
        again: Any = self.data
        self.data = again.copy()
        self.data["seen"] = self.initial["seen"]  # type: ignore[index]
        return True

    # --- Writing ------------------------------------------------------------------------------------------------
    def result(self) -> Spec:
        """The document as it would be.

        :raises Faulty: when the whole no longer holds together; ``blame`` says each finding where it belongs.
        """
        self.write()
        return self.checked(self.whole)

    def write(self) -> None:
        of_rows = tuple(f"{rows.at}__" for rows in self.rows())
        for name, value in self.cleaned_data.items():
            if name != "seen" and name not in self.beside and not name.startswith(of_rows or ("\0",)):
                put(self.part, path(name), value)
        for rows in self.rows():
            put(self.part, path(rows.at), self._written(rows))
        for name in self.optional:
            if not any(self._typed(name)):
                put(self.part, path(name), None)

    def _typed(self, name: str) -> Iterable[Any]:
        return (value for key, value in self.cleaned_data.items() if key.startswith(f"{name}__"))

    def _written(self, rows: Rows) -> list[Data]:
        there = reach(self.part, path(rows.at)) or []
        written, kept = [], []
        for number in range(len(there) + rows.spare):
            values = {name: self.cleaned_data.get(f"{rows.at}__{number}__{name}") for name in rows.fields()}
            if values[rows.key]:
                before = there[number] if number < len(there) else {}
                written.append({**before, **{name: nothing(value) for name, value in values.items()}})
                kept.append(number)
        self.kept_rows[rows.at] = kept
        return written

    def give_code(self, part: Data, kind: str, title: str) -> None:
        """A new part is called by its title; one that has a code keeps it."""
        if not part.get("code"):
            part["code"] = code_for(title, self.taken(kind), kind)

    # --- Faults -------------------------------------------------------------------------------------------------
    def blame(self, findings: Iterable[Finding]) -> None:
        """Say each finding beside its field where the form has it, else at the top with the part it is about."""
        for found in findings:
            field, sentence = self._field_at(found.path), f"{found.sentence} {found.remedy}"
            if field is None and (about := self._about(found.path)):
                sentence = f"{about}: {sentence}"
            self.add_error(field, sentence)

    def _field_at(self, place: Place) -> str | None:
        if place[: len(self.place)] != self.place:
            return None
        steps = list(place[len(self.place) :])
        for at, kept in self.kept_rows.items():
            deep = len(path(at))
            if (
                tuple(steps[:deep]) == path(at)
                and len(steps) > deep
                and isinstance(number := steps[deep], int)
            ):
                steps[deep] = kept[number] if number < len(kept) else number
        while steps:
            name = "__".join(map(str, steps))
            if name in self.fields:
                return name
            steps.pop()
        return self.of_the_whole_part

    def _about(self, place: Place) -> str:
        parts = [reach(self.whole, place[:end]) for end in range(len(place), 0, -1)]
        others = (part for part in parts if isinstance(part, dict) and part is not self.part)
        return next((title for part in others if (title := part.get("title") or part.get("label"))), "")

    # --- Layout -------------------------------------------------------------------------------------------------
    def _taken(self, legend: str, fields: Fields) -> Any:
        self.fields.update(fields)
        return Fieldset(
            legend, *fields, css_class="fields-beside" if legend in self.beside_each_other else ""
        )

    def _row_sections(self, rows: Rows) -> Iterable[Any]:
        there = reach(self.part, path(rows.at)) or []
        for number in range(len(there) + rows.spare):
            fields = {f"{rows.at}__{number}__{name}": field for name, field in rows.fields().items()}
            is_spare = number >= len(there)
            for field in fields.values():
                field.required = field.required and self._is_wanted(rows, fields, is_spare)
            heading = (
                f"{rows.title} {number + 1}" if number < len(there) else f"One more: {rows.title.lower()}"
            )
            yield self._taken(heading, fields)

    def _is_wanted(self, rows: Rows, fields: Fields, is_spare: bool) -> bool:
        """A row has all it needs, or it is empty; what was typed into half a row is not thrown away."""
        if not self.is_bound:
            return not is_spare
        typed = {name for name in fields if str(self.data.get(name) or "").strip()}
        return bool(typed) if is_spare else any(name.endswith(f"__{rows.key}") for name in typed)
