"""cx_Oracle: the older driver of Oracle's database."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="cx_oracle",
    distribution="cx-oracle",
    packages=("cx_Oracle",),
    sinks=(*sinks(SinkKind.SQL, "0:statement", *methods("cx_Oracle.Cursor", "execute executemany")),),
    propagators=results("cx_Oracle.Cursor"),
    calls=execution(*methods("cx_Oracle.Cursor", "execute executemany")),
)
