"""What a record of an engagement says, as plain values: the draft as it was typed. Pure.

A draft takes what people type as they type it, dates included: nothing is refused while they write but what is too
long. Whether it can be shared, support/rules_record.py says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

LINE_LIMIT, OWNER_LIMIT = 500, 150
TEXT_LIMIT = 10_000
LINES_LIMIT = 20


@dataclass(frozen=True)
class ActionLine:
    """Something agreed, as it was typed; ``due_on`` in words, “29 April 2026”."""

    what: str = ""
    owner: str = ""
    due_on: str = ""
    support: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.what or self.owner or self.due_on or self.support)


@dataclass(frozen=True)
class RecordText:
    """``present`` are ids of people, ``others`` names on lines of their own, ``kpis`` codes of the framework.

    ``more`` is what the offer asks for with this engagement, by the code of the field.
    """

    present: tuple[int, ...] = ()
    others: str = ""
    purpose: str = ""
    seen: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    kpis: tuple[str, ...] = ()
    actions: tuple[ActionLine, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> RecordText:
        """From ``as_stored``; what is not there is blank."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        return cls(
            **{
                **known,
                "present": tuple(stored.get("present", ())),
                "kpis": tuple(stored.get("kpis", ())),
                "actions": tuple(ActionLine(**line) for line in stored.get("actions", ())),
            }
        )

    def as_stored(self) -> dict[str, Any]:
        return {**asdict(self), "present": list(self.present), "kpis": list(self.kpis)}

    def cleaned(self, clean: Callable[[str, int], str]) -> RecordText:
        """Every text cleaned by ``clean(text, limit)``; blank lines of actions fall away."""

        def line(text: str, limit: int) -> str:
            return " ".join(clean(text, limit).split())

        lines = (
            ActionLine(
                line(each.what, LINE_LIMIT),
                line(each.owner, OWNER_LIMIT),
                line(each.due_on, OWNER_LIMIT),
                line(each.support, LINE_LIMIT),
            )
            for each in self.actions
        )
        return replace(
            self,
            others=clean(self.others, TEXT_LIMIT).strip(),
            purpose=clean(self.purpose, TEXT_LIMIT).strip(),
            seen=clean(self.seen, TEXT_LIMIT).strip(),
            more={code: clean(text, TEXT_LIMIT).strip() for code, text in self.more.items()},
            actions=tuple(each for each in lines if not each.is_blank)[:LINES_LIMIT],
        )
