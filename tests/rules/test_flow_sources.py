"""The sources that a rule about flows asks for are those that its sink can be harmed by."""

from __future__ import annotations

import pytest

from backlint.catalog import load_rules
from backlint.concepts import HARMED_BY
from backlint.rule import FlowQuery

QUERIES = [
    pytest.param(query, id=rule.id)
    for rule in load_rules()
    for query in rule.queries
    if isinstance(query, FlowQuery) and query.sink in HARMED_BY
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_rule_asks_for_nothing_that_is_never_noted(query: FlowQuery) -> None:
    assert query.sources <= HARMED_BY[query.sink]
