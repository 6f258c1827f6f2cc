"""The understanding of a program kept from one run to the next.

Running a program in the abstract is most of a run's time, and depends on nothing but what `understand` is given and on
backlint itself. What both say together is the key, so that a hit is what a fresh run would say.

The records are pickled, for they hold constants of any kind, tuples and frozensets, which no plainer format tells
apart. The reader refuses every class but those records, as the library's documentation advises ("Restricting Globals"),
so that a file in the cache cannot run anything.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from backlint import concepts, findings
from backlint.engines.kept_runs import recall_of, rows_of
from backlint.engines.process import Outcome
from backlint.engines.understanding import Recall, Understanding
from backlint.facts.cache import FactsCache
from backlint.facts.model import ModuleFacts
from backlint.facts.read import digest_of
from backlint.files import ProjectFile
from backlint.findings import INTERNAL

_HOUSE = Path(__file__).resolve().parents[1]

_RECORDS = {
    (value.__module__, name): value
    for module in (concepts, findings)
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__.startswith(module.__name__)
}
_RECORDS[Understanding.__module__, Understanding.__name__] = Understanding
_RECORDS[Outcome.__module__, Outcome.__name__] = Outcome
_RECORDS["builtins", "frozenset"] = frozenset
_RECORDS["builtins", "complex"] = complex


def understand_once(  # noqa: PLR0913 -- all that an understanding depends on
    cache: FactsCache | None,
    files: tuple[ProjectFile, ...],
    facts: Mapping[str, ModuleFacts],
    dependencies: Mapping[str, str | None],
    root_name: str,
    models: str,
    documents: Mapping[str, str],
    keys: Mapping[str, bytes],
    understand: Callable[[Recall | None], Understanding],
) -> Understanding:
    """Return what `understand` answers, from the cache where it has answered the same before.

    The other arguments are all that the answer depends on (`models` is the text of the team's own). Of the facts those count
    that it looked at the last time: a run that meets the same in them asks for the same, so that a test that nothing imports
    may change. Where others changed, `understand` is given what is kept of the runs of entry points; `keys` are those of the
    facts in the cache. What failed internally is not kept: it may be repaired.
    """
    if cache is None:
        return understand(None)
    around = _surroundings(files, facts, dependencies, root_name, models, documents)
    place = cache.key(around + b"asked")
    asked = _paths(cache.get(place))
    if asked is not None and all(path in facts for path in asked):
        kept = cache.get(_key(cache, around, asked, facts))
        known = None if kept is None else records_of(kept)
        if isinstance(known, Understanding):
            return known
    recall = recall_of(cache, around, facts, keys)
    answer = understand(recall)
    if not any(gap.kind == INTERNAL for gap in answer.gaps):
        key = _key(cache, around, answer.asked, facts)
        rows = [(place, msgspec.msgpack.encode(answer.asked)), (key, pickle.dumps(answer, protocol=5))]
        cache.put([*rows, *rows_of(cache, around, recall, answer.asked, keys)])
    return answer


def _paths(kept: bytes | None) -> tuple[str, ...] | None:
    try:
        return None if kept is None else msgspec.msgpack.decode(kept, type=tuple[str, ...])
    except msgspec.DecodeError:
        return None


def _key(cache: FactsCache, around: bytes, asked: Iterable[str], facts: Mapping[str, ModuleFacts]) -> bytes:
    return cache.key(around + digest_of({path: facts[path] for path in asked}))


def _surroundings(
    files: tuple[ProjectFile, ...],
    facts: Mapping[str, ModuleFacts],
    dependencies: Mapping[str, str | None],
    root_name: str,
    models: str,
    documents: Mapping[str, str],
) -> bytes:
    """Return a digest of everything that the understanding depends on beside the facts of the files that it looks at."""
    digest = hashlib.blake2b(b"understanding\0" + program())
    for file in files:
        read = file.path in facts and facts[file.path].problem is None
        digest.update(f"{file.path}\0{file.kind}\0{file.role}\0{read}\0".encode("utf-8", "surrogateescape"))
    for path, text in documents.items():
        digest.update(f"{path}\0{len(text)}\0{text}\0".encode("utf-8", "surrogateescape"))
    digest.update(repr((sorted(dependencies.items(), key=str), root_name, models)).encode("utf-8", "surrogateescape"))
    return digest.digest()


@lru_cache(maxsize=1)
def program() -> bytes:
    """Return a digest of backlint's own source."""
    digest = hashlib.blake2b()
    for path in sorted(_HOUSE.rglob("*.py")):
        digest.update(path.relative_to(_HOUSE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


class _Records(pickle.Unpickler):
    """Reads records and plain values, and refuses to name anything else."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class of the records; raises UnpicklingError for any other name."""
        known = _RECORDS.get((module, name))
        if known is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no record")
        return known


def records_of(kept: bytes) -> object:
    """Return the records that were kept, or None where they are not what this version writes."""
    try:
        return _Records(io.BytesIO(kept)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, IndexError, TypeError, ValueError):
        return None
