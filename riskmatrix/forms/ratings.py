"""What was chosen and typed on the pages of the risk matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kit.fields import PlainText
from kit.refusals import Refusal
from riskmatrix.models import Kpi
from riskmatrix.models.rating import seal
from riskmatrix.services.moderation import REASON_LIMIT
from schools.models import Person


class RatingForm(forms.Form):
    """What a page sends of one KPI. Each name begins with the KPI's code: one page can send several of them.

    Limits and rights are the service's to judge.
    """

    answer = forms.CharField(required=False)
    # Not a CharField: that refuses a NUL, which a paste may hold and the service takes out.
    commentary = forms.Field(required=False)
    version = forms.IntegerField(min_value=0)
    # What the boxes showed before anything was typed: its `seal`.
    seen = forms.CharField(required=False)
    # The version of somebody else's text that this person has seen and decided against.
    instead_of = forms.IntegerField(min_value=0, required=False)
    # Whose page it is. On a shared computer somebody else may have signed in in another tab since.
    typed_by = forms.IntegerField(required=False)
    take = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, Any], kpi: Kpi) -> None:
        super().__init__(data, prefix=kpi.code)

    @classmethod
    def is_in(cls, data: Mapping[str, Any], kpi: Kpi) -> bool:
        """Whether the page sent anything of ``kpi``."""
        return f"{kpi.code}-version" in data

    def typed(self, name: str) -> str | None:
        """A value as it was sent; None where the form does not hold it."""
        return self.data.get(self.add_prefix(name))

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

    def values(self) -> dict[str, Any]:
        """What the service saves of a valid form."""
        return {name: self.cleaned_data[name] for name in ("answer", "commentary", "version")}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        # What the form does not hold is left as it is; the fields' own cleaning cannot tell that from nothing.
        # A chosen radio button cannot be unchosen by itself: a button of its own takes the rating back.
        values["answer"] = "" if self.typed("clear") else self.typed("answer")
        values["commentary"] = self.typed("commentary")
        if values.get("instead_of") is not None:
            values["version"] = values["instead_of"]
        return values

    def refusal(self, user: Person) -> Refusal | None:
        """What speaks against saving it at all, as ``user``."""
        if not self.is_valid():
            return Refusal("malformed", "Copy your text, load the page again and save once more.")
        if self.cleaned_data["typed_by"] not in (None, user.pk):
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
