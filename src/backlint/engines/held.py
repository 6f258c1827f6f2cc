"""The texts that stand at the places of findings about secrets: they are read again, since no finding holds a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.engines.secret_addresses import ADDRESS
from backlint.files import FileSet, ProjectFile, read_regular
from backlint.findings import Finding
from backlint.placeholder import default_of

LARGEST = 1_000_000
"""Bytes of a file that is read again; a larger one is data."""

_LITERAL = re.compile(r"[bBrRuUfF]{0,2}(?P<quote>[\"'])(?P<text>.*)(?P=quote)", re.DOTALL)


def held_texts(findings: Iterable[Finding], files: FileSet) -> Iterator[tuple[Finding, str]]:
    """Yield findings that point into one line, each with the text there, without quotes, or the password of the address."""
    by_path = {file.path: file for file in files.files}
    texts: dict[str, list[str]] = {}
    for finding in findings:
        place = finding.location
        file = by_path.get(place.path)
        if file is None or place.line != place.end_line:
            continue
        if place.path not in texts:
            texts[place.path] = content_of(files, file).decode("utf-8", "replace").split("\n")
        lines = texts[place.path]
        line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        value = line[place.column - 1 : place.end_column - 1]
        literal = _LITERAL.fullmatch(value)
        value = literal["text"] if literal is not None else value
        value = default_of(value) or value
        address = ADDRESS.search(value)
        yield finding, address["password"] if address is not None else value


def content_of(files: FileSet, file: ProjectFile, most: int = LARGEST) -> bytes:
    """Return the beginning of a file, nothing where it cannot be read: whoever searches the texts says so."""
    try:
        return read_regular(files.root / file.path, most)
    except OSError:
        return b""
