"""aiofiles: the asynchronous twins of file functions."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="aiofiles",
    distribution="aiofiles",
    packages=("aiofiles",),
    sinks=(
        *sinks(SinkKind.PATH, "0:file", "aiofiles.open"),
        *sinks(SinkKind.PATH, "0:path", *methods("aiofiles.os", "remove rmdir")),
        *sinks(SinkKind.PATH, "0:src 1:dst", "aiofiles.os.rename"),
        *sinks(SinkKind.PATH, "0:name", "aiofiles.os.makedirs"),
        *sinks(SinkKind.PATH, "0:", "aiofiles.os.listdir"),
    ),
    returns={"aiofiles.open": "io.TextIOWrapper"},
)
