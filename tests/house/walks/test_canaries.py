"""Nobody meets another's words: everybody follows every link they are given, and what they see is looked through.

Statuses do not tell when a page of one's own lists what is another's. So each school's people typed words that occur
nowhere else (story.py); words.py says who may read which. Somebody who finds their own words shows that the search
reaches where words are.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from kit.sheets import read_table
from schools.models import Notice
from tests.house.actors import Actor
from tests.house.browsing import ask
from tests.house.here import IN_EVERY_WORD
from tests.house.policy import POLICY
from tests.house.words import WORDS, found_by, unseen_by
from tests.house.world import World
from tests.profiles import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = re.compile(r'\s(?:href|hx-get|src)="([^"]+)"')
MOST = 5_000
# Pages of one kind that a role may have by the hundred, all made by one template: so many of each are opened, the
# first number in every run, the second in the long trials.
ENOUGH = {
    name: rounds(short=short, long=long)
    for name, (short, long) in {
        "engagement": (30, 500), "record": (20, 150), "network_meeting": (10, 40), "aim_review": (10, 60),
        "dashboard": (6, MOST),
        "evaluation": (20, MOST), "moderation": (60, MOST), "moderation_compare": (10, 20), "planning": (6, MOST),
        "figure_enter": (10, 10), "kpi_history": (6, 12), "kpi_chart": (4, 4), "audit": (8, MOST),
        "kpi_evidence_add": (6, MOST), "kpi_evidence_reuse": (6, MOST), "school_approach": (8, MOST),
        "plan_calendar": (6, 500), "own_calendar": (6, 500),
        # The blank form holds nobody's words, and each takes seconds to draw.
        "evaluation_blank_pdf": (0, 0), "evaluation_filled_pdf": (1, 1),
        "evaluation_sheet": (3, 3), "evaluation_sheet_csv": (5, 20), "monitoring_pdf": (2, MOST),
        # The parts of a draft, each in a form: what was typed into them stands on the draft's own page as well.
        **{
            f"{draft}_{what}": (6, MOST)
            for draft in ("framework", "offer") for what in ("item", "add", "remove", "move")
        },
    }.items()
}  # fmt: skip
# What is drawn anew for whoever asks, from rows that pages show as well.
DRAWN = {"evaluation_blank_pdf", "evaluation_filled_pdf", "monitoring_pdf"}
# Pages with words that stand nowhere else, besides those of the table.
ALSO = {("engagement", "engagement that was called off")}
ALSO |= {("evaluation", f"evaluation of {year}") for year in (2024, 2025)}
ALSO |= {("evaluation", f"{what} evaluation") for what in ("disagreed", "moderated")}
ALSO |= {("evaluation", f"evaluation {what}") for what in ("to be answered", "that is all moderated")}
# Ways to put the same rows in another order.
ORDERS = {"sort"}


def names() -> list[str]:
    """The actors by name, before there is a world: collected without one."""
    from schools.access.roles import Role

    return [*(role.value for role in Role), *OTHERS]


OTHERS = (
    "head of the sibling school",
    "head of the sibling school who acts as head at Alder",
    "head in the other trust",
    "chief executive of the other trust",
    "administrator of the other trust",
    "chief executive of the other trust who governs at Alder",
    "somebody without a post",
    "somebody whose post ended yesterday and whose next begin tomorrow",
    "staff of the installation",
    "somebody whose account was closed",
    "somebody not signed in",
)


def test_everybody_is_asked(world: World) -> None:
    assert {actor.name for actor in world.actors} - set(names()) == {"a page whose session ended"}


def test_every_word_that_was_planted_has_readers(world: World) -> None:
    assert {what for what, _, _ in world.words()} == WORDS.keys()
    assert [word for _, _, word in world.words() if IN_EVERY_WORD not in word] == []


@pytest.mark.trial
@pytest.mark.parametrize("name", names())
def test_nobody_meets_words_that_are_not_for_them(world: World, name: str) -> None:
    actor = world.actor(name)
    never, own = unseen_by(world, actor), set(found_by(world, actor))
    met: list[str] = []
    for url, text in crawl(world, actor):
        if IN_EVERY_WORD in text:
            met += [f"{word} on {url}" for word in never if word in text]
            own -= {word for word in own if word in text}
    assert met == []
    assert own == set(), "Nowhere found, though they are theirs to read."


@pytest.mark.parametrize("who", ["head_of_school_improvement", "chief_executive", "headteacher"])
def test_the_ratings_of_a_term_never_handed_in_stand_beside_no_later_one(world: World, who: str) -> None:
    """Spring was never submitted; beside summer stands the term before it."""
    summer = world.schools["alder"].things["evaluation that is all moderated"]
    page = ask(
        world, world.actor(who), "GET", reverse("evaluation", args=summer.args) + "?all"
    ).content.decode()
    assert "Autumn term 2025/26:" in page
    assert "Spring term 2025/26:" not in page


def test_what_people_are_told_is_for_them_too(world: World) -> None:
    for actor in world.actors:
        said = "\n".join(f"{n.subject} {n.body} {n.link}" for n in Notice.objects.filter(person=actor.person))
        assert [word for word in unseen_by(world, actor) if word in said] == [], actor


def crawl(world: World, actor: Actor) -> Iterator[tuple[str, str]]:
    """Every address that can be reached from the home page, breadth first, with all that it answered, as text."""
    waiting, known, opened, named = deque([("/", False)]), {"/"}, Counter[str](), pages_of_things(world)
    while waiting:
        url, as_fragment = waiting.popleft()
        answer = ask(world, actor, "GET", url, headers={"HX-Request": "true"} if as_fragment else None)
        body = b"".join(answer)
        assert answer.status_code < 400, f"{actor} is led to {url}, which answers {answer.status_code}."
        text = as_text(body)
        yield url, f"{answer.headers}\n{unescape(text)}"
        if url == reverse("gallery"):
            continue  # its links are samples of links
        for link, fragment in links_in(text, answer, url):
            if link in known:
                continue
            known.add(link)
            name = resolve(urlsplit(link).path).url_name or ""
            opened[name] += 1
            if opened[name] <= ENOUGH.get(name, MOST) or link.removesuffix("?all") in named:
                waiting.append((link, fragment))


def pages_of_things(world: World) -> frozenset[str]:
    """The pages of all that the world has a name for: where its words were planted, so they are always opened."""
    read = {
        (name, row.of)
        for name, rows in POLICY.items()
        for row in rows
        if row.read is not None and row.of and not row.in_body and name not in DRAWN
    }
    return frozenset(reverse(name, args=thing.args) for name, of in read | ALSO for thing in world.things(of))


def links_in(text: str, answer: Any, url: str) -> Iterator[tuple[str, bool]]:
    """The portal's own addresses that a page leads to, each with whether a script would fetch it."""
    found = [(match[1], "hx-get" in match[0]) for match in LINK.finditer(text)]
    found += [(answer.headers[name], False) for name in ("Location", "HX-Redirect") if name in answer.headers]
    for link, fragment in found:
        target = urlsplit(urljoin(url, unescape(link)))
        if target.netloc or target.scheme or target.path.startswith(settings.STATIC_URL):
            continue
        if target.path.startswith("/accounts/") or ORDERS & parse_qs(target.query).keys():
            continue
        yield target.path + (f"?{target.query}" if target.query else ""), fragment


def as_text(body: bytes) -> str:
    """A page, a table or a document, as the words in it."""
    if body.startswith(b"PK"):
        return "\n".join(" ".join(row.cells) for row in read_table(body).rows)
    return printed(body) if body.startswith(b"%PDF") else body.decode()


def printed(data: bytes) -> str:
    found = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)  # noqa: S607
    return found.stdout.decode()
