"""aiohttp-session: the session of an aiohttp server."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="aiohttp_session",
    distribution="aiohttp-session",
    packages=("aiohttp_session",),
    sinks=(*sinks(SinkKind.TRUST_BOUNDARY, "0:key 1:value", "aiohttp_session.Session.__setitem__"),),
)
