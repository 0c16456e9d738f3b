"""What the portal's requests are measured against: views as anybody would first write them, and nothing more.

They stand in the portal itself, behind the middleware that every view of it stands behind: the same session, sign-in,
CSRF check and headers, on the same rows. In the views there is no rule, no version, no lock and no record of what was
changed; the page has the fields and nothing round them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.backends.django import DjangoTemplates
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskmatrix.models import Evaluation, Rating
from riskmatrix.scoring import State
from riskmatrix.spec import FrameworkSpec, KpiSpec

HINT = "What is the evidence, and what are you doing about it? Name no pupil."
# The templates that crispy forms bring along; the portal puts some of its own in their place.
CRISPY = DjangoTemplates({"NAME": "crispy", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}})


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """The UPDATE that saving a rating comes down to."""
    sent = request.POST
    with transaction.atomic():
        Rating.objects.filter(pk=pk).update(
            commentary=sent["commentary"],
            version=int(sent["version"]) + 1,
            by=request.user,
            at=timezone.now(),
        )
    return HttpResponse("Saved")


class RatingFields(forms.Form):
    """The fields of one KPI: what goes along unseen, the ratings to choose from, the commentary."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    typed_by = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label="Your rating", widget=forms.RadioSelect, required=False)
    commentary = forms.CharField(help_text=HINT, widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["answer"].choices = self.initial["choices"]  # type: ignore[attr-defined]


Fields = forms.formset_factory(RatingFields, extra=0)


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every KPI of a self-evaluation as one formset."""
    evaluation = get_object_or_404(Evaluation.objects.select_related("framework"), pk=pk)
    spec = evaluation.framework.spec
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi", "step")
    kpis = {kpi.code: kpi for _, kpi in spec.kpis()}
    initial = [
        {
            "version": own.version,
            "seen": own.seal,
            "typed_by": request.user.pk,
            "answer": own.answer,
            "commentary": own.commentary,
            "choices": _choices(spec, kpis[own.kpi.code]),
        }
        for own in rows
    ]
    # What the filter in `{{ formset|crispy }}` does.
    shown = {"form_show_errors": True, "form_show_labels": True, "field_template": "bootstrap5/field.html"}
    fields = CRISPY.get_template("bootstrap5/uni_formset.html").render(
        {"formset": Fields(initial=initial), **shown}
    )
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(f'<!DOCTYPE html><title>KPIs</title><form method="post">{token}{fields}</form>')


def _choices(spec: FrameworkSpec, kpi: KpiSpec) -> list[tuple[str, str]]:
    choices = [(step.code, step.label) for step in spec.steps_by_severity()]
    if kpi.not_applicable and kpi.not_applicable.on_request:
        choices.append((State.NOT_APPLICABLE.value, "Not applicable"))
    return choices


urlpatterns = [
    path("bare/save/<int:pk>/", save),
    path("bare/page/<int:pk>/", page),
    path("", include("trust_portal.urls")),
]
