"""Playwright: a browser."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="playwright",
    distribution="playwright",
    packages=("playwright",),
    sinks=(*sinks(SinkKind.SSRF, "0:url", "playwright.async_api.Page.goto"),),
)
