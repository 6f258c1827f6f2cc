"""One HTML file that needs nothing else: scorecard, endpoints and their protections, findings with their code.

It holds no address to load anything from, and a policy (`Content-Security-Policy`) that allows only its own style and
script, by their digests: what the scanned text smuggles in could not run. Without its script everything can be read;
the script filters, searches and moves by keys.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from backlint.report import Report
from backlint.reporters.html.page import page
from backlint.reporters.presentation import Presentation


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as one HTML file."""
    style, script = _part("style.css"), _part("script.js")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    template = environment.from_string(_part("report.html.jinja"))
    return template.render(page=page(report), style=style, script=script, policy=_policy(style, script))


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return what a browser may do with the file: show it, with this style and this script (CSP level 3)."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
