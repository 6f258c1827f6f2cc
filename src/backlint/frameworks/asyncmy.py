"""asyncmy: MySQL for asyncio."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="asyncmy",
    distribution="asyncmy",
    packages=("asyncmy",),
    sinks=(*sinks(SinkKind.SQL, "0:query", *methods("asyncmy.cursors.Cursor", "execute executemany")),),
    propagators=results("asyncmy.cursors.Cursor"),
    calls=execution(*methods("asyncmy.cursors.Cursor", "execute executemany")),
)
