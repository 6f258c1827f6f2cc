"""Reads templates of the Jinja family from their text alone: Jinja's, Django's, and what Tornado's share with them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from backlint.facts.model import pack_region
from backlint.facts.template_expressions import Tokens, expression, parse
from backlint.facts.template_markup import Place
from backlint.facts.template_model import (
    Bind,
    Expression,
    Literal,
    Loop,
    Macro,
    Print,
    Statement,
    TemplateFacts,
    Use,
)

MAX_CHARACTERS = 500_000
MAX_NESTING = 60

_MARKUP = re.compile(r"\{\{(?P<print>.*?)\}\}|\{%(?P<statement>.*?)%\}|\{#.*?#\}", re.DOTALL)
_SILENT = {"raw": "endraw", "verbatim": "endverbatim", "comment": "endcomment"}
_OFF = frozenset({"off", "false", "False", "None"})
_WORD = re.compile(r"\s*(\w+)\s*(.*)", re.DOTALL)
_MACRO = re.compile(r"(\w+)\s*\((.*)\)", re.DOTALL)
_FOR = re.compile(r"\(?\s*(?P<targets>[\w\s,()]+?)\)?\s+in\s+(?P<values>.*?)(?:\s+recursive)?$", re.DOTALL)
_SET = re.compile(r"(?P<name>\w+)(?:\s*=\s*(?P<value>.*))?$", re.DOTALL)
_IMPORT = re.compile(r"(?P<template>.+?)\s+(?:as\s+(?P<name>\w+)|import\s+.+)$", re.DOTALL)


@lru_cache(maxsize=512)
def read_template(text: str) -> TemplateFacts:
    """Return what a template says; of one that is too long nothing."""
    if len(text) > MAX_CHARACTERS:
        return TemplateFacts((), is_markup=False)
    return _Reader(text).read()


class _Block:
    """A block that is open: the statement that began it, how its values are escaped, and what it holds so far."""

    __slots__ = ("at", "body", "escaped", "rest", "word")

    def __init__(self, word: str, rest: str, at: int, *, escaped: bool | None) -> None:
        self.word = word
        self.rest = rest
        self.at = at
        self.escaped = escaped
        self.body: list[Statement] = []


class _Reader:
    """Reads one template from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._place = Place()
        self._blocks = [_Block("", "", 0, escaped=None)]
        self._extends = False

    def read(self) -> TemplateFacts:
        """Read all of it."""
        position = 0
        while (match := _MARKUP.search(self._text, position)) is not None:
            self._place.feed(self._text[position : match.start()])
            position = match.end()
            if match["print"] is not None:
                self._print(match["print"], self._at(match))
            elif match["statement"] is not None:
                position = self._statement(match["statement"].strip("-+ \t\r\n"), self._at(match), position)
        self._place.feed(self._text[position:])
        while len(self._blocks) > 1:
            self._close()
        return TemplateFacts(tuple(self._blocks[0].body), self._place.has_tags or self._extends)

    def _at(self, match: re.Match[str]) -> int:
        return pack_region(*self._position(match.start()), *self._position(match.end()))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _add(self, *statements: Statement) -> None:
        self._blocks[-1].body.extend(statements)

    def _print(self, text: str, at: int) -> None:
        text = text.strip("-+ \t\r\n")
        escaped = self._blocks[-1].escaped
        if text.startswith("!"):
            # Bottle's way to print something as it is.
            text, escaped = text[1:], False
        self._add(Print(at, parse(text, at), self._place.context, escaped))
        self._place.printed()

    def _statement(self, text: str, at: int, position: int) -> int:
        match = _WORD.match(text)
        if match is None:
            return position
        word, rest = match.groups()
        if word in _SILENT and (word != "raw" or not rest):
            end = re.compile(r"\{%-?\s*" + _SILENT[word] + r"\s*-?%\}").search(self._text, position)
            return len(self._text) if end is None else end.end()
        if word.startswith("end"):
            self._end(word.removeprefix("end"))
        elif word == "raw":
            self._add(Print(at, parse(rest, at), self._place.context, escaped=False))
        elif word in {"autoescape", "for", "with", "macro", "filter"} or (word == "set" and "=" not in rest):
            self._open(word, rest, at)
        elif word == "set":
            self._bind(rest, at)
        elif word in {"extends", "include"}:
            self._extends = True
            self._add(Use(at, expression(Tokens(rest, at))))
        elif word in {"import", "from"} and (found := _IMPORT.match(rest)) is not None:
            self._add(Use(at, parse(found["template"], at), found["name"] or ""))
        return position

    def _bind(self, rest: str, at: int) -> None:
        match = _SET.match(rest)
        if match is not None and match["value"] is not None:
            self._add(Bind(at, match["name"], parse(match["value"], at)))

    def _open(self, word: str, rest: str, at: int) -> None:
        if len(self._blocks) > MAX_NESTING:
            return
        escaped = self._blocks[-1].escaped
        if word == "autoescape":
            escaped = rest.strip() not in _OFF
        self._blocks.append(_Block(word, rest, at, escaped=escaped))
        if word == "with":
            self._with(rest, at)

    def _with(self, rest: str, at: int) -> None:
        """Bind what `{% with a=1 b=c %}` or `{% with value as name %}` binds."""
        value, _, name = rest.rpartition(" as ")
        if value and re.fullmatch(r"\s*\w+\s*", name):
            self._add(Bind(at, name.strip(), parse(value, at)))
            return
        tokens = Tokens(rest, at)
        while tokens.is_assignment():
            target = tokens.take()
            tokens.take()
            self._add(Bind(at, target, expression(tokens)))
            tokens.accept(",")

    def _end(self, word: str) -> None:
        if any(block.word == word for block in self._blocks[1:]):
            while self._blocks[-1].word != word:
                self._close()
            self._close()

    def _close(self) -> None:
        """Put the innermost open block into the one around it."""
        block = self._blocks.pop()
        body = tuple(block.body)
        if block.word == "for" and (match := _FOR.match(block.rest)) is not None:
            targets = tuple(re.findall(r"\w+", match["targets"]))
            self._add(Loop(block.at, targets, parse(match["values"], block.at), body))
        elif block.word == "macro" and (match := _MACRO.match(block.rest)) is not None:
            self._add(Macro(block.at, match[1], _parameters(match[2], block.at), body))
        elif block.word == "set":
            # A block that is kept under a name has been escaped like everything else, and is printed as it is.
            self._add(*body, Bind(block.at, block.rest.strip(), Literal(block.at, "")))
        else:
            self._add(*body)


def _parameters(text: str, at: int) -> tuple[tuple[str, Expression | None], ...]:
    found: list[tuple[str, Expression | None]] = []
    tokens = Tokens(text, at)
    while tokens.peek():
        name = tokens.take()
        found.append((name, expression(tokens) if tokens.accept("=") else None))
        tokens.accept(",")
    return tuple(found)
