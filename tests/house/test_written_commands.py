"""Commands that the pages tell a reader to type exist, and take the options they are given."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import BaseCommand, CommandError, call_command, get_commands, load_command_class

from riskmatrix.models import Framework
from schools.models import Trust
from support.models import Offer
from tests.house.production import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]
REAL = ROOT / "docs/how-to/run-it-for-real.md"


def commands_in(page: Path) -> list[list[str]]:
    """The words after ``manage.py`` of every line of a block of code; a line that ends in \\ goes on."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [
        shlex.split(line.split("manage.py", 1)[1], comments=True) for line in lines if "manage.py " in line
    ]


def command(name: str) -> BaseCommand:
    assert name in get_commands(), f"There is no command {name}."
    app = get_commands()[name]
    return app if isinstance(app, BaseCommand) else load_command_class(app, name)


def check(words: list[str]) -> None:
    """The command is there and takes these words."""
    name, *rest = words
    if name != "help":
        parser = command(name).create_parser("manage.py", name)
        parser.called_from_command_line = False
        parser.parse_args(rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_to_be_typed_can_be_typed(page: Path) -> None:
    for words in commands_in(page):
        check(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_a_sentence_are_there(page: Path) -> None:
    for name in re.findall(r"`(?:python )?manage\.py ([a-z_]+)", page.read_text()):
        assert name in get_commands(), name


def test_a_command_that_is_not_there_or_does_not_take_that_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no command load_everything"):
        check(["load_everything"])
    with pytest.raises(CommandError, match="unrecognized arguments"):
        check(["load_offer", "--trust", "x", "--no-such-option"])
    with pytest.raises(CommandError, match="required"):
        check(["load_offer"])


@pytest.mark.django_db
def test_the_sequence_leads_to_a_trust_that_can_begin() -> None:
    """All but the import, whose files are the register's own (tests/schools/test_import_command.py)."""
    sequence = [words for words in commands_in(REAL) if words[0] not in {"import_schools", "appoint_staff"}]
    assert [words[0] for words in sequence] == [
        "create_trust",
        "load_framework",
        "load_offer",
        "load_monitoring_form",
    ]
    for words in sequence:
        call_command(*words)
    trust = Trust.objects.get()
    assert Framework.objects.in_force(trust)
    assert Offer.objects.in_force(trust)
