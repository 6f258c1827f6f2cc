"""PycURL: requests to other servers."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="pycurl",
    distribution="pycurl",
    packages=("pycurl",),
    sinks=(*sinks(SinkKind.SSRF, "1:", "pycurl.Curl.setopt", when=(("0:", "pycurl.URL"),)),),
)
