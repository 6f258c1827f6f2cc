"""What the markers of the fixture shops promise, before anything is scanned."""

from pathlib import Path

import pytest
from markers import read_markers

from backlint.catalog import NUMBERED_ITEMS, load_rules

APPS = Path(__file__).parents[2] / "fixtures" / "apps"
FRAMEWORKS = ("fastapi", "flask", "django")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_vulnerable_shop_breaks_every_item_of_the_checklist(framework: str) -> None:
    broken = {marker.rule for marker in read_markers(APPS / f"{framework}-vulnerable") if marker.kind == "ruleid"}
    items = {rule.item for rule in load_rules() if rule.id in broken}
    assert set(NUMBERED_ITEMS) - items == set()


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_hardened_shop_has_nothing_to_report_and_ignores_nothing(framework: str) -> None:
    folder = APPS / f"{framework}-hardened"
    assert {marker.kind for marker in read_markers(folder)} == {"ok"}
    ignoring = [path.name for path in folder.rglob("*.py") if "backlint: ignore" in path.read_text(encoding="utf-8")]
    assert ignoring == []


def test_every_marker_names_a_rule() -> None:
    known = {rule.id for rule in load_rules()}
    named = {marker.rule for folder in APPS.iterdir() if folder.is_dir() for marker in read_markers(folder)}
    assert named - known == set()
