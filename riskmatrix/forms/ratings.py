"""What was chosen and typed on the pages of the risk matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from kit.fields import PlainText
from kit.refusals import Refusal
from riskmatrix.models import Kpi
from riskmatrix.models.rating import seal
from riskmatrix.services.moderation import REASON_LIMIT
from riskmatrix.services.self_evaluation import MALFORMED
from schools.models import Person

NUMBER = re.compile("[0-9]{1,18}")


class RatingForm:
    """What a page sends of one KPI. Each name begins with the KPI's code: one page can send several of them.

    ``answer``, ``commentary``, ``version``; ``seen``, what the boxes showed before anything was typed (its `seal`);
    ``instead_of``, the version of somebody else's text that this person has seen and decided against; ``typed_by``,
    whose page it is: on a shared computer somebody else may have signed in in another tab since; ``take`` and
    ``clear``, the buttons. Limits and rights are the service's to judge. A plain reading of what was sent: no page
    draws these boxes from it, and it is made with every pause of somebody typing.
    """

    def __init__(self, data: Mapping[str, Any], code: str) -> None:
        self.data, self.code = data, code

    @classmethod
    def of_one(cls, data: Mapping[str, Any]) -> RatingForm | None:
        """What was sent of one KPI by itself; None where there is none or there are several."""
        codes = [name.removesuffix("-version") for name in data if name.endswith("-version")]
        return cls(data, codes[0]) if len(codes) == 1 else None

    @classmethod
    def is_in(cls, data: Mapping[str, Any], kpi: Kpi) -> bool:
        """Whether the page sent anything of ``kpi``."""
        return f"{kpi.code}-version" in data

    def typed(self, name: str) -> str | None:
        """A value as it was sent; None where the form does not hold it."""
        return self.data.get(f"{self.code}-{name}")

    @property
    def answer_typed(self) -> str:
        return self.typed("answer") or ""

    @property
    def commentary_typed(self) -> str:
        return self.typed("commentary") or ""

    @property
    def version_typed(self) -> str:
        return self.typed("version") or "0"

    @property
    def takes_theirs(self) -> bool:
        """Between two texts, the other one was chosen."""
        return self.typed("take") == "theirs"

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to save: the boxes hold something else than they showed, or a choice was made."""
        if self.takes_theirs or self.typed("instead_of") or self.typed("clear"):
            return True
        return seal(self.answer_typed, self.commentary_typed) != (self.typed("seen") or seal("", ""))

    def number(self, name: str) -> int | None:
        """A number that was sent; None where there is none.

        :raises ValueError: when something else was sent in its place.
        """
        typed = self.typed(name)
        if not typed:
            return None
        if not NUMBER.fullmatch(typed):
            raise ValueError(typed)
        return int(typed)

    def values(self) -> dict[str, Any]:
        """What the service saves of a form that ``refusal`` has nothing against. What was not sent stays as it is.

        A chosen radio button cannot be unchosen by itself: a button of its own takes the rating back.
        """
        instead_of = self.number("instead_of")
        return {
            "answer": "" if self.typed("clear") else self.typed("answer"),
            "commentary": self.typed("commentary"),
            "version": self.number("version") if instead_of is None else instead_of,
        }

    def refusal(self, user: Person) -> Refusal | None:
        """What speaks against saving it at all, as ``user``."""
        try:
            version, _, typed_by = map(self.number, ("version", "instead_of", "typed_by"))
        except ValueError:
            return MALFORMED
        if version is None:
            return MALFORMED
        if typed_by not in (None, user.pk):
            return Refusal(
                "another-person",
                f"You are signed in as {user} now, but somebody else typed this. Sign in again as that person.",
            )
        return None


class ReturnForm(forms.Form):
    comment = PlainText(
        label="What should the school look at again?",
        rows=4,
        limit=REASON_LIMIT,
        help_text="The headteacher reads this. The self-evaluation can then be changed and submitted again.",
    )
