"""What a page may answer, and how a row of the policy table is written.

A row says of one route and one thing who gets which answer. It is read from the top: the first line whose condition
holds is the answer; whoever fits none gets ``rest``, which is “there is nothing here” unless the row says otherwise.
Somebody not signed in gets the sign-in page (a fragment's request gets 401), unless the row is public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.house.actors import Actor, Thing, Who

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Answer:
    """A status, where it leads or a sentence that stands on it, and whether something is written (None: perhaps)."""

    words: str
    status: int
    to: str = ""
    says: str = ""
    writes: bool | None = False

    @property
    def lets_in(self) -> bool:
        """Whether the person gets at what they asked for."""
        return self.status == 200 or self.writes is not False


def done(to: str) -> Answer:
    """Something is written, and the person is led to the page ``to``."""
    return Answer(f"done, on to {to}", 302, to=to, writes=True)


def sent(to: str) -> Answer:
    """Nothing is written, and the person is led to the page ``to``."""
    return Answer(f"sent to {to}", 302, to=to)


def perhaps(to: str) -> Answer:
    """The person is led to the page ``to``; whether there was something to write depends on what they had done."""
    return Answer(f"seen to, on to {to}", 302, to=to, writes=None)


def said(status: int, sentence: str) -> Answer:
    """The page says why it is not possible (at this moment, or for this person), and nothing is written."""
    return Answer(f"{status}, “{sentence}”", status, says=sentence)


PAGE = Answer("the page", 200)
KEPT = Answer("the page, and it is written down that it was asked for", 200, writes=True)
REFUSED = said(403, "This is not possible")
NOTHING_HERE = Answer("there is nothing here", 404, says="There is nothing here for you")
NOT_THIS_WAY = Answer("not by this method", 405)
SIGN_IN = Answer("sign in first", 302, to="account_login")
SIGNED_OUT = Answer("signed out", 401)

Lines = tuple[tuple[Who, Answer], ...]
Body = Callable[[Thing], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route and one kind of thing.

    :param of: the kind of thing of the world that stands in the address; empty for none.
    :param read: who gets what for GET and HEAD; ``send`` for POST with ``body``, a form filled in well.
    :param in_body: the thing is named by the form, not by the address.
    :param before: what happens first, in the same savepoint, to reach a moment the world is not at.
    :param htmx: asked as a fragment of a page.
    """

    of: str = ""
    read: Lines | None = None
    send: Lines | None = None
    body: Body = field(default=lambda thing: {})
    rest: Answer = NOTHING_HERE
    public: bool = False
    in_body: bool = False
    before: Callable[[Any], None] | None = None
    htmx: bool = False

    def lines(self, method: str) -> Lines | None:
        if method in READING:
            return self.read
        return self.send if method == "POST" else None

    def answer(self, actor: Actor, thing: Thing, method: str) -> Answer:
        """What ``actor`` is answered, by this row."""
        if not actor.comes_in and not self.public:
            return SIGNED_OUT if actor.headers or self.htmx else SIGN_IN
        lines = self.lines(method)
        if lines is None:
            return NOT_THIS_WAY
        return next((answer for who, answer in lines if who.holds(actor, thing)), self.rest)
