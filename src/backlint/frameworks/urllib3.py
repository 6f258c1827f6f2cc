"""urllib3: requests to other servers."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="urllib3",
    distribution="urllib3",
    packages=("urllib3",),
    sinks=(
        *sinks(SinkKind.SSRF, "1:url", "urllib3.request", *methods("urllib3.PoolManager", "request urlopen")),
        *sinks(SinkKind.SSRF, "0:url", "urllib3.PoolManager.connection_from_url", "urllib3.connection_from_url"),
        *sinks(SinkKind.SSRF, "0:host", *methods("urllib3", "HTTPConnectionPool HTTPSConnectionPool")),
        *sinks(SinkKind.SSRF, "0:proxy_url", "urllib3.ProxyManager"),
    ),
)
