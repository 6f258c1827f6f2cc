"""From findings to fixes: each repair that fits the code as it is written becomes the edits of one file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from backlint.facts.model import Problem
from backlint.facts.source_text import decode
from backlint.files import read_regular
from backlint.findings import Edit, Finding, Fix
from backlint.large_stack import done
from backlint.repairs import (
    AnyRepair,
    CallInstead,
    CompareSafely,
    DropArgument,
    DropIgnore,
    FirstBase,
    ListArgument,
    PinAlgorithm,
    RenameArgument,
    SetArguments,
    SetValue,
)
from backlint.rule import Rule

_LARGEST = 500_000
"""Bytes of a file that is edited: parsing it with places takes some seconds; what is larger is generated or data."""

_STACK = 256 * 1024 * 1024
"""The parser goes as deep as the code nests: what the reading processes could read can be read here too."""

LINE_END = re.compile(r"\r\n|\n|\r")
"""What ends a line for Python."""


def with_fixes(findings: Iterable[Finding], rules: Iterable[Rule], root: Path) -> tuple[Finding, ...]:
    """Return the findings, in their order, with a fix for each that has one.

    A file that has changed since it was read shows other code at the place, which no repair fits; its digest is kept in
    the fix, so that it is applied to these very bytes or not at all.
    """
    findings = tuple(findings)
    own = {rule.id: rule.repairs for rule in rules if rule.repairs}
    wanted: dict[str, list[tuple[int, tuple[AnyRepair, ...]]]] = {}
    for number, finding in enumerate(findings):
        repairs = finding.repairs or own.get(finding.rule, ())
        if repairs and finding.location.path.endswith(".py"):
            wanted.setdefault(finding.location.path, []).append((number, repairs))
    fixes: dict[int, Fix] = {}
    for path, asked in wanted.items():
        source = source_of(root, path)
        if source is not None:
            made = _fixes_of(source, tuple((findings[number], repairs) for number, repairs in asked))
            fixes |= {number: fix for (number, _), fix in zip(asked, made, strict=False) if fix is not None}
    return tuple(replace(one, fix=fixes[number]) if number in fixes else one for number, one in enumerate(findings))


def source_of(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file that may be edited: inside of the root, and neither a link nor behind one."""
    file = root / path
    try:
        within = file.relative_to(root).parts
        if ".." in within or any(root.joinpath(*within[: n + 1]).is_symlink() for n in range(len(within))):
            return None
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        return read_regular(file, _LARGEST + 1)
    except (OSError, ValueError):
        # It is gone, or the system refuses: there is nothing to edit.
        return None


def digest_of(source: bytes) -> str:
    """Return the digest by which a file is recognised."""
    return hashlib.sha256(source).hexdigest()


_Asked = tuple[tuple[Finding, tuple[AnyRepair, ...]], ...]


def _fixes_of(source: bytes, asked: _Asked) -> list[Fix | None]:
    """Return the fix of each finding of one file, or None; nothing where even a large stack is too small for the code."""
    try:
        return done(partial(_of_file, source, asked), (_STACK,))
    except RecursionError:
        return []


def _of_file(source: bytes, asked: _Asked) -> list[Fix | None]:
    """Return the fix of each finding of one file, or None."""
    from libcst import ParserSyntaxError

    from backlint.fixes.code import Code, DoesNotFit
    from backlint.fixes.names import Names

    text = decode(source)
    if isinstance(text, Problem):
        return []
    try:
        code = Code(text)
    except (ParserSyntaxError, DoesNotFit):
        return []
    names = Names(code)
    digest = digest_of(source)
    found: list[Fix | None] = []
    for finding, repairs in asked:
        found.append(next((fix for one in repairs if (fix := _fix(code, names, finding, one, digest))), None))
    return found


def _fix(code: Any, names: Any, finding: Finding, repair: AnyRepair, digest: str) -> Fix | None:
    from libcst import ParserSyntaxError, parse_module

    from backlint.fixes.code import DoesNotFit

    path = finding.location.path
    try:
        changes = tuple(sorted(set(_makers()[type(repair)](code, names, finding.location, repair))))
        text = applied(code.text, [(change.start, change.end, change.text) for change in changes])
        if text is None or text == code.text:
            return None
        parse_module(text)
    except (DoesNotFit, ParserSyntaxError, ValueError):
        # ValueError: a character that was looked for is not there, as in code that is written in an unusual way.
        return None
    edits = tuple(Edit(code.location(path, change.start, change.end), change.text) for change in changes)
    return Fix(repair.title, repair.safe, edits, ((path, digest),))


def _makers() -> Mapping[type, Callable[..., Any]]:
    from backlint.fixes import arguments, comments, expressions

    return {
        SetArguments: arguments.set_arguments,
        DropArgument: lambda code, _names, place, repair: arguments.drop_argument(code, place, repair),
        RenameArgument: lambda code, _names, place, repair: arguments.rename_argument(code, place, repair),
        ListArgument: arguments.list_argument,
        FirstBase: lambda code, _names, place, _repair: expressions.first_base(code, place),
        CallInstead: expressions.call_instead,
        SetValue: expressions.set_value,
        CompareSafely: expressions.compare_safely,
        PinAlgorithm: expressions.pin_algorithm,
        DropIgnore: lambda code, _names, place, repair: comments.drop_ignore(code, place, repair),
    }


def applied(text: str, changes: Iterable[tuple[int, int, str]]) -> str | None:
    """Return a text with changes made, each from one offset to another; None when two of them overlap.

    Two insertions at one place stand behind each other in their order, and the same one is made once.
    """
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(set(changes), key=lambda change: (change[0], change[1])):
        if start < position:
            return None
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
