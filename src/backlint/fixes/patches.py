"""Fixes put together into patches of files, and patches written: whole or not at all, and only to what was read."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backlint.configuration import UsageError
from backlint.facts.model import Problem
from backlint.facts.source_text import decode, encode
from backlint.findings import Edit, Finding
from backlint.fixes.plan import LINE_END, applied, digest_of, source_of


@dataclass(frozen=True, slots=True)
class Patch:
    """What fixes make of one file: its bytes before and after, and the findings that they are for."""

    path: str
    before: bytes
    after: bytes
    findings: tuple[Finding, ...]


def patches(findings: Iterable[Finding], root: Path, *, unsafe: bool) -> Iterator[Patch]:
    """Yield what the fixes of findings make of each file, by path: the safe ones, with `unsafe` all.

    Of fixes that overlap the first is taken; the other one is made in the next round. A file that is not as it was when its fixes were made is left alone.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        fix = finding.fix
        if (
            fix is not None
            and (fix.safe or unsafe)
            and {edit.location.path for edit in fix.edits} == {finding.location.path}
        ):
            by_path.setdefault(finding.location.path, []).append(finding)
    for path, fixed in sorted(by_path.items()):
        patch = _patch(path, fixed, root)
        if patch is not None:
            yield patch


def _patch(path: str, findings: Iterable[Finding], root: Path) -> Patch | None:
    source = source_of(root, path)
    if source is None:
        return None
    text, digest = decode(source), digest_of(source)
    if isinstance(text, Problem) or encode(text, source) != source:
        return None
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    new, changes, taken = text, set[tuple[int, int, str]](), []
    for finding in findings:
        fix = finding.fix
        if fix is None or (path, digest) not in fix.sources:
            continue
        further = changes | {_change(starts, edit) for edit in fix.edits}
        tried = applied(text, further)
        if tried is not None and _parses(tried):
            new, changes = tried, further
            taken.append(finding)
    after = encode(new, source)
    return Patch(path, source, after, tuple(taken)) if taken and after is not None and after != source else None


def _change(starts: list[int], edit: Edit) -> tuple[int, int, str]:
    place = edit.location
    return (
        starts[place.line - 1] + place.column - 1,
        starts[place.end_line - 1] + place.end_column - 1,
        edit.replacement,
    )


def _parses(text: str) -> bool:
    from libcst import ParserSyntaxError, parse_module

    try:
        parse_module(text)
    except (ParserSyntaxError, RecursionError):
        return False
    return True


def write(patch: Patch, root: Path) -> None:
    """Put a patch in the place of its file, which keeps its mode.

    Raises UsageError where the file is not what it was, is behind a link, or the system refuses; it is then as it was.
    """
    file = root / patch.path
    if source_of(root, patch.path) != patch.before:
        raise UsageError(f"{patch.path}: changed while it was looked at; nothing was written to it")
    name = ""
    try:
        mode = file.stat().st_mode
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".backlint-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(patch.after)
        Path(name).chmod(mode & 0o7777)
        if not os.access(file, os.W_OK):
            # Another file could be put in its place all the same, but somebody has said that it is not to be written.
            raise PermissionError(13, "Permission denied")
        Path(name).replace(file)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise UsageError(f"{patch.path}: {error.strerror}") from error


def difference(patch: Patch, prefix: str, shown: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of a patch as `patch -p1` and `git apply` read them; `shown` hides what nobody may read."""
    before, after = (_lines(source) for source in (patch.before, patch.after))
    name = prefix + patch.path
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""):
        yield shown(line)


def _lines(source: bytes) -> list[str]:
    text = decode(source)
    assert isinstance(text, str)  # noqa: S101 -- a patch is made of what could be decoded
    return LINE_END.split(text.removesuffix("\n"))
