"""The entries of JSON files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places, Unreadable

# In a text that is JSON, these are its keys and scalars in the order of the source.
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*+"|[-\w.+]+')


class _Pairs(list[tuple[str, object]]):
    """An object with its members in order, those that share a key too."""


def read_json(text: str) -> Iterator[Entry]:
    """Read all scalars but null; raises Unreadable.

    In a list of the environment, an item with a `name` and a `value` gives an entry whose last key is that name.
    """
    try:
        value = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is not JSON: {error.msg}", error.lineno) from error
    except ValueError as error:
        raise Unreadable(f"it is not JSON: {error}") from error
    return _entries(value, "", _SCALAR.finditer(text), Places(text))


def _entries(value: object, key: str, scalars: Iterator[re.Match[str]], places: Places) -> Iterator[Entry]:
    if isinstance(value, _Pairs):
        variable = _variable(key, value)
        for name, member in value:
            next(scalars)
            part = variable if variable and name.lower() == "value" else name
            yield from _entries(member, f"{key}.{part}" if key else part, scalars, places)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _entries(item, f"{key}.{index}" if key else str(index), scalars, places)
    else:
        scalar = next(scalars)
        quoted = isinstance(value, str)
        if value is not None:
            written = value if isinstance(value, str) else scalar[0]
            yield Entry(key, written, *places.at(scalar.start() + quoted))


_ENVIRONMENT = re.compile(r"(?:^|\.)env(?:ironment)?(?:variables)?\.\d+$", re.IGNORECASE)


def _variable(key: str, members: _Pairs) -> str:
    """What an item `{"name": "X", "value": "Y"}` of an environment's list calls its value, "" where it is none."""
    known = {name.lower(): member for name, member in members}
    name = known.get("name")
    return name if isinstance(name, str) and "value" in known and _ENVIRONMENT.search(key) else ""
