"""Programs that send requests (`curl`, `wget`): the address that a command hands to one is an address that is called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from backlint.execution.values import AnyValue, ListObject, Text, Tuple, constant, members, string_of

_PROGRAM = r"(?:[\w./-]*/)?(?:curl|wget|aria2c|httpie|lynx|links|w3m)(?:\.exe)?"
_NAMED = re.compile(_PROGRAM)
_DATA = r"(?:-[dHoOuFAbeXTm]|--(?:data|header|output|user|form|cookie|request|referer|proxy-header|post)[\w-]*)"
_OPTION = re.compile(_DATA)
_BEFORE_ADDRESS = re.compile(rf"(?:.*[\s;|&(`])?{_PROGRAM}\s(?:.*\s)?[\"']?(?:\w+://)?", re.DOTALL)
_BEFORE_DATA = re.compile(rf".*\s{_DATA}[\s=]?(?:[\"'][^\"']*|\S*)", re.DOTALL)


def addresses(value: AnyValue) -> Iterator[AnyValue]:
    """Yield what of a command, as text or as a list of arguments, is an address that such a program calls."""
    for member in members(value):
        if isinstance(member, Text):
            yield from _in_text(member)
        elif isinstance(member, (ListObject, Tuple)):
            yield from _in_list(member.items)


def _in_text(command: Text) -> Iterator[AnyValue]:
    before = ""
    for index, part in enumerate(command.parts):
        text = string_of(part)
        if text is not None:
            before += text
            continue
        if part.taint and _BEFORE_ADDRESS.fullmatch(before) and not _BEFORE_DATA.fullmatch(before):
            # What stands before and after it decides whether the program chooses the host.
            scheme = re.search(r"\w+://$", before)
            rest = command.parts[index:]
            yield Text((constant(scheme.group()), *rest)) if scheme is not None else Text(rest)
        before += "\0"


def _in_list(items: Iterable[AnyValue]) -> Iterator[AnyValue]:
    items = tuple(items)
    if items and _NAMED.fullmatch(string_of(items[0]) or "") is None:
        # `sh -c "curl …"`
        for item in items:
            if isinstance(item, Text):
                yield from _in_text(item)
        return
    for option, item in itertools.pairwise(items):
        if item.taint and _OPTION.fullmatch(string_of(option) or "") is None:
            yield item
