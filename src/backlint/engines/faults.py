"""Faults of this tool itself, as gaps: each costs what was being looked at, and the rest of the report is still given."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from backlint.findings import INTERNAL, Gap


def fault(path: str, doing: str, error: Exception) -> Gap:
    """Return the gap for an error that nobody foresaw; `doing` says what was being done, "" for nothing in particular."""
    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    during = f" while {doing}" if doing else ""
    return Gap(path, 0, INTERNAL, f"internal error{during}{where}: {type(error).__name__}: {error}")
