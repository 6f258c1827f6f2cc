"""Known formats: each finds its own and nothing that only looks like it, and no pattern takes more than linear work."""

from __future__ import annotations

import re._constants as names
import re._parser as parser
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from engines.secret_cases import EXAMPLES, LOOKALIKES
from engines.secret_cases.drawing import drawing, filled, halved, noise

from backlint.catalog import load_rules
from backlint.checksums import marvin
from backlint.engines import secrets
from backlint.formats import FormatSearch, SecretFormat, lowered
from backlint.formats.records import Known
from backlint.rule import SecretQuery

RULES = load_rules()
FORMATS = {
    rule.id: tuple(one for query in rule.queries if isinstance(query, SecretQuery) for one in query.formats)
    for rule in RULES
    if any(isinstance(query, SecretQuery) for query in rule.queries)
}
ALL = [one for formats in FORMATS.values() for one in formats]
SEARCH = FormatSearch(ALL)
CASES = [(rule, *example) for rule, examples in EXAMPLES.items() for example in examples]
OPEN_ENDED = {"connection-string", "login-hardcoded", "url-password", "private-key"}
CHOSEN = {"the password of a NuGet source"}
"""Rules and formats whose secrets people choose: half of one is one."""
SEALED = {
    "the service key of a Supabase project",
    "the token of a 1Password service account",
    "a Grafana Cloud token",
    "a Grafana key of the older form",
    "a token of Azure DevOps",
}
"""Formats of which a filler does not show, as the secret is encoded as a whole."""


def record(rule: str, name: str) -> SecretFormat:
    return next(one for one in FORMATS[rule] if one.name == name)


def found(text: str) -> list[SecretFormat]:
    text = f"# first line\nvalue = 1  {text}\n"
    return [one.known for one in SEARCH.find(text, lowered(text))]


def test_every_rule_has_examples_and_lookalikes() -> None:
    assert EXAMPLES.keys() == FORMATS.keys()
    assert LOOKALIKES.keys() == FORMATS.keys()


def test_every_format_has_an_example() -> None:
    seen = {id(known) for _, _, example in CASES for known in found(example(drawing()))}
    missed = [f"{rule}: {one.name}" for rule, formats in FORMATS.items() for one in formats if id(one) not in seen]
    # A token that two formats share is one finding, which the first of them says.
    assert missed == []


@pytest.mark.parametrize(("rule", "name", "example"), CASES)
def test_an_example_is_found_once(rule: str, name: str, example: Any) -> None:
    outcome = secrets.scan_text("shop/settings.py", f"# first\nvalue = 1  {example(drawing())}\n", RULES)
    said = [
        one
        for one in outcome.findings
        if one.rule not in {"secret-hardcoded", "url-password", "private-key"} or one.rule == rule
    ]
    assert [(one.rule, one.message.startswith(name)) for one in said] == [(rule, True)]


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_what_nearly_is_one_is_silent(rule: str) -> None:
    for name, example in EXAMPLES[rule]:
        known, text = record(rule, name), example(drawing())
        if text != example(filled) and name not in SEALED:
            assert name not in said(example(filled)), "a placeholder"
        if rule not in OPEN_ENDED and known.valid is None and name not in CHOSEN and text != example(halved):
            assert name not in said(example(halved)), "half of it"
        if known.known_by is Known.PREFIX and text[0].isalnum() and " " not in text:
            assert name not in said(f"Zq7{text}"), "within a longer word"
            assert name not in said(f"{text.rstrip('=')}{noise(4200)}"), "the beginning of a longer word"


def said(text: str) -> set[str]:
    return {one.name for one in found(text)}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in LOOKALIKES.items() for text in texts])
def test_a_lookalike_is_silent(rule: str, text: str) -> None:
    outcome = secrets.scan_text("shop/settings.py", f"value = {text}\n", RULES)
    assert [one.message for one in outcome.findings if one.rule == rule] == []


@pytest.mark.parametrize(
    "before",
    ["\\n", "\\t", "%3D", "\\u003d", "\\x3d", "https://", "https://git:", "Bearer ", "'", "`", "<b>", "(", "=", ">"],
)
def test_what_stands_before_a_token_does_not_hide_it(before: str) -> None:
    token = "dop_" + "v1_" + noise(64, "0123456789abcdef")
    assert [one.name for one in found(before + token)] == ["a DigitalOcean token"]


def test_marvin_is_what_its_makers_show() -> None:
    assert marvin(b"abc", 0xD53CD9CECD0893B7) == 0x22C74339492769BF
    assert marvin(b"abcdefghijklmnopqrstuvwxyz", 0xDDDDEEEEFFFF000) == 0xA128EB7E7260ACA2


def test_offsets_survive_letters_that_become_two() -> None:
    token = "dop_" + "v1_" + noise(64, "0123456789abcdef")
    text = f"İİİ = 'https://shop:{noise(12)}@db.shop.test' {token}"
    assert {text[one.start : one.end] for one in SEARCH.find(text, lowered(text))} == {
        f"shop:{noise(12)}@db.shop.test",
        token,
    }


# --- no pattern takes more than linear work


def repetitions(items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Each repetition of a parsed pattern: how often at most, and what."""
    for kind, value in items:
        if kind in (names.MAX_REPEAT, names.MIN_REPEAT):
            yield value[1], value[2]
            yield from repetitions(value[2])
        elif kind is names.SUBPATTERN:
            yield from repetitions(value[3])
        elif kind is names.BRANCH:
            for branch in value[1]:
                yield from repetitions(branch)
        elif kind in (names.ASSERT, names.ASSERT_NOT):
            yield from repetitions(value[1])


def varies(items: Any) -> bool:
    """Whether a part of a pattern takes texts of several lengths."""
    least, most = items.getwidth()
    return bool(least != most)


@pytest.mark.parametrize("rule", sorted(FORMATS))
def test_repetitions_are_bounded_and_not_nested(rule: str) -> None:
    for known in FORMATS[rule]:
        for most, repeated in repetitions(parser.parse(known.pattern)):
            assert most is not names.MAXREPEAT, (known.name, "unbounded")
            # What is repeated more than a few times takes one length: else a text can be cut in many ways.
            assert most <= 4 or not varies(repeated), (known.name, "nested")


def adversaries(known: SecretFormat, size: int) -> Iterator[str]:
    """Texts of the format's own words, and of what nearly is one."""
    word = known.words[-1]
    yield word * size
    yield f"{word} " * size
    for letter in "aA0=. ":
        yield word + letter * size * len(word)
    yield f'{word.upper()}_KEY="{noise(40)}' * size


@pytest.mark.parametrize("rule", sorted(FORMATS))
def test_the_work_is_linear(rule: str) -> None:
    """Eight times the text is about eight times the work: both are timed, and neither is asked to be short."""
    for known in FORMATS[rule]:
        search = FormatSearch([known])
        for small, large in zip(adversaries(known, 250), adversaries(known, 2000), strict=True):
            assert work(search, large) < 60 * work(search, small) + 0.05, (known.name, small[:60])


def work(search: FormatSearch, text: str) -> float:
    lower = lowered(text)
    started = time.process_time()
    list(search.candidates(text, lower))
    return time.process_time() - started
