"""What a template keeps from one page to the next, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe

from kit.templatetags import kept as module
from kit.templatetags.kept import Kept

HOSTILE = "<script>\"'&{{ words }}{% kept %}\x00\u2028"


class Words:
    """Something that a page shows, and how often it was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = 0

    @property
    def typed(self) -> str:
        self.asked += 1
        return self.text


def drawn(template: Template, **known: Any) -> str:
    return template.render(Context(known))


def pieces(template: Template) -> dict[Any, module.Piece]:
    [kept] = template.nodelist.get_nodes_by_type(Kept)
    found: dict[Any, module.Piece] = kept.pieces  # type: ignore[attr-defined]
    return found


def test_what_is_fresh_is_drawn_each_time_escaped_and_never_kept() -> None:
    page = Template("{% kept code=code %}<b>{{ code }}</b>{% fresh %}{{ words }}{% endfresh %}!{% endkept %}")
    plain = Template("<b>{{ code }}</b>{{ words }}!")
    for words in ("Good.", HOSTILE, "", "0:", module.MARK, f"{module.MARK}:0:"):
        assert drawn(page, code="a&b", words=words) == drawn(plain, code="a&b", words=words)
    assert [piece.texts for piece in pieces(page).values()] == [["<b>a&amp;b</b>", "!"]]


def test_what_is_kept_knows_nothing_that_it_was_not_given() -> None:
    page = Template("{% kept code=code %}{{ code }}{{ words }}{{ user.name }}{% endkept %}")
    assert drawn(page, code="a", words="Ours alone.", user={"name": "Amira"}) == "a"


def test_each_of_what_it_is_given_has_its_own() -> None:
    page = Template("{% kept code=code last=last %}{{ code }}{% if last %}.{% endif %}{% endkept %}")
    for known in ({"code": "a"}, {"code": "b"}, {"code": "a", "last": True}, {"code": "a"}):
        last = "." if "last" in known else ""
        assert drawn(page, **known) == f"{known['code']}{last}"


def test_what_is_safe_is_not_taken_for_what_is_not() -> None:
    page = Template("{% kept code=code %}{{ code }}{% endkept %}")
    assert drawn(page, code=mark_safe("<b>")) == "<b>"
    assert drawn(page, code="<b>") == "&lt;b&gt;"
    assert drawn(page, code=1) == "1"
    assert drawn(page, code=True) == "True"


def test_a_fresh_place_may_hold_conditions_loops_and_what_is_kept_itself() -> None:
    page = Template(
        "{% kept code=code %}{% fresh %}{% if words %}{% for each in words %}"
        "{% kept each=each %}[{{ each }}{% fresh %}{{ forloop.counter }}{% endfresh %}]{% endkept %}"
        "{% endfor %}{% else %}none{% endif %}{% endfresh %}{% endkept %}"
    )
    assert drawn(page, code="a", words=["x", "y"]) == "[x1][y2]"
    assert drawn(page, code="a", words=["y"]) == "[y1]"
    assert drawn(page, code="a") == "none"


def test_outside_of_what_is_kept_fresh_is_as_if_it_were_not_there() -> None:
    assert drawn(Template("{% fresh %}{{ words }}{% endfresh %}"), words="<") == "&lt;"
    assert drawn(Template("{% fresh once %}{{ words }}{% endfresh %}"), words="<") == "&lt;"


def test_a_variable_that_stands_in_several_places_is_asked_once() -> None:
    page = Template(
        "{% kept code=code %}{% fresh %}{{ words.typed }}{% endfresh %}, {% fresh %}{{ words.typed }}{% endfresh %}"
        "{% endkept %}"
    )
    for text in ("a", "<b>"):
        words = Words(text)
        said = text.replace("<", "&lt;").replace(">", "&gt;")
        assert drawn(page, code="x", words=words) == f"{said}, {said}"
        assert words.asked == 1


def test_once_is_once_a_page_and_anew_with_the_next() -> None:
    page = Template(
        "{% for code in codes %}{% kept code=code %}{{ code }}{% fresh once %}{{ words.typed }}{% endfresh %}"
        "{% endkept %}{% endfor %}"
    )
    for text in ("!", "?"):
        words = Words(text)
        assert drawn(page, codes="abc", words=words) == f"a{text}b{text}c{text}"
        assert words.asked == 1


def test_it_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    page = Template("{% kept code=code %}{{ code }}{% endkept %}")
    for code in "abcdefg":
        assert drawn(page, code=code) == code
        assert len(pieces(page)) <= 3


@pytest.mark.parametrize(
    "wrong",
    ["{% kept %}{% endkept %}", "{% kept code %}{% endkept %}", "{% fresh twice %}{% endfresh %}"],
)
def test_what_makes_no_sense_is_refused_when_the_template_is_read(wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(wrong)


def test_kept_right_within_kept_is_refused() -> None:
    page = Template("{% kept code=code %}{% kept code=code %}{{ code }}{% endkept %}{% endkept %}")
    with pytest.raises(TemplateSyntaxError):
        drawn(page, code="a")
