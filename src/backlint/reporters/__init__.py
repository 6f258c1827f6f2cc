"""Who turns a report into text: one module for each format, loaded when it is asked for."""

from __future__ import annotations

from backlint.reporters.presentation import Reporter

FORMATS: tuple[str, ...] = (
    "text", "concise", "json", "sarif", "github", "gitlab", "codequality", "rdjson", "junit", "markdown", "html",
)  # fmt: skip
"""What `-o` takes."""

WITH_FIXES = frozenset({"json", "sarif", "rdjson", "html"})
"""Formats in which findings carry their fixes, all of them; what a terminal shows is decided in `fixing.for_people`."""


def load(name: str) -> Reporter:
    """Return the reporter of a format. Raises KeyError for a name that is not in FORMATS."""
    match name:
        case "text":
            from backlint.reporters import terminal

            return terminal.render
        case "concise":
            from backlint.reporters import concise

            return concise.render
        case "json":
            from backlint.reporters import json

            return json.render
        case "sarif":
            from backlint.reporters import sarif

            return sarif.render
        case "github":
            from backlint.reporters import github

            return github.render
        case "gitlab":
            from backlint.reporters import gitlab

            return gitlab.render
        case "codequality":
            from backlint.reporters import codequality

            return codequality.render
        case "rdjson":
            from backlint.reporters import rdjson

            return rdjson.render
        case "junit":
            from backlint.reporters import junit

            return junit.render
        case "markdown":
            from backlint.reporters import markdown

            return markdown.render
        case "html":
            from backlint.reporters import html

            return html.render
        case _:
            raise KeyError(name)
