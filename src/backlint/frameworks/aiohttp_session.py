"""aiohttp-session: the session of an aiohttp server."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks, sources

LIBRARY = LibraryModel(
    name="aiohttp_session",
    distribution="aiohttp-session",
    packages=("aiohttp_session",),
    parents={"aiohttp_session.Session": ("builtins.dict",)},
    returns=dict.fromkeys(("aiohttp_session.get_session", "aiohttp_session.new_session"), "aiohttp_session.Session"),
    sources=sources(SourceKind.SESSION, "map", "aiohttp_session.get_session", confidence="low", called=True),
    sinks=(*sinks(SinkKind.TRUST_BOUNDARY, "0:key 1:value", "aiohttp_session.Session.__setitem__"),),
)
