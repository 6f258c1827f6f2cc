"""Reports that every format for other programs is tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from reporters.reports import INJECTION, LEAK, OPEN, VULNERABLE, report, write_project

from backlint.configuration import Configuration, Persona, ScanRequest
from backlint.findings import Gap, Location
from backlint.fingerprints import with_fingerprints
from backlint.report import Report
from backlint.scan import scan

HOSTILE = "100%0A\n::error::x, y: <img src=x onerror=y> ![a](https://e.example) @all | `z` \x1b[2J\r\u202e"
"""What a scanned program may have in its strings, and so a message in its text."""


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return a real report with findings of every engine, traces and fixes."""
    return scan(
        ScanRequest(
            configuration=Configuration(root=VULNERABLE),
            paths=(VULNERABLE,),
            persona=Persona.AUDIT,
            today=date(2026, 1, 1),
            cache_directory=tmp_path_factory.mktemp("cache"),
            fixes=True,
        )
    )


@pytest.fixture
def hostile(tmp_path: Path) -> Report:
    """Return a report in which every text that comes from the scanned code tries to leave its place."""
    write_project(tmp_path)
    odd = replace(
        INJECTION,
        message=HOSTILE,
        why=HOSTILE,
        remedy=HOSTILE * 300,
        endpoint=f"GET /{HOSTILE}",
        scope=HOSTILE,
        location=Location(f"a, b/{HOSTILE}::c=d%.py", 0),
        trace=(),
    )
    far = replace(OPEN, location=Location("app/repository.py", 4, 1, 6, 35), related=())
    gaps = (Gap("ü\ud800.py", 3, "syntax", HOSTILE), Gap("", 0, "engine", "semgrep is not installed"))
    return report(tmp_path, findings=with_fingerprints((odd, far, LEAK)), gaps=gaps)
