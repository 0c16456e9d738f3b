"""What is said about a piece of evidence, and which pieces are to be used again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from kit.templatetags.ui import in_words
from kit.uploads import UploadField
from riskmatrix.spec import FrameworkSpec
from schools.evidence_rules import is_a_day_gone_by, is_a_web_address
from schools.models import Evidence
from schools.models.evidence import EvidenceQuerySet
from schools.services.evidence import TITLE_LIMIT, About

NO_STEP = ("", "None by itself")


class PointsTo(forms.ChoiceField):
    """A step of the framework's scale, or none."""

    def __init__(self, spec: FrameworkSpec) -> None:
        steps = [(step.code, step.label) for step in spec.steps_by_severity()]
        super().__init__(
            label="Rating it points to",
            choices=[NO_STEP, *steps],
            required=False,
            help_text="What it would suggest if you had nothing else. Where pieces point to different ratings, that "
            "is said beside the KPI.",
        )


class EvidenceForm(forms.Form):
    """A file or a link. ``points_to`` is asked only beside a KPI.

    :param spec: the framework whose kinds of evidence may be chosen; None where the trust has none yet.
    :param beside: the code of the KPI it is to be laid beside.
    """

    use_required_attribute = False

    title = PlainText(
        label="Title",
        limit=TITLE_LIMIT,
        help_text="As in Writing of Year 4, twelve books. Name no pupil.",
        error_messages={"required": "Give it a title, so that others know what it is."},
    )
    kind = forms.ChoiceField(
        label="Kind of evidence", error_messages={"required": "Choose the kind of evidence it is."}
    )
    speaks_of = Day(
        label="Day it speaks about",
        help_text="When the work was seen or the figures were taken, as in 29 April 2026 or 29/4/2026.",
        error_messages={"required": "Give the day, or the last day of the time it speaks about."},
    )
    file = UploadField(label="File", required=False)
    link = forms.CharField(
        label="Link",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Instead of a file: the address of a page. Make sure that those who are to read it can open it.",
    )

    def __init__(self, *args: Any, spec: FrameworkSpec | None, beside: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        if beside:  # a page may hold the forms of several KPIs, each with ids of its own
            self.auto_id = f"evidence-{beside}-%s"
        kinds = [(kind.code, kind.label) for kind in spec.evidence.kinds] if spec else []
        if kinds:
            self.fields["kind"].choices = [("", "Choose a kind"), *kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]
        if spec and beside:
            self.fields["points_to"] = PointsTo(spec)

    def clean_speaks_of(self) -> Any:
        day = self.cleaned_data["speaks_of"]
        if refusal := is_a_day_gone_by(day):
            raise forms.ValidationError(refusal.sentence, code=refusal.code)
        return day

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        refusal = is_a_web_address(link) if link else None
        if refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code)
        return link

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, link = values.get("file"), values.get("link")
        if file and link:
            self.add_error(
                "link", "This is a file and a link. Add one of them here, the other as a second piece."
            )
        elif not (file or link or self.errors.keys() & {"file", "link"}):
            self.add_error("file", "Choose a file, or give a link.")
        if file and self.errors:
            self.add_error("file", "Choose the file again: a browser lets go of it when a form comes back.")
        return values

    def about(self) -> About:
        values = self.cleaned_data
        return About(values["title"], values.get("kind", ""), values["speaks_of"])


class ReuseForm(forms.Form):
    """Pieces that the school has already, to be laid beside another KPI.

    :param shown: those to choose from. Any other of the school's is taken too: somebody else may have laid it
        meanwhile, and that is no fault.
    """

    use_required_attribute = False

    pieces = forms.ModelMultipleChoiceField(
        queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Evidence of the school",
        error_messages={
            "required": "Tick at least one piece.",
            "invalid_choice": "One of these has been withdrawn meanwhile. Choose again.",
        },
    )

    def __init__(
        self,
        *args: Any,
        pieces: EvidenceQuerySet,
        shown: Iterable[Evidence],
        labels: dict[str, str],
        spec: FrameworkSpec,
        beside: str,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.auto_id = f"reuse-{beside}-%s"
        field: Any = self.fields["pieces"]
        field.queryset = pieces
        field.widget.choices = [(piece.pk, _said(piece, labels)) for piece in shown]
        self.fields["points_to"] = PointsTo(spec)


def _said(piece: Evidence, labels: dict[str, str]) -> str:
    kind = labels.get(piece.kind, piece.kind)
    return ", ".join(part for part in (piece.title, kind, in_words(piece.speaks_of)) if part)
