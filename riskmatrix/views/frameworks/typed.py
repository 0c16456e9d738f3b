"""What was typed where it can no longer be saved, or where somebody else has saved in the meantime."""

from __future__ import annotations

from typing import Any

from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kit.refusals import Refusal
from kit.text import printable
from riskmatrix.forms.frameworks import PartForm
from riskmatrix.models import Framework

NOT_TYPED = ("csrfmiddlewaretoken", "seen", "save")


def stands_now(form: PartForm) -> list[tuple[str, str, str]]:
    """(field, what stands there now, what was typed) of each that differs, in the words of the page."""
    found = []
    for name, field in form.fields.items():
        bound = form[name]
        now, typed = _words(field, form.initial.get(name)), _words(field, bound.data)
        if name != "seen" and now != typed:
            found.append((str(bound.label), now, typed))
    return found


def _words(field: Any, value: Any) -> str:
    value = field.prepare_value(value)
    if isinstance(field, BooleanField):
        return "Yes" if value in (True, "on") else "No"
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    given = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    return ", ".join(labels.get(str(each), _said(field, each)) for each in given) or "Nothing"


def _said(field: Any, value: Any) -> str:
    said = field.widget.format_value(value)
    return printable(str(value if said is None else said)).strip()


def gone(request: HttpRequest, row: Framework, refusal: Refusal) -> HttpResponse:
    """There is nothing left to save it in: the words are handed back, to be copied."""
    typed = [
        (name.replace("__", ", ").replace("_", " "), text)
        for name, texts in request.POST.lists()
        if name not in NOT_TYPED
        for text in texts
        if text.strip()
    ]
    context = {"row": row, "refusal": refusal, "typed": typed}
    return render(request, "riskmatrix/frameworks/gone.html", context, status=409)
