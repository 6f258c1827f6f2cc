"""arq: jobs over Redis."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="arq",
    distribution="arq",
    packages=("arq",),
    sinks=(*sinks(SinkKind.CODE, "0:function", "arq.connections.ArqRedis.enqueue_job"),),
)
