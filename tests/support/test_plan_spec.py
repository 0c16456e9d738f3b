"""The format of plans: what a pack may not say, and that the trust's own says what is proposed."""

from __future__ import annotations

import pytest

from kit.packs import PackError
from kit.packs.reading import read
from support.plan_spec import FORMAT, loads, plan_format


def test_the_trusts_own_format():
    found = plan_format()
    assert [each.title.split(":")[0] for each in found.progress] == ["Green", "Amber", "Red"]
    assert found.rapid.weeks == 6
    assert found.proposed
    assert found.note


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("  title: {title: Priority, limit: 200}\n", "", "The part “title” is missing."),
        ("  title: {", "  titel: {title: Other, limit: 2}\n  title: {", "There is no part “titel”."),
        ("shape: triangle", "shape: circle", "share a code or a shape"),
        ("code: amber", "code: green", "share a code or a shape"),
        ("weeks: 6", "weeks: 0", "plan-format:"),
    ],
)
def test_what_a_format_may_not_say(was: str, now: str, says: str):
    text = read(FORMAT)
    assert was in text
    with pytest.raises(PackError, match=says):
        loads(text.replace(was, now), "plan-format")
