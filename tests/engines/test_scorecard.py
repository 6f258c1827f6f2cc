"""The scorecard says of nothing that it is met unless it was looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backlint.configuration import Configuration, ScanRequest
from backlint.report import Standing
from backlint.rule import Item
from backlint.scan import scan

APP = Path(__file__).parents[2] / "fixtures" / "apps" / "fastapi-hardened"


def test_items_whose_rules_were_not_run_are_unknown(tmp_path: Path) -> None:
    request = ScanRequest(
        configuration=Configuration(root=APP),
        paths=(APP,),
        select=("sql-injection",),
        cache_directory=tmp_path,
        today=date(2026, 1, 1),
    )
    standings = {score.item: score.standing for score in scan(request).scorecard}
    assert standings.pop(Item.QUERIES) is Standing.MET
    assert set(standings.values()) == {Standing.UNKNOWN}
