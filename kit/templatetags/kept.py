"""Pieces of a page that are drawn once a process, with places in them that are drawn each time.

    {% kept question=block.question %}
      <h3>{{ question.title }}</h3>{% fresh %}{{ block.own.commentary|plain }}{% endfresh %}
    {% endkept %}

``kept`` knows nothing but what it is given by name, and what it is given is its key: two pieces with the same key
cannot differ. So nothing that a person wrote gets into it unawares; give it what follows from a published document,
never a text of somebody's. ``fresh`` knows all that the page knows round the ``kept`` (what is set inside of it, by
``with``, ``for`` or ``include``, it does not), and nothing of it is kept. Outside a ``kept`` it is as if it were not
there, so that one template serves both a page of many and a piece by itself. ``{% fresh once %}`` is for what is the
same all over a page, such as who reads it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

from django import template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Parser,
    TextNode,
    Token,
    VariableNode,
    token_kwargs,
)
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()

# What a template keeps at most; then it begins anew. A framework of 39 KPIs with 6 answers has 234 in each state.
MOST = 2000
PLACES = "_fresh_places"
# Nobody can write a text that is taken for a place.
MARK = secrets.token_hex(12)
_PLACE = re.compile(rf"{MARK}:(\d+):")

Part = str | Node


class Kept(Node):
    """``given``: what the piece is drawn from, by name; each value is hashable."""

    def __init__(self, given: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.given = given
        self.nodelist = nodelist
        self.pieces: dict[tuple[tuple[type, Any], ...], Piece] = {}

    def render(self, context: Context) -> str:
        values = [value.resolve(context) for value in self.given.values()]
        # By type too: a text that is marked as safe equals one that is not.
        key = tuple([(type(value), value) for value in values])
        piece = self.pieces.get(key)
        if piece is None:
            if len(self.pieces) >= MOST:
                self.pieces.clear()
            piece = self.pieces[key] = self._drawn(context, dict(zip(self.given, values, strict=True)))
        return piece.render(context)

    def _drawn(self, context: Context, given: dict[str, Any]) -> Piece:
        if PLACES in context:
            raise template.TemplateSyntaxError("{% kept %} within {% kept %} belongs in a {% fresh %}.")
        places: list[NodeList] = []
        drawn = self.nodelist.render(context.new({**given, PLACES: places}))
        return Piece(list(_parts(drawn, places)))


class Piece:
    """What was drawn: text and places in turns, begun and ended by text. A variable that stands in several places is
    drawn once for all of them."""

    def __init__(self, parts: list[Part]) -> None:
        self.texts, places = [""], []
        for part in parts:
            if isinstance(part, str):
                self.texts[-1] += part
            else:
                places.append(part)
                self.texts.append("")
        self.nodes = {_name_of(node): node for node in places}
        self.places = [list(self.nodes).index(_name_of(node)) for node in places]

    def render(self, context: Context) -> str:
        drawn = [node.render_annotated(context) for node in self.nodes.values()]
        filled = self.texts[:1]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            filled += (str(drawn[place]), text)
        return "".join(filled)


def _name_of(node: Node) -> str | Node:
    return node.filter_expression.token if isinstance(node, VariableNode) else node


class Fresh(Node):
    def __init__(self, nodelist: NodeList, *, once: bool) -> None:
        self.nodelist = NodeList([Once(nodelist)]) if once else nodelist

    def render(self, context: Context) -> str:
        places = context.get(PLACES)
        if places is None:
            return self.nodelist.render(context)
        places.append(self.nodelist)
        return f"{MARK}:{len(places) - 1}:"


class Once(Node):
    """What is the same wherever it stands on one page."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        # On the context itself: it is made for one page, and is the same one in whatever the page includes.
        drawn: dict[Once, SafeString] = vars(context).setdefault("drawn_once", {})
        if self not in drawn:
            drawn[self] = self.nodelist.render(context)
        return drawn[self]


def _parts(drawn: str, places: list[NodeList]) -> Iterator[Part]:
    """What was drawn, and at each mark what is to be drawn there each time."""
    for number, piece in enumerate(_PLACE.split(drawn)):
        if number % 2 == 0:
            yield str(piece)
        else:
            yield from (node.s if isinstance(node, TextNode) else node for node in places[int(piece)])


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    bits = token.split_contents()[1:]
    given = token_kwargs(bits, parser)
    if bits or not given:
        raise template.TemplateSyntaxError("{% kept %} takes name=value, at least once, and nothing else.")
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(given, nodelist)


@register.tag
def fresh(parser: Parser, token: Token) -> Fresh:
    bits = token.split_contents()[1:]
    if bits not in ([], ["once"]):
        raise template.TemplateSyntaxError("{% fresh %} takes nothing, or the word once.")
    nodelist = parser.parse(["endfresh"])
    parser.delete_first_token()
    return Fresh(nodelist, once=bool(bits))
