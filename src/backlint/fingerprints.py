"""What tells one finding from another when lines move: our own fingerprint and the one that GitHub computes."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from backlint.findings import Finding

SCHEME = "backlintFinding/v1"
"""The name of our fingerprint; a change of what goes in is a new version, or every baseline would silently break."""

_WORD_GAP = re.compile(r"(?<=\w)\s+(?=\w)")
_SPACE = re.compile(r"\s+")


def normalised(anchor: str) -> str:
    """Return an expression without the spaces and line breaks that a formatter may change."""
    kept = _WORD_GAP.sub("\x00", anchor.strip())
    return _SPACE.sub("", kept).replace("\x00", " ")


def anchor_hash(finding: Finding) -> str:
    """Return 8 hexadecimal digits of what a finding is about; its message stands in when it has no anchor."""
    return sha256(normalised(finding.anchor or finding.message).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def with_fingerprints(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings and give each its fingerprint: rule, path, scope, anchor, and its number among equals.

    It holds no line number, so that an edit elsewhere in the file keeps it.
    """
    seen: Counter[tuple[str, str, str, str]] = Counter()
    result: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.sort_key):
        anchor = normalised(finding.anchor or finding.message)
        key = (finding.rule, finding.location.path, finding.scope, anchor)
        seen[key] += 1
        text = "\x00".join((SCHEME, *key, str(seen[key])))
        result.append(replace(finding, fingerprint=sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]))
    return tuple(result)


# --- GitHub's -------------------------------------------------------------------------------------------------------

_WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_OUTGOING = pow(_FACTOR, _WINDOW, 1 << 64)
_END = 65535


def line_hashes(text: str) -> tuple[str, ...]:
    """Return code scanning's `primaryLocationLineHash` of every line, the one after a last line break included.

    As github/codeql-action computes it when a report has none: over UTF-16 units without spaces and tabs and with
    every line end as LF, the hash of a line is that of the 100 units from its start on, across line ends, with the
    end of the file as 65535 and zeros after it; then `:` and how often that hash has occurred so far. `text` is the
    file decoded as UTF-8 with replacement, byte-order mark kept. About 1 µs a character.
    """
    units = _units(text)
    starts = [0, *(index + 1 for index, unit in enumerate(units[:-1]) if unit == 10)]
    hashes = _rolled(units, starts)
    seen: Counter[int] = Counter()
    result: list[str] = []
    for value in hashes:
        seen[value] += 1
        result.append(f"{value:x}:{seen[value]}")
    return tuple(result)


def _units(text: str) -> list[int]:
    """Return the UTF-16 units that count, the end of the file among them."""
    lean = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    packed = lean.encode(f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}", "surrogatepass")
    return [*memoryview(packed).cast("H"), _END] if packed else [_END]


def _rolled(units: list[int], starts: list[int]) -> list[int]:
    """Hash the window that begins at each start (ascending), rolling over all units once."""
    wanted = iter(starts)
    start = next(wanted)
    padded = units + [0] * _WINDOW
    value = 0
    result: list[int] = []
    for index, unit in enumerate(padded):
        outgoing = padded[index - _WINDOW] if index >= _WINDOW else 0
        value = (value * _FACTOR + unit - _OUTGOING * outgoing) & _MASK
        if index == start + _WINDOW - 1:
            result.append(value)
            start = next(wanted, -1)
            if start < 0:
                break
    return result
