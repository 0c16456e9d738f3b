"""Every page says whether it is a list, and every list names a test that counts its queries."""

from __future__ import annotations

import ast

import pytest

from tests.house.lists import LISTED, Counted
from tests.house.policy import POLICY
from tests.house.production import ROOT

COUNTS = ("CaptureQueriesContext", "queries_of(", "queries(", "asked(", "cost(")


def test_every_page_says_whether_it_is_a_list() -> None:
    """walks/test_permissions.py sees to it that every address stands in the policy."""
    pages = {name for name, rows in POLICY.items() if any(row.read for row in rows)}
    assert pages - LISTED.keys() == set(), "Say in tests/house/lists.py what it is."
    assert LISTED.keys() - pages == set()


@pytest.mark.parametrize("name", [name for name, said in LISTED.items() if isinstance(said, Counted)])
def test_the_test_it_names_counts_the_queries_of_that_page(name: str) -> None:
    said = LISTED[name]
    assert isinstance(said, Counted)
    path, _, test = said.by.partition("::")
    text = (ROOT / path).read_text()
    functions = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert test in functions, f"{path} has no {test}."
    node = functions[test]
    first = min([node.lineno, *(line.lineno for line in node.decorator_list)])
    source = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    assert any(word in source for word in COUNTS), f"{test} counts nothing."
    asks = (f'"{name}"', f"'{name}'", "get_absolute_url()")
    assert any(word in source for word in asks), f"{test} does not ask for the page {name}."
