"""Many short texts sought at once: by the rarest letter of each, so that most of a text is passed over.

A regular expression that may begin with many letters stops at nearly every place, and one search for each text reads the
whole as often as there are texts. The rarest letters of all of them together are a small part of a text; at each the
letters before and behind are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

_FREQUENT = {
    letter: frequency
    for letters, frequency in (
        (" ", 1200), ("e", 660), ("t", 600), ("onsr", 400), ("ia", 365), ("clmpd", 250), ("u", 195), ('"', 185),
        ("/.gf", 155), ("bhxy", 120), ("-", 105), (",:v=10", 88), ("_2()wk", 68), ("9><34568'", 54), ("7jqz\\", 42),
        ("{}#", 30), ("+;*[]", 20), ("&|", 10),
    )
    for letter in letters
}  # fmt: skip
"""How often a letter is met among 10,000 of three large repositories; others are rarer."""

T = TypeVar("T")


class Announcing(Generic[T]):
    """Some texts in lower case and what each of them announces."""

    def __init__(self, announced: Mapping[str, Sequence[T]]) -> None:
        """Sort the texts by their rarest letter."""
        self._by_letter: dict[str, list[tuple[str, int, Sequence[T]]]] = defaultdict(list)
        letters = _letters(announced)
        for text, things in announced.items():
            letter = next(letter for letter in letters if letter in text)
            self._by_letter[letter].append((text, text.index(letter), things))
        groups = []
        for letter, texts in self._by_letter.items():
            # What follows is compared first: that fails soonest.
            around = "|".join(f"{re.escape(text[place + 1 :])}(?<={re.escape(text)})" for text, place, _ in texts)
            groups.append(f"{re.escape(letter)}(?:{around})")
        self._pattern = re.compile("|".join(groups) or r"(?!)")

    def find(self, lower: str) -> Iterator[tuple[int, T]]:
        """Yield where each text begins in one in lower case, with what it announces."""
        letter = self._pattern.search(lower)
        while letter is not None:
            found = letter.start()
            for text, place, things in self._by_letter[lower[found]]:
                if lower.startswith(text, found - place) and found >= place:
                    for thing in things:
                        yield found - place, thing
            letter = self._pattern.search(lower, found + 1)


def _letters(texts: Iterable[str]) -> list[str]:
    """Return letters of which each text has one, such that they are rare together: the best for its price first."""
    left, chosen = sorted(texts), []
    while left:
        prices = {letter: _FREQUENT.get(letter, 5) for letter in sorted(set("".join(left)))}
        best = min(prices, key=lambda letter: (prices[letter] / sum(letter in text for text in left), letter))
        chosen.append(best)
        left = [text for text in left if best not in text]
    return chosen
