"""The pack of the monitoring form, and how it becomes rows."""

from pathlib import Path

import pytest

from kit.packs import PackError, dump
from monitoring import spec

# The strategy's form names eight methods; its section on monitoring describes two more at length.
STRATEGY = {
    "Planning", "Work scrutiny", "Learning walk", "Pupil voice", "Observations", "Data", "Questionnaire", "Other",
    "Array monitoring", "Pupil lesson study",
}  # fmt: skip


def test_the_shipped_pack_has_every_method_of_the_strategy() -> None:
    assert {method.title for method in spec.load().methods} == STRATEGY


def test_no_two_prompts_are_the_same_and_each_can_be_answered() -> None:
    prompts = [prompt for method in spec.load().methods for prompt in method.prompts]
    assert len(prompts) == len(set(prompts))
    assert all(prompt.endswith("?") for prompt in prompts)


def test_only_the_other_method_asks_for_words() -> None:
    assert [method.code for method in spec.load().methods if method.needs_words] == ["other"]


def test_what_the_strategy_describes_is_no_proposal() -> None:
    described = {method.code for method in spec.load().methods if not method.proposed}
    assert described == {"work-scrutiny", "array", "pupil-lesson-study"}


def test_the_pack_survives_being_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "again.yaml"
    path.write_text(dump(spec.load()), encoding="utf-8")
    assert spec.load(path) == spec.load()


def test_a_method_that_is_not_known_is_a_key_error() -> None:
    assert spec.load().method("array").title == "Array monitoring"
    with pytest.raises(KeyError):
        spec.load().method("hearsay")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - code: array\n", "  - code: planning\n", "Another method already has the code “planning”"),
        ("title: Array monitoring", "title: Planning", "Another method already has the title “Planning”"),
        ("    needs_words: true", "    needs_word: true", "`needs_word` is not known here"),
        ("author: Head of School Improvement\n", "", "`author` is missing"),
    ],
)
def test_a_wrong_pack_says_file_line_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = spec.SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as wrong:
        spec.load(path)
    (finding,) = wrong.value.findings
    assert said in finding
    assert finding.startswith(f"{path}:")
    line = int(finding.removeprefix(f"{path}:").split(":")[0])
    if new:
        assert new.strip() in path.read_text(encoding="utf-8").splitlines()[line - 1] or "title" in old
