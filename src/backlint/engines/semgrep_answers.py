"""What Semgrep answers, as far as we read it."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True):
    """A line and a column in bytes, both from 1."""

    line: int
    col: int


class Extra(msgspec.Struct, frozen=True):
    """What is said of a result."""

    message: str = ""


class Result(msgspec.Struct, frozen=True):
    """A match of a rule."""

    check_id: str
    path: str
    start: Place
    end: Place
    extra: Extra


class Span(msgspec.Struct, frozen=True):
    """Where an error stands."""

    start: Place


class Error(msgspec.Struct, frozen=True):
    """A file that could not be read in part or whole, or a rule that was refused."""

    message: str = ""
    path: str = ""
    rule_id: str = ""
    type: object = ""
    spans: list[Span] | None = None


class Scanned(msgspec.Struct, frozen=True):
    """The files that were looked at."""

    scanned: list[str] = []


class Answer(msgspec.Struct, frozen=True):
    """What one run says."""

    results: list[Result]
    errors: list[Error]
    paths: Scanned


DECODER = msgspec.json.Decoder(Answer)
