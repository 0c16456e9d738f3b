"""The demo trust: its dates on any day of the year, its words, and one whole telling of the story."""

from __future__ import annotations

import re
import string
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from pytest_django.fixtures import Settings

from kit import clock
from kit.bell import muted, ring
from riskmatrix.services.frameworks import PACKS
from riskmatrix.spec import load
from schools.access.roles import Role
from schools.models import AuditEntry, Trust
from schools.services.trusts import found_trust
from tests.house import demo_documents, demo_promises, demo_tasks
from tests.house.demo_told import PROMISES, Told
from tests.house.test_demo_dates import ODD_DAYS, TODAY
from tests.profiles import rounds
from trust_portal.demo import ratings, sign_ins, story
from trust_portal.demo.data import read, texts
from trust_portal.demo.founding import emails
from trust_portal.demo.plan import TERMS, plan_for
from trust_portal.demo.stage import moment
from trust_portal.demo.timing import PRIMARY

SPEC = load(PACKS / "trust-risk-matrix.yaml")
KPIS = {criterion.code: tuple(kpi.code for kpi in criterion.kpis) for criterion in SPEC.criteria}


# --- In which words -----------------------------------------------------------------------------------------------


def test_every_kpi_can_be_commented_on_at_every_step_that_is_used() -> None:
    assert set(texts()) == {kpi for codes in KPIS.values() for kpi in codes}
    for school in ratings.SCHOOLS:
        for term in range(1, TERMS + 1):
            for kpi, answer in ratings.sheet(school, term, KPIS).own.items():
                excused = answer == "not_applicable" and kpi != "good-level-of-development"
                assert not answer or excused or texts()[kpi][answer], (school, term, kpi, answer)


def test_no_sentence_of_the_bank_is_written_twice_or_has_an_unknown_blank() -> None:
    sentences = [each for kpi in texts().values() for variants in kpi.values() for each in variants]
    assert [text for text, times in Counter(sentences).items() if times > 1] == []
    blanks = {name for text in sentences for _, name, _, _ in string.Formatter().parse(text) if name}
    assert blanks <= {"year", "years", "pupils", "Pupils"}


def test_no_two_schools_find_the_same_in_the_same_term() -> None:
    order = tuple(KPIS.items())
    for term in range(1, TERMS + 1):
        turns = ratings.turns(term, order)
        said = Counter()
        for school in ratings.SCHOOLS:
            for kpi, answer in ratings.sheet(school, term, KPIS).own.items():
                if answer not in ("", "not_applicable"):
                    variants = texts()[kpi][answer]
                    said[kpi, answer, (turns[school, kpi] + term) % len(variants)] += 1
        assert [key for key, times in said.items() if times > 1] == [], f"term {term}"


def test_a_moderator_never_differs_without_differing() -> None:
    for school in ratings.SCHOOLS:
        for term in range(1, TERMS + 1):
            sheet = ratings.sheet(school, term, KPIS)
            for kpi, (step, reason) in sheet.moderated.items():
                assert sheet.own[kpi] != step, (school, term, kpi)
                assert len(reason) > 30, (school, term, kpi)


def test_names_and_places_are_invented() -> None:
    about = read("schools")
    for facts in about["schools"].values():
        assert 900_000 <= facts["urn"] <= 999_999, "No school has a URN of the 900000s."
        assert facts["address"][-1].startswith("ZZ"), "No post code begins with ZZ."
    assert about["host"].endswith(".example")
    names = [person["name"] for person in read("people").values()]
    assert len(set(names)) == len(names)


# --- The list of sign-ins -----------------------------------------------------------------------------------------


def test_there_is_a_sign_in_for_every_role_and_the_password_is_new_each_time(tmp_path: Path) -> None:
    sign_ins.keep(tmp_path / "demo-sign-ins.csv", "demo-word")
    lines = (tmp_path / "demo-sign-ins.csv").read_text().splitlines()
    assert lines[0] == "role,name,email,password"
    assert [line.split(",")[0] for line in lines[1:17]] == [role.title for role in Role]
    assert all(line.endswith(",demo-word") for line in lines[1:])
    assert len({sign_ins.new_password() for _ in range(20)}) == 20
    assert len(sign_ins.new_password()) >= 12


@pytest.fixture
def at_home(settings: Settings, tmp_path: Path) -> Path:
    """Where the demo's list of sign-ins lies."""
    settings.VAR = tmp_path
    return tmp_path / "demo-sign-ins.csv"


def _in_brief(*_: object) -> None:
    """The story as far as the sign-ins need it; the whole of it takes a minute."""
    found_trust(
        name=read("schools")["name"],
        administrator_name=read("people")["administrator"]["name"],
        administrator_email=dict(emails())["administrator"],
    )


@pytest.mark.django_db
def test_without_a_list_of_sign_ins_there_is_no_demo(at_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nobody could ever sign in: the passwords are stored nowhere else."""
    at_home.mkdir()  # a folder where the file should be
    monkeypatch.setattr(story, "_live_through", _in_brief)
    with pytest.raises(OSError, match="directory"):
        _seed()
    assert not story.is_told()


@pytest.mark.django_db
def test_a_list_that_was_lost_is_made_anew(at_home: Path) -> None:
    _in_brief()
    assert "its sign-ins were lost" in _seed()
    written = at_home.read_text()
    row = next(line.split(",") for line in written.splitlines() if line.startswith("Trust administrator"))
    assert authenticate(None, email=row[2], password=row[3])
    assert AuditEntry.objects.filter(verb="changed password").count() == 1
    assert "its sign-ins stand in" in _seed()
    assert at_home.read_text() == written


# --- The tutorial --------------------------------------------------------------------------------------------------

TUTORIAL = Path("docs/tutorial/a-term-in-the-demo.md")


def _words_of_the_pages() -> str:
    return " ".join(" ".join(path.read_text().split()) for path in Path("templates").rglob("*.html"))


def test_whoever_and_whatever_the_tutorial_names_is_there() -> None:
    names = {person["name"] for person in read("people").values()}
    names |= {school["name"] for school in read("schools")["schools"].values()} | {read("schools")["name"]}
    pages = _words_of_the_pages()
    named = set(re.findall(r"\*\*(.+?)\*\*", TUTORIAL.read_text()))
    buttons = {each for each in named - names if each not in pages}
    assert buttons == {"Finish the academic part"}, "This one's words are put together on the page."
    assert "Finish the {{ part.title|lower }} part" in pages


def test_the_tutorial_calls_people_by_the_posts_they_hold() -> None:
    text, met = TUTORIAL.read_text(), 0
    for person in read("people").values():
        if f"**{person['name']}**" in text and person.get("sign_in") is True:
            title = Role(person["posts"][0]["role"]).title.lower()
            after = text.split(f"**{person['name']}**", 1)[1][:60].lower()
            assert title in after, person["name"]
            met += 1
    assert met >= 9


def test_the_tutorial_counts_the_draft_as_it_is() -> None:
    own = ratings.sheet(PRIMARY, TERMS, KPIS).own
    assert f"{sum(1 for answer in own.values() if answer)} of {len(own)} KPIs rated" in TUTORIAL.read_text()


# --- What the story needs of the house ----------------------------------------------------------------------------


class Bell:
    name = "bell"

    def __init__(self) -> None:
        self.rung: list[int] = []

    def delay(self, *ids: int) -> None:
        self.rung += ids


def test_a_muted_bell_is_not_heard_and_is_heard_again_afterwards() -> None:
    bell = Bell()
    with muted():
        ring(bell, 1)  # type: ignore[arg-type]
    ring(bell, 2)  # type: ignore[arg-type]
    assert bell.rung == [2]


# --- The whole story ----------------------------------------------------------------------------------------------


@pytest.mark.trial
@pytest.mark.django_db
@pytest.mark.parametrize("day", [TODAY, *ODD_DAYS][: rounds(short=1, long=1 + len(ODD_DAYS))], ids=str)
def test_the_story_keeps_its_promises(day: date, settings: Settings, tmp_path: Path) -> None:
    """One telling in every run; in the long trials also on days when a demo is seldom started."""
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.set_to(moment(day, "08:45")):
        _tell(day, tmp_path)


def _tell(day: date, var: Path) -> None:
    began = time.monotonic()
    said = _seed()
    print(f"{day}: {time.monotonic() - began:.0f} s\n{said}")
    assert all(term.name in said for term in plan_for(day).terms), "Each term is a line of progress."
    read_in = {demo_documents.__name__, demo_promises.__name__, demo_tasks.__name__}
    assert read_in == {each.__module__ for each in PROMISES}
    broken = _broken(Told(day, Trust.objects.get(name=read("schools")["name"]), var), PROMISES)
    assert not broken, f"told on {day}:\n" + "\n".join(broken)
    entries = AuditEntry.objects.count()
    assert "already there" in _seed()
    assert AuditEntry.objects.count() == entries, "A second seeding changes nothing."


def _seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def _broken(told: Told, promises: list[Callable[[Told], None]]) -> list[str]:
    """All that is wrong, not only the first: a telling takes its time."""
    found = []
    for promise in promises:
        try:
            promise(told)
        except AssertionError as error:
            found.append(f"{promise.__name__.replace('_', ' ')}: {error}")
    return found
