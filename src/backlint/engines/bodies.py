"""How large a request may be: what bounds it at an endpoint, and what bounds it for a whole application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from backlint.concepts import Application, Evidence, Fact, Setting
from backlint.engines.entries import EntryRun
from backlint.engines.guards import refuses
from backlint.execution.places import location_of
from backlint.execution.program import Exit

_TOO_LARGE = 413
_SIZE = re.compile(r"size|length|len\(|tell\(", re.IGNORECASE)
"""What a condition on a size asks for, in the words of the libraries."""
_FLASK = "MAX_CONTENT_LENGTH"


def bound_of(entry: EntryRun) -> Evidence | None:
    """Return where an endpoint, or something before it, refuses a request that is too large: by the status that says so, or
    after a look at a size; None where nothing does.
    """
    exits = [exit_ for run in entry.runs() for exit_ in run.exits]
    sites = sorted(exit_.site for exit_ in exits if exit_.status == _TOO_LARGE or _asks_size(exit_))
    if not sites:
        return None
    place = location_of(sites[0])
    return Evidence("refuses what is too large", place.path, place.line)


def _asks_size(exit_: Exit) -> bool:
    """Tell whether a way out is a refusal after a question about how large something is."""
    return refuses(exit_) and any(_SIZE.search(check.text) for check in exit_.checks)


def with_settings(applications: Sequence[Application], facts: Iterable[Fact]) -> tuple[Application, ...]:
    """Return Flask's applications with the size of a request that their settings allow, where they set one."""
    said = [one for one in facts if isinstance(one, Setting) and (one.framework, one.name) == ("flask", _FLASK)]
    set_ = next((one for one in said if one.production and not one.value.may_be(None)), None)
    if set_ is None:
        return tuple(applications)
    shown = Evidence(_FLASK, set_.location.path, set_.location.line, ", ".join(map(str, set_.value.constants)))
    return tuple(
        replace(one, body_limit=one.body_limit or shown) if one.framework == "Flask" else one for one in applications
    )
