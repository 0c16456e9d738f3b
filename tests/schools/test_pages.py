"""Every page of schools, people and terms opens for those it is for, and is not there for anyone else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from schools.models import Closure, Post, Term


def pages(cast) -> list[tuple[str, list[object]]]:
    """Every page that a trust administrator of Larkfield opens, by name and arguments."""
    closure = Closure.objects.filter(year=cast.year_2026).first()
    spring = Term.objects.of(cast.trust).get(year=cast.year_2026, number=2)
    return [
        ("schools", []),
        ("school", [cast.alder.urn]),
        ("school_add", []),
        ("school_edit", [cast.alder.urn]),
        ("people", []),
        ("person_add", []),
        ("person", [cast.headteacher.pk]),
        ("post_add", [cast.headteacher.pk]),
        ("post_end", [cast.headteacher.all_posts[0].pk]),
        ("terms", []),
        ("year_add", []),
        ("term_open", [cast.autumn.pk]),
        ("term_open", [spring.pk]),
        ("closure_add", []),
        ("closure_remove", [closure.pk]),
        ("trust_settings", []),
        ("audit", []),
        ("notices", []),
        ("switch_school", []),
        ("accent_css", []),
        ("account", []),
    ]


def test_every_page_opens_for_the_administrator(cast, client_of):
    browser = client_of(cast.trust_administrator)
    answers = {(name, *args): browser.get(reverse(name, args=args)).status_code for name, args in pages(cast)}
    assert set(answers.values()) == {200}, answers
