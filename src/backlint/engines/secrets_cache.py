"""What the search for secrets found in a file, kept from one run to the next by the file's name and content.

The name counts, for it says what kind of file it is and how much is believed there. Backlint's own source counts as
well: a rule that changed is asked again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence

from backlint.engines.process import Outcome
from backlint.engines.secrets import Search
from backlint.engines.understanding_cache import program, records_of
from backlint.facts.cache import FactsCache
from backlint.facts.text import text_of
from backlint.rule import Rule

_NOTHING = b"nothing"
_AT_ONCE = 2000
"""Files whose outcomes are written together."""


class Kept:
    """A search that asks a cache first; `keep` at the end."""

    def __init__(self, search: Search, rules: Sequence[Rule], cache: FactsCache | None) -> None:
        """Nothing is asked yet."""
        self._search = search
        self._cache = cache
        self._version = hashlib.blake2b(
            b"secrets\0" + program() + "\0".join(sorted(rule.id for rule in rules)).encode()
        ).digest()
        self._new: list[tuple[bytes, bytes]] = []

    def content(self, path: str, content: bytes) -> Outcome:
        """Return the secrets in a file and the gaps."""
        if self._cache is None:
            return self._searched(path, content)
        material = hashlib.blake2b(self._version + path.encode("utf-8", "surrogateescape") + b"\0" + content)
        key = self._cache.key(material.digest())
        kept = self._cache.get(key)
        known = records_of(kept) if kept is not None and kept != _NOTHING else None
        if isinstance(known, Outcome):
            return known
        if kept == _NOTHING:
            return Outcome((), ())
        answer = self._searched(path, content)
        self._new.append((key, pickle.dumps(answer, protocol=5) if answer.findings or answer.gaps else _NOTHING))
        if len(self._new) >= _AT_ONCE:
            self.keep()
        return answer

    def keep(self) -> None:
        """Write what is new."""
        if self._cache is not None and self._new:
            self._cache.put(self._new)
        self._new = []

    def _searched(self, path: str, content: bytes) -> Outcome:
        return self._search.text(path, text_of(content))
