"""The search of a text for known formats: one look at every long word, and one at a few texts that announce a secret.

Nearly all secrets are words of twenty characters or more, and there are few of those in a text. So the text is searched
once for long words; each is asked for its first letters, and, if it looks drawn, for the name that it is given. What is
not a long word is found by `find` for a handful of texts. All of that is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from backlint.formats.announcing import Announcing
from backlint.formats.published import is_published
from backlint.formats.records import Found, Known, SecretFormat
from backlint.placeholder import is_placeholder, is_sequence
from backlint.secrecy import entropy

SHORTEST_WORD = 20
"""Characters of the long words; a format that may have shorter ones is written with the text around it."""

LONGEST_NAMED = 128
"""Characters of a word that is asked for its name; longer ones are data."""

_STRUCTURED = 200  # characters from which on a secret's structure decides; such a text always has fillers in it

# Whatever lies before the next long word is passed over in one step, so that no short word is begun at each of its letters.
_SHORT = f"[A-Za-z0-9_-]{{0,{SHORTEST_WORD - 1}}}"
_WORD = re.compile(rf"(?:{_SHORT}+[^A-Za-z0-9_-]++)*+(?:([A-Za-z0-9_-]{{{SHORTEST_WORD},}})|{_SHORT}\Z)")
_BEGUN = re.compile(rf"[A-Za-z0-9_-]{{2,{SHORTEST_WORD - 1}}}(?![A-Za-z0-9_-])")
"""What stands before the point that a long word follows, read backwards: a short word, as in `pat….…`."""
_ESCAPE = re.compile(r"u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[abfnrtv]")

_NAME_REACH = 90
# What stands before a value, read backwards: quotes, `=`, `:`, `=>`, `,` or a parenthesis, and the name.
_NAMED = re.compile(
    r"""
    ["'`\\]{0,4}[brufBRUF]{0,2}\s{0,6}         # the quote that the value begins with
    (?:>=|=\?|=:|=\+|==|[=:,(])\s{0,6}         # `=>`, `?=`, `:=`, `+=`, `==`, `=`, `:`, `,` of a call, `(`
    (?:[A-Za-z0-9_.\[\] |]{1,40}:\s{0,2})?     # a type: `name: str = …`
    ["'`\\\])]{0,4}([A-Za-z0-9_.\-]{2,60})    # the name
    """,
    re.VERBOSE,
)
_SECRET_NAME = re.compile(r"key|token|secret|pass|pwd|auth|cred|dsn|pat\b")


class _Pattern:
    """The pattern of a format, compiled when a text first may hold one: of hundreds, most files meet none."""

    __slots__ = ("_compiled", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._compiled: re.Pattern[str] | None = None

    def match(self, text: str, start: int) -> re.Match[str] | None:
        if self._compiled is None:
            self._compiled = re.compile(self._text)
        return self._compiled.match(text, start)


Entry = tuple[SecretFormat, Callable[[str, int], re.Match[str] | None]]


def lowered(text: str) -> str:
    """Return a text with the letters A to Z in lower case: every character stands where it stood."""
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


class FormatSearch:
    """Some formats, ready for any number of texts."""

    def __init__(self, formats: Iterable[SecretFormat]) -> None:
        """Sort the formats by what they are known by."""
        self._heads: dict[str, list[Entry]] = defaultdict(list)
        self._tails: dict[str, list[Entry]] = defaultdict(list)
        self._names: dict[str, list[Entry]] = defaultdict(list)
        announcing: dict[str, list[tuple[SecretFormat, _Pattern]]] = defaultdict(list)
        for known in formats:
            pattern = _Pattern(known.pattern)
            for word in known.words:
                if known.known_by is Known.TEXT:
                    announcing[word].append((known, pattern))
                elif known.known_by is Known.NAME:
                    self._names[word].append((known, pattern.match))
                else:
                    self._add_prefix(word, (known, pattern.match))
        self._head_lengths = sorted({len(head) for head in self._heads}, reverse=True)
        self._tail_lengths = sorted({len(tail) for tail in self._tails}, reverse=True)
        self._tail_ends = frozenset(tail[-1] for tail in self._tails)
        self._announcing = Announcing(announcing)
        longest_first = sorted(self._names, key=len, reverse=True)
        self._services = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def _add_prefix(self, prefix: str, entry: Entry) -> None:
        outside = [index for index, letter in enumerate(prefix) if not _WORD_LETTER.match(letter)]
        if outside:
            # The long word begins within the prefix, or behind it.
            self._tails[prefix[: outside[-1] + 1]].append(entry)
        else:
            self._heads[prefix[:4]].append(entry)

    def find(self, text: str, lower: str) -> Iterator[Found]:
        """Yield the secrets of a text, each once, in no order; `lower` is the text as `lowered` returns it."""
        seen: set[tuple[int, int]] = set()
        for found in self.candidates(text, lower):
            if (found.start, found.end) not in seen and _is_real(text[found.start : found.end], found.known):
                seen.add((found.start, found.end))
                yield found

    def candidates(self, text: str, lower: str) -> Iterator[Found]:
        """Yield what has the shape of a format, placeholders and wrong checksums too."""
        for word in _WORD.finditer(text):
            start, end = word.span(1)
            if start < 0:
                # The end of the text, with no long word before it.
                break
            start = _without_escape(text, start)
            prefixed = list(self._by_prefix(text, start))
            yield from prefixed
            if not prefixed and end - start <= LONGEST_NAMED:
                yield from self._by_name(text, start, word[1])
        for place, (known, pattern) in self._announcing.find(lower):
            match = _announced(pattern, text, place, known.before)
            if match is not None:
                yield _found(known, match)

    def _by_head(self, text: str, start: int) -> Iterator[Found]:
        for length in self._head_lengths:
            for known, match in self._heads.get(text[start : start + length], ()):
                if (matched := match(text, start)) is not None:
                    yield _found(known, matched)

    def _by_prefix(self, text: str, start: int) -> Iterator[Found]:
        yield from self._by_head(text, start)
        if start and text[start - 1] == "." and (begun := _BEGUN.match(text[max(0, start - 25) : start - 1][::-1])):
            yield from self._by_head(text, start - 1 - begun.end())
        if start and text[start - 1] in self._tail_ends:
            yield from self._by_tail(text, start)

    def _by_tail(self, text: str, start: int) -> Iterator[Found]:
        for length in self._tail_lengths:
            begun = start - length
            entries = self._tails.get(text[begun:start]) if begun >= 0 else None
            if entries and not (begun and _WORD_LETTER.match(text, _before_escape(text, begun))):
                for known, match in entries:
                    if (matched := match(text, begun)) is not None:
                        yield _found(known, matched)

    def _by_name(self, text: str, start: int, word: str) -> Iterator[Found]:
        if word.isdigit() or word.isalpha():
            return
        named = _NAMED.match(text[max(0, start - _NAME_REACH) : start][::-1])
        if named is None:
            return
        name = named[1][::-1].lower()
        if not _SECRET_NAME.search(name):
            return
        for service in self._services.finditer(name):
            for known, match in self._names[service[0]]:
                if (matched := match(text, start)) is not None:
                    yield _found(known, matched)


_WORD_LETTER = re.compile(r"[A-Za-z0-9_-]")


def _without_escape(text: str, start: int) -> int:
    r"""Return where a word begins behind `\n`, `=`, `%3D` and their like, which are written with its letters."""
    if start and text[start - 1] == "\\" and (escape := _ESCAPE.match(text, start)):
        return escape.end()
    if start and text[start - 1] == "%":
        return start + 2
    return start


def _before_escape(text: str, start: int) -> int:
    r"""Return the place of the character before a word; where that is `n` of `\n`, of the backslash."""
    return start - 2 if start > 1 and text[start - 2] == "\\" else start - 1


def _announced(pattern: _Pattern, text: str, place: int, before: int) -> re.Match[str] | None:
    for start in range(max(0, place - before), place + 1):
        if (match := pattern.match(text, start)) is not None:
            return match
    return None


def _found(known: SecretFormat, match: re.Match[str]) -> Found:
    return Found(known, *match.span(1 if match.re.groups else 0))


def _is_real(secret: str, known: SecretFormat) -> bool:
    """Whether a text that has a format's shape is one, and no placeholder of it or an example of its maker."""
    body = secret
    if known.known_by is Known.PREFIX:
        body = secret[max((len(word) for word in known.words if secret.startswith(word)), default=0) :]
    if len(secret) < _STRUCTURED and (is_placeholder(body) or is_sequence(body)):
        return False
    if known.mixed and body.isalpha():
        return False
    return (
        entropy(body) >= known.min_entropy and (known.valid is None or known.valid(secret)) and not is_published(secret)
    )
