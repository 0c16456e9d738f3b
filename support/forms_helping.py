"""What is typed where schools help one another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from schools.access.roles import Reach, Role
from schools.models import Person, Post, School
from support.forms import Sheet
from support.rules_helping import LONGEST_HELP
from support.services.helping import LINE_LIMIT, WORDS_LIMIT


class Hours(forms.DecimalField):
    """Hours in halves; which figures make sense the service judges."""

    def __init__(self, **more: Any) -> None:
        said = dict.fromkeys(
            ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits"), LONGEST_HELP
        )
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=5, decimal_places=1, widget=widget, error_messages=said, **more)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int here
        return super().to_python(str(value).replace(",", ".") if value not in self.empty_values else value)


class OfferHelpForm(Sheet):
    """One area that is backed, in the school's own words, and whom to ask."""

    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose an area."})
    what = PlainText(
        label="With what you can help", limit=WORDS_LIMIT, rows=4,
        help_text="Every school of the trust reads it, with your phase and how far away you are. No figures, no names.",
        error_messages={"required": "Say with what the school can help."},
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        label="Whom others ask", queryset=Person.objects.none(), empty_label="Choose somebody",
        error_messages={
            "required": "Choose whom others ask.",
            "invalid_choice": "Choose somebody who works at the school.",
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, school: School, areas: Any) -> None:
        super().__init__(data, auto_id="id_offer_%s")
        self.fields["area"].choices = [("", "Choose an area"), *areas]  # type: ignore[attr-defined]
        self.fields["contact"].queryset = people_at(school)  # type: ignore[attr-defined]


class WithdrawForm(Sheet):
    offer = forms.IntegerField(widget=forms.HiddenInput)
    why = PlainText(
        label="Why is it taken back?", limit=LINE_LIMIT, rows=2, help_text="Schools that have asked read it.",
        error_messages={"required": "Say why, for the schools that have asked."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, offer: int) -> None:
        """One stands beside each offer, so the ids of their fields differ."""
        super().__init__(data, initial={"offer": offer}, auto_id=f"id_{offer}_%s")


class AskForm(Sheet):
    purpose = PlainText(
        label="What is the help for?", limit=WORDS_LIMIT, rows=4,
        help_text="The other school reads it. No pupil’s name.",
        error_messages={"required": "Say what the help is for."},
    )  # fmt: skip
    hours = Hours(label="Hours", help_text="About how many hours in all, as in 6 or 7.5.")


class DeclineForm(Sheet):
    reason = PlainText(
        label="Why can the school not help?", limit=WORDS_LIMIT, rows=3, help_text="The school that asks reads it.",
        error_messages={"required": "Say why, for the school that asks."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_decline_%s")


class OutcomeForm(Sheet):
    """``side``: the school for which the page asked, so that the same words sent twice are not those of both."""

    side = forms.CharField(required=False, widget=forms.HiddenInput)
    hours = Hours(
        label="Hours", help_text="That your school gave or received in all; 0 where nothing came of it."
    )
    ended_on = Day(label="Last day of the work")
    text = PlainText(
        label="What came of it", limit=WORDS_LIMIT, rows=4,
        help_text="Both schools and the trust read it. No pupil’s name.",
        error_messages={"required": "Say what came of the work."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, side: str = "") -> None:
        super().__init__(data, initial={"side": side}, auto_id="id_outcome_%s")


def people_at(school: School) -> Any:
    """Those with an account and a post at the school itself today."""
    posts = Post.objects.current().filter(schools=school, trust=school.trust_id)
    posts = posts.filter(role__in=[role.value for role in Role if role.reach is Reach.SCHOOL])
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("name", "pk")
