"""What entry points did, kept from one run to the next for a program in which a few files change."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backlint.engines.understanding import Recall
from backlint.execution.recollection import Before
from backlint.facts.cache import FactsCache
from backlint.facts.model import ModuleFacts
from backlint.facts.moved import Moved, moved

MAX_CHANGED = 64
"""So many files may have changed; where more have, as on another branch, most of the program runs again anyway."""


class _Runs(msgspec.Struct, frozen=True):
    """The runs, and under which keys of the cache the facts are kept of the files that were looked at."""

    keys: dict[str, bytes]
    before: Before


def recall_of(cache: FactsCache, around: bytes, facts: Mapping[str, ModuleFacts], keys: Mapping[str, bytes]) -> Recall:
    """Return what is kept of the runs of a program that differs in some files at most; nothing where there is nothing.

    `around` is a digest of all that an understanding depends on beside the facts, `keys` those of the facts in the cache.
    """
    kept = cache.get(_place(cache, around))
    try:
        runs = None if kept is None else msgspec.msgpack.decode(kept, type=_Runs)
    except msgspec.DecodeError:
        runs = None
    if runs is None:
        return Recall()
    changed = [path for path, key in runs.keys.items() if keys.get(path) != key]
    if len(changed) > MAX_CHANGED:
        return Recall()
    found: dict[str, Moved] = {}
    for path in changed:
        now = _moved(cache, runs.keys[path], facts.get(path))
        if now is None:
            return Recall()
        found[path] = now
    return Recall(before=runs.before, moved=found, asked=tuple(runs.keys))


def _moved(cache: FactsCache, key: bytes, now: ModuleFacts | None) -> Moved | None:
    encoded = cache.get(key)
    if encoded is None or now is None:
        return None
    try:
        then = msgspec.msgpack.decode(encoded, type=ModuleFacts)
    except (msgspec.DecodeError, RecursionError):
        return None
    return moved(then, now)


def rows_of(
    cache: FactsCache, around: bytes, recall: Recall, asked: tuple[str, ...], keys: Mapping[str, bytes]
) -> list[tuple[bytes, bytes]]:
    """Return what is to be kept of a run for the next, as rows of the cache; nothing where that of before still serves."""
    if recall.kept is None or any(path not in keys for path in asked):
        return []
    runs = _Runs({path: keys[path] for path in asked}, recall.kept)
    return [(_place(cache, around), msgspec.msgpack.encode(runs))]


def _place(cache: FactsCache, around: bytes) -> bytes:
    return cache.key(around + b"runs")
