"""The generated parts of the README, and the JSON Schema of the report. `python docs/generated.py` (`poe docs`) writes them;
tests say when they are stale.

A generated part stands between `<!-- begin NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from backlint.catalog import load_rules
from backlint.checklist import ENTRIES
from backlint.reporters.records import ReportRecord

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SCHEMA = ROOT / "docs" / "report.schema.json"
APPLICATION = ROOT / "fixtures" / "apps" / "fastapi-vulnerable"

_PART = re.compile(r"(<!-- begin (?P<name>[\w ]+) -->\n)(?P<text>.*?)(<!-- end -->)", re.DOTALL)


def run(*arguments: str) -> str:
    """Return what `backlint ARGUMENTS` prints in the folder of an application, from a cache of its own."""
    with tempfile.TemporaryDirectory() as cache:
        result = subprocess.run(
            [sys.executable, "-m", "backlint", *arguments],
            cwd=APPLICATION,
            env={
                **os.environ,
                "COLUMNS": "100",
                "NO_COLOR": "1",
                "PYTHONPATH": str(ROOT / "src"),
                "BACKLINT_CACHE_DIR": cache,
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if result.returncode > 1:
        raise RuntimeError(f"backlint {' '.join(arguments)}: exit code {result.returncode}\n{result.stderr}")
    return result.stdout


def session(*arguments: str) -> str:
    """Return a console block: the command as one types it, and what it prints."""
    return f"```console\n$ backlint {' '.join(arguments)}\n{run(*arguments).rstrip()}\n```\n"


def rule_table() -> str:
    """Return the checklist with the rules of each item."""
    lines = ["| item | rules |", "|---|---|"]
    rules = load_rules()
    for entry in ENTRIES:
        names = ", ".join(f"`{rule.id}`" for rule in rules if rule.item == entry.item)
        lines.append(f"| {f'{entry.number} ' if entry.number else ''}{entry.title} | {names} |")
    return "\n".join(lines) + "\n"


def fix_table() -> str:
    """Return the rules that have fixes, and what these do."""
    lines = ["| rule | what the fix does | |", "|---|---|---|"]
    for rule in load_rules():
        lines += [f"| `{rule.id}` | {title} | {'safe' if safe else 'unsafe'} |" for title, safe in rule.fixes]
    return "\n".join(lines) + "\n"


PARTS: Mapping[str, Callable[[], str]] = {
    "sample": lambda: session("scan", "--quiet", "--select", "sql-injection,auth-missing,jwt-no-expiry"),
    "checklist": lambda: session("checklist", "--quiet"),
    "endpoints": lambda: session("endpoints", "--unprotected"),
    "help": lambda: session("--help"),
    "scan help": lambda: session("scan", "--help"),
    "rules": rule_table,
    "fixes": fix_table,
}
"""Every generated part by its name."""


def report_schema() -> str:
    """Return the JSON Schema of what `backlint scan -o json` writes."""
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(ReportRecord)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


def parts_of(text: str) -> dict[str, str]:
    """Return the generated parts as they stand in a text."""
    return {found["name"]: found["text"] for found in _PART.finditer(text)}


def refreshed(text: str) -> str:
    """Return a text with its generated parts as they should be."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found['name']]()}{found[4]}", text)


if __name__ == "__main__":
    SCHEMA.write_text(report_schema(), encoding="utf-8")
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
