"""Reading packs: what is wrong is told once, all at once, with its line and a remedy."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from kit.packs import Finding, PackError, dump, load, loads


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cake(Strict):
    name: str
    layers: int = Field(1, ge=1)
    toppings: tuple[str, ...] = ()


class Menu(Strict):
    key: str
    valid_until: date
    cakes: tuple[Cake, ...] = Field(min_length=1)


MENU = """\
key: bakery
valid_until: 2027-01-31
cakes:
  - name: Honey cake
    layers: 8
    toppings: [honey, walnuts]
  - name: Sponge
"""


def told(text: str, **checks) -> tuple[str, ...]:
    with pytest.raises(PackError) as refused:
        loads(text, Menu, name="menu.yaml", **checks)
    return refused.value.findings


def test_a_right_pack_is_read_typed_and_written_back(tmp_path: Path):
    (tmp_path / "menu.yaml").write_text(MENU, encoding="utf-8")
    menu = load(tmp_path / "menu.yaml", Menu)

    assert [(cake.name, cake.layers) for cake in menu.cakes] == [("Honey cake", 8), ("Sponge", 1)]
    assert loads(dump(menu), Menu) == menu


def test_long_text_and_awkward_words_survive_being_written():
    menu = Menu(
        key="yes: no, [maybe] # really",
        valid_until=date(2027, 1, 31),
        cakes=(Cake(name="“Ü” " * 60, toppings=("a, b", "c: d", "null", "1")),),
    )
    assert loads(dump(menu), Menu) == menu


def test_everything_wrong_is_told_at_once_in_the_order_of_the_lines():
    text = MENU.replace("key: bakery", "key: 7").replace("2027-01-31", "soon").replace("8", "0")
    assert told(text) == (
        "menu.yaml:1: `key` is 7, which is not text. Write it in quotes.",
        "menu.yaml:2: `valid_until` is 'soon', which is not a date. Write it as 2027-07-01, without quotes.",
        "menu.yaml:5: `layers` is 0. Input should be greater than or equal to 1.",
    )


def test_an_unknown_key_is_told_with_the_one_that_was_meant():
    assert told(MENU.replace("layers", "layer"))[0].endswith("did you mean `layers`?")
    assert told(MENU + "shop: closed\n")[0].endswith("Remove it or correct its spelling.")


def test_a_list_with_one_wrong_entry_is_not_called_too_short_as_well():
    text = MENU[: MENU.index("  - name: Sponge")].replace("8", "0")
    assert len(told(text)) == 1
    assert "too short" in told("key: a\nvalid_until: 2027-01-31\ncakes: []\n")[0]


def test_checks_read_the_typed_pack_and_early_checks_the_plain_data_of_a_broken_one():
    def twice(menu: Menu):
        yield Finding(("cakes", 1, "name"), "Two cakes.", "Bake one.")

    def early(data):
        yield Finding(("cakes", 0, "toppings", 1), "Nuts.", "Leave them out.")

    assert told(MENU, checks=twice) == ("menu.yaml:7: Two cakes. Bake one.",)
    both = told(MENU.replace("8", "0"), checks=twice, early_checks=early)
    assert [line.split(" ")[0] for line in both] == ["menu.yaml:5:", "menu.yaml:6:"]
    assert told(MENU, early_checks=early) == ("menu.yaml:6: Nuts. Leave them out.",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key: a\nkey: b\n", "menu.yaml:2: The file cannot be understood here: found duplicate key"),
        ("key: [a\n", "menu.yaml:2: The file cannot be understood here"),
        ("- a\n", "menu.yaml:1: A pack is made of `name: value` lines"),
        ("", "menu.yaml:1: A pack is made of `name: value` lines"),
    ],
)
def test_what_is_no_pack_is_told_with_its_line(text: str, says: str):
    [found] = told(text)
    assert found.startswith(says)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key: " + "[" * 3000, "inside parts"),
        ("key: " + "{a: " * 60 + "1" + "}" * 60, "inside parts"),
        (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{n}: &{n} [{','.join([f'*{o}'] * 9)}]\n" for o, n in zip("abcdef", "bcdefg", strict=True)),
            "unfolds to far more",
        ),
        ("key: 2027-13-45", "month must be in"),
        ("? {a: 1}\n: 3", "must be a word"),
    ],
    ids=["deep lists", "deep maps", "references to references", "no such day", "a map as a name"],
)  # fmt: skip
def test_a_file_made_to_stop_the_reader_is_refused_in_a_sentence(text: str, words: str):
    """A stranger's file reaches this far; a small one must not unfold without end."""
    (finding,) = told(text)
    assert finding.startswith("menu.yaml:1: ")
    assert words in finding
