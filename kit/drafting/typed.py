"""What was typed where it can no longer be saved, or where somebody else has saved in the meantime."""

from __future__ import annotations

from typing import Any

from django.forms import BooleanField, Form
from django.http import QueryDict

from kit.text import printable

NOT_TYPED = ("csrfmiddlewaretoken", "seen", "save")


def stands_now(form: Form) -> list[tuple[str, str, str]]:
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


def handed_back(post: QueryDict) -> list[tuple[str, str]]:
    """(field, text) of all that was typed, to be copied where there is nothing left to save it in."""
    return [
        (name.replace("__", ", ").replace("_", " "), text)
        for name, texts in post.lists()
        if name not in NOT_TYPED
        for text in texts
        if text.strip()
    ]
