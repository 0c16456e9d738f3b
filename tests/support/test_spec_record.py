"""What an offer says about meetings of many schools and about records is checked with file, line and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import support
from kit.drafting import plain
from kit.packs import PackError
from support.drafting import checked
from support.drafting.telling import told
from support.spec import load

PACK = Path(support.__file__).parent / "packs" / "trust-offer.yaml"
NETWORK = "            network: true\n"


def test_the_trust_s_offer_has_three_networks_and_one_kind_of_visit_that_asks_for_more():
    offer = load(PACK)
    assert {each.promise for _, _, each in offer.engagements() if each.network} == {
        "headteacher-network", "deputy-and-subject-leader-network", "operations-network",
    }  # fmt: skip
    asked = {
        each.promise: [field.code for field in each.record]
        for _, _, each in offer.engagements()
        if each.record
    }
    assert asked == {"operational-joint-visit": ["compliance-system", "risk-register", "action-plan"]}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (NETWORK, "", "is a network meeting in another category only. Write `network: true` here too"),
        ("promise: marketing-plan\n", f"promise: marketing-plan\n{NETWORK}", "no meetings here to share"),
        (
            "code: risk-register",
            "code: action-plan",
            "Two of the record's fields have the code `action-plan`",
        ),
    ],
)
def test_a_wrong_pack_is_refused(old: str, new: str, says: str, tmp_path: Path):
    text = PACK.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "offer.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load(path)
    found = [finding for finding in refused.value.findings if says in finding]
    assert found, refused.value.findings
    assert all("offer.yaml:" in finding for finding in found)


NEW_SINCE_2 = {
    "network",
    "record",
    "appeals",
    "review",
    "shown_by",
    "watching",
    "outcomes",
    "early_warning",
    "planning",
    "helps_others",
}


def test_an_offer_of_before_knows_none_of_this_and_loads_as_it_was():
    """What version 2 could not say yet is said by nobody: no meeting of many, no appeal, no review."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: bare(each) for name, each in part.items() if name not in NEW_SINCE_2}
        return [bare(each) for each in part] if isinstance(part, list) else part

    now = load(PACK)
    before = checked({**bare(plain(now)), "version": "2"})
    assert not any(each.network or each.record for _, _, each in before.engagements())
    assert [(s.appeals, [c.review for c in s.categories]) for s in before.strands] == [(None, [None] * 4)] * 2
    assert (before.watching, before.outcomes) == (None, None)
    assert [each.code for _, _, each in before.engagements()] == [
        each.code for _, _, each in now.engagements()
    ]
    assert told(before, now) != told(now, now)
