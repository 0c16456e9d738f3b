"""The boxes of a draft: the head, a row, its required actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from monitoring.content import LINE_LIMIT, NAME_LIMIT, TEXT_LIMIT, WHO_LIMIT, HeadText, RequiredActionText
from monitoring.queries.leads import Lead
from monitoring.spec import FormSpec

Data = Mapping[str, Any]

NOBODY = ("", "Choose who led it")


class DraftForm(forms.Form):
    """A draft may lack anything; what finishing asks for is not called optional either."""

    use_required_attribute = False

    def full_clean(self) -> None:
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def value(self, name: str, stored: Any) -> Any:
        """What was typed when it can be stored, else what is stored: the page keeps the rest and says why."""
        return stored if name in self.errors else self.cleaned_data.get(name, stored)


class HeadForm(DraftForm):
    focus = PlainText(limit=NAME_LIMIT, help_text="The subject, group or question, as in Science")
    held_on = Day(label="Date")
    lead = forms.TypedChoiceField(label="Monitoring lead", coerce=int, empty_value=None)
    methods = forms.MultipleChoiceField(
        label="Methods", widget=forms.CheckboxSelectMultiple, help_text="Tick each one that was used."
    )
    other_method = PlainText(label="What the other method was", limit=NAME_LIMIT, required=False)
    recommendations = PlainText(
        label="Recommendations to senior leaders",
        limit=TEXT_LIMIT,
        rows=6,
        required=False,
        help_text="What the school as a whole should do next, one line each.",
    )

    def __init__(self, data: Data | None, *, spec: FormSpec, leads: list[Lead], shown: HeadText) -> None:
        """:param shown: what is stored; it fills the boxes of a form that nobody has sent."""
        initial = {
            "focus": shown.focus,
            "held_on": shown.held_on,
            "lead": shown.lead or "",
            "methods": list(shown.methods),
            "other_method": shown.other_method,
            "recommendations": shown.recommendations,
        }
        super().__init__(data, prefix="head", initial=initial)
        self.stored = shown
        self.fields["methods"].choices = [(method.code, method.title) for method in spec.methods]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [NOBODY, *((lead.person, str(lead)) for lead in leads)]  # type: ignore[attr-defined]

    def text(self) -> HeadText:
        return HeadText(
            focus=self.value("focus", self.stored.focus),
            held_on=self.value("held_on", self.stored.held_on),
            lead=self.value("lead", self.stored.lead),
            methods=tuple(self.value("methods", self.stored.methods)),
            other_method=self.value("other_method", self.stored.other_method),
            recommendations=self.value("recommendations", self.stored.recommendations),
        )


class StartForm(HeadForm):
    """The head without what can only be written at the end."""

    def __init__(self, data: Data | None, *, spec: FormSpec, leads: list[Lead], shown: HeadText) -> None:
        super().__init__(data, spec=spec, leads=leads, shown=shown)
        del self.fields["recommendations"]


class RowForm(DraftForm):
    who = PlainText(label="Class or year group", limit=WHO_LIMIT, help_text="As in Year 3 or Kestrel class")
    evaluation = PlainText(label="Evaluative comment", limit=TEXT_LIMIT, rows=6)


class ActionForm(DraftForm):
    what = PlainText(label="Required action", limit=LINE_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))
    support = PlainText(label="Support that comes with it", limit=LINE_LIMIT)
    check_impact_on = Day(label="Date to check impact", help_text="")

    def text(self, stored: RequiredActionText) -> RequiredActionText:
        return RequiredActionText(
            what=self.value("what", stored.what),
            support=self.value("support", stored.support),
            check_impact_on=self.value("check_impact_on", stored.check_impact_on),
        )
