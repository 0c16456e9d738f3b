"""What every page with a form does: try the verb, and put a refusal on the form when there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kit.refusals import Refused
from schools.models import Trust
from schools.queries.here import SignedIn


def attempt(form: forms.BaseForm, verb: Callable[..., object], **arguments: Any) -> Any:
    """Call ``verb`` and answer what it answers.

    What it refuses becomes an error of ``form``, with everything typed still in place, and None is answered.
    """
    try:
        return verb(**arguments)
    except Refused as refused:
        form.add_error(None, refused.refusal.sentence)
        return None


def address_in(trust: Trust, trusts: list[Trust], name: str) -> str:
    """The address of a page about ``trust``; which one is said only to somebody who has several."""
    return f"{reverse(name)}?trust={trust.pk}" if len(trusts) > 1 else reverse(name)


def form_page(
    request: SignedIn, form: forms.BaseForm, title: str, back: tuple[str, str] | None, **more: Any
) -> HttpResponse:
    """A page with one form: asked for, or sent back with what has to be mended (422).

    :param back: name and address of the page it was opened from.
    """
    back_name, cancel_url = back or ("", "")
    context = {"form": form, "title": title, "back_name": back_name, "cancel_url": cancel_url, **more}
    return render(request, "schools/form.html", context, status=422 if form.is_bound else 200)
