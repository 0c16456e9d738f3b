"""The guidance as prose: every sentence its own, none of it filler, no inspectorate's name in a code."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from riskmatrix.spec import FrameworkSpec, load

PACK = Path(__file__).parents[2] / "riskmatrix" / "packs" / "trust-risk-matrix.yaml"
CODES = {
    "code",
    "key",
    "step",
    "at",
    "criterion_at_least",
    "strand_at_least",
    "moderated_by",
    "shape",
    "strands",
}


@pytest.fixture(scope="module")
def framework() -> FrameworkSpec:
    return load(PACK)


def guidance(framework: FrameworkSpec) -> list[str]:
    return [text for _, k in framework.kpis() for text in (k.question, *k.look_at, *k.steps.values())]


def prose(framework: FrameworkSpec) -> list[str]:
    """Everything written to be read: guidance, summaries, notes, reasons, gates and the scale."""
    texts = guidance(framework) + list(framework.notes) + [framework.summary]
    texts += [why for _, why in framework.proposals()]
    texts += [s.meaning for s in framework.scale.steps]
    texts += [framework.scale.not_rated.meaning, framework.scale.not_applicable.meaning]
    for criterion in framework.criteria:
        texts += [criterion.summary] + [n for n in [criterion.note] if n]
    for _, kpi in framework.kpis():
        texts += [n for n in [kpi.note] if n] + [gate.sentence for gate in kpi.gates]
        texts += [kpi.not_applicable.reason] if kpi.not_applicable else []
        texts += [t.sentence for suggestion in kpi.suggestions for t in suggestion.thresholds]
    texts += [measure.definition for measure in framework.measures]
    texts += [c.note for c in framework.crosswalk if c.note]
    texts += [area.note for mapping in framework.mappings for area in mapping.areas if area.note]
    return texts


def normal(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).strip()


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.?!;])\s+", text) if s]


def codes(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            yield from codes(value, name)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from codes(item, key)
    elif isinstance(node, str) and key in CODES:
        yield node


def test_no_two_sentences_are_the_same(framework: FrameworkSpec) -> None:
    counted = Counter(normal(s) for text in prose(framework) for s in sentences(text))
    assert len(counted) > 39 * 8
    assert [s for s, times in counted.items() if times > 1] == []


def test_no_two_descriptions_differ_only_by_a_word_or_two(framework: FrameworkSpec) -> None:
    """Two sentences are too alike when they share most of their longer words."""
    bags = [(s, {w for w in normal(s).split() if len(w) > 3}) for s in guidance(framework)]
    alike = [
        (one, two)
        for i, (one, left) in enumerate(bags)
        for two, right in bags[i + 1 :]
        if len(left & right) / max(1, len(left | right)) > 0.5
    ]
    assert alike == []


def test_guidance_is_neither_filler_nor_an_essay(framework: FrameworkSpec) -> None:
    for text in guidance(framework):
        assert 25 <= len(text) <= 200, text
        assert text[0].isupper(), text
    for _, kpi in framework.kpis():
        assert kpi.question.endswith("?")
        assert 2 <= len(kpi.look_at) <= 4
        assert all(step.endswith(".") for step in kpi.steps.values())
        assert not any(item.endswith(".") for item in kpi.look_at)
        assert len(kpi.steps) == 4


def test_the_inspectorate_is_named_nowhere_in_codes_or_prose(framework: FrameworkSpec) -> None:
    found = set(codes(framework.model_dump()))
    assert {"safeguarding", "academic", "critical"} <= found
    assert not any("ofsted" in code.lower() for code in found)
    assert not any("ofsted" in text.lower() for text in prose(framework))


def test_british_spelling(framework: FrameworkSpec) -> None:
    american = r"\b(behavior|program|center|organiz\w*|analyz\w*|color|enrollment|labor|fulfill|practicing)\b"
    assert [text for text in prose(framework) if re.search(american, text, re.I)] == []
