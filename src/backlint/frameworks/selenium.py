"""Selenium: a browser."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="selenium",
    distribution="selenium",
    packages=("selenium",),
    sinks=(*sinks(SinkKind.SSRF, "0:url", "selenium.webdriver.remote.webdriver.WebDriver.get"),),
)
