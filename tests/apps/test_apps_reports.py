"""The small complete backends under all rules, as a user scans them: the vulnerable ones report exactly what their markers
say, the hardened ones nothing, and every item of the checklist is violated by the first and met by the second.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from markers import disagreements, read_markers

from backlint.configuration import Configuration, ScanRequest
from backlint.report import Report, Standing
from backlint.rule import Item
from backlint.scan import scan

APPS = Path(__file__).parent.parent.parent / "fixtures" / "apps"
FRAMEWORKS = ("fastapi", "flask", "django")
ITEMS = tuple(Item)[:10]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Scan every application once."""
    cache = tmp_path_factory.mktemp("cache")
    found = {}
    for app in sorted(path for path in APPS.iterdir() if path.is_dir()):
        request = ScanRequest(
            configuration=Configuration(root=app), paths=(app,), cache_directory=cache, today=date(2026, 1, 1)
        )
        found[app.name] = scan(request)
    return found


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_vulnerable_application_reports_what_its_markers_say(framework: str, reports: dict[str, Report]) -> None:
    name = f"{framework}-vulnerable"
    assert not disagreements(read_markers(APPS / name), reports[name].findings)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_hardened_application_reports_nothing(framework: str, reports: dict[str, Report]) -> None:
    name = f"{framework}-hardened"
    assert not disagreements(read_markers(APPS / name), reports[name].findings)
    assert not reports[name].findings
    assert not [marker for marker in read_markers(APPS / name) if marker.kind != "ok"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_item_of_the_checklist_is_violated_by_one_and_met_by_the_other(
    framework: str, reports: dict[str, Report]
) -> None:
    standings = {
        form: {score.item: score.standing for score in reports[f"{framework}-{form}"].scorecard}
        for form in ("vulnerable", "hardened")
    }
    assert {item: standings["vulnerable"][item] for item in ITEMS} == dict.fromkeys(ITEMS, Standing.VIOLATED)
    assert {item: standings["hardened"][item] for item in ITEMS} == dict.fromkeys(ITEMS, Standing.MET)


def test_no_application_is_without_a_test() -> None:
    assert {path.name for path in APPS.iterdir() if path.is_dir()} == {
        f"{framework}-{form}" for framework in FRAMEWORKS for form in ("vulnerable", "hardened")
    }
