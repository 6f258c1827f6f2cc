"""The comparison of endpoint tables in `benchmarks/endpoints` counts what it says it counts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent


def _comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("comparison", ROOT / "benchmarks" / "endpoints" / "comparison.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # The module's dataclasses look their annotations up among the loaded modules.
    sys.modules["comparison"] = module
    spec.loader.exec_module(module)
    return module


compare = _comparison().compare


def _row(path: str, *methods: str, line: int = 1, **more: Any) -> dict[str, Any]:
    return {"methods": list(methods), "path": path, "file": "app.py", "line": line, **more}


def _said(path: str, *methods: str, line: int = 1, authentication: str = "no") -> dict[str, Any]:
    return _row(path, *methods, line=line, protections={"authentication": {"state": authentication}})


def test_a_route_is_method_path_and_handler() -> None:
    table = [_row("/a/{id}", "GET", "POST"), _row("/b", "GET", line=2), _row("/c", "GET", line=3)]
    said = [_said("/a/{other}/", "GET", "HEAD"), _said("/b", "GET", line=9), _said("/c", "PUT", line=3)]
    result = compare(table, said)
    assert (result.expected, result.said) == (4, 3)
    assert result.missing == ["GET /b  app.py:2", "GET /c  app.py:3", "POST /a/{}  app.py:1"]
    assert result.invented == ["GET /b  app.py:9", "PUT /c  app.py:3"]
    assert result.recall == 1 / 4
    assert abs(result.precision - 1 / 3) < 1e-9


def test_what_answers_any_method_meets_each() -> None:
    result = compare([_row("/a", "GET", "POST")], [_said("/a")])
    assert (result.missing, result.invented) == ([], [])


def test_handlers_of_libraries_and_excluded_files_do_not_count() -> None:
    table = [_row("/lib", "GET", external=True), _row("/a", "GET")]
    said = [_said("/lib", "GET", line=5), _said("/a", "GET"), {**_said("/x", "GET"), "file": "examples/x.py"}]
    result = compare(table, said, ["examples/*"])
    assert (result.expected, result.missing, result.invented) == (1, [], [])


def test_protections_are_right_wrong_or_unknown() -> None:
    table = [
        _row(f"/{name}", "GET", protections={"authentication": state})
        for name, state in (("a", "yes"), ("b", "yes"), ("c", "no"))
    ]
    said = [
        _said(f"/{name}", "GET", authentication=state) for name, state in (("a", "yes"), ("b", "unknown"), ("c", "yes"))
    ]
    agreement = compare(table, said).protections["authentication"]
    assert (agreement.right, agreement.unknown) == (1, 1)
    assert agreement.wrong == ["GET /c  app.py:1: yes, and it is no"]
