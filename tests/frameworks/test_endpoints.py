"""The endpoints of `fixtures/frameworks/` are those that the markers name, with the protections that they name.

A case is a file or a folder. A marker stands above the handler's `def` (below its decorators; for a class view, above
each method), one for each route: `# endpoint: GET,POST /path authentication=yes`. Protections that it leaves out are not
looked at.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from frameworks.understood import endpoints_of
from markers import EndpointMarker, read_endpoint_markers

from backlint.concepts import Endpoint, ProtectionKind

CASES = sorted(
    case
    for framework in (Path(__file__).parents[2] / "fixtures" / "frameworks").iterdir()
    for case in framework.iterdir()
    if case.suffix == ".py" or (case.is_dir() and not case.name.startswith("__"))
)

Key = tuple[str, int, tuple[str, ...], str]


def alone(case: Path, scratch: Path) -> Path:
    """Copy a case to a folder of its own, so that it is the whole project."""
    target = scratch / case.stem
    if case.is_dir():
        return Path(shutil.copytree(case, target, ignore=shutil.ignore_patterns("__pycache__")))
    target.mkdir()
    shutil.copy(case, target)
    return target


def disagreements(markers: Iterable[EndpointMarker], endpoints: Iterable[Endpoint]) -> list[str]:
    """Return a line for each endpoint without a marker, each marker without its endpoint and each other state."""
    said: dict[Key, EndpointMarker] = {
        (marker.path, marker.line, tuple(sorted(marker.methods)), marker.route): marker for marker in markers
    }
    found: dict[Key, Endpoint] = {
        (one.location.path, one.location.line, tuple(sorted(one.methods)), one.path): one for one in endpoints
    }
    problems = []
    for key in sorted(said.keys() | found.keys()):
        title = f"{key[0]}:{key[1]}: {','.join(key[2])} {key[3]}"
        marker, endpoint = said.get(key), found.get(key)
        if marker is None:
            problems.append(f"{title}: no marker says so")
        elif endpoint is None:
            problems.append(f"{title}: is not seen")
        else:
            for name, state in marker.states.items():
                seen = endpoint.protection(ProtectionKind(name))
                if seen.state.value != state:
                    problems.append(f"{title}: {name} is {state}, said to be {seen.state.value} by {seen.by}")
    return problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_what_is_seen_is_what_the_markers_say(case: Path, tmp_path: Path) -> None:
    folder = alone(case, tmp_path)
    markers = read_endpoint_markers(folder)
    assert markers
    assert disagreements(markers, endpoints_of(folder)) == []
