"""What a reporter is, and what it is told about where its text will go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from backlint.configuration import repository_top

if TYPE_CHECKING:
    from backlint.findings import Finding, Step
    from backlint.report import Report

PLAIN_WIDTH = 120
"""Columns of text that goes to no terminal: fixed, so that the same input gives the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """How to present: columns, colours, how much, and what goes before every path.

    `terminal` says that somebody looks at those columns, so that tables keep to them; what is piped is cut by other programs.
    `links` says that addresses may be put behind words. `prefix` leads from the reader's folder to the project's root (`services/shop/`), so that paths can be opened.
    `limit` is the greatest number of findings in texts for people (None: all); the rest is counted.
    `suppressed` asks SARIF for what is hidden as well.
    """

    width: int = PLAIN_WIDTH
    terminal: bool = False
    color: bool = False
    links: bool = False
    verbose: bool = False
    quiet: bool = False
    prefix: str = ""
    limit: int | None = None
    suppressed: bool = False


class Reporter(Protocol):
    """Turns a report into text that ends in a line break. The same report gives the same text."""

    def __call__(self, report: Report, presentation: Presentation, /) -> str:
        """Return the whole text."""


def said_of(endpoint: str, message: str, separator: str) -> str:
    """Return a message with its endpoint before it, unless the message names the endpoint itself."""
    return message if not endpoint or endpoint in message else f"{endpoint}{separator}{message}"


def own_step(finding: Finding) -> Step | None:
    """Return the further place that is the finding's own, whose words belong to it: it need not be shown twice."""
    return None if finding.trace else next((one for one in finding.related if one.location == finding.location), None)


def repository_prefix(root: Path) -> str:
    """Return the way from the repository's top to a project inside it, as `services/shop/`; "" for the top itself.

    Code scanning and annotations want paths from the repository's top, whatever folder was scanned.
    """
    top = repository_top(root)
    return "" if top is None or top == root else f"{root.relative_to(top).as_posix()}/"
