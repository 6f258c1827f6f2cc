"""What a template of the Jinja family (Jinja, Django) says: what it prints and where, and what names it binds."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Context(StrEnum):
    """Where in the page something is printed, as far as that decides what escaping protects."""

    TEXT = "text"
    QUOTED = "quoted attribute"
    UNQUOTED = "unquoted attribute"
    TAG = "tag"
    URL = "URL attribute"
    HANDLER = "event handler"
    SCRIPT = "script"
    SCRIPT_STRING = "string in a script"


class Name(msgspec.Struct, frozen=True):
    """A variable."""

    at: int
    name: str


class Literal(msgspec.Struct, frozen=True):
    """A constant."""

    at: int
    value: str | int | float | bool | None


class Part(msgspec.Struct, frozen=True):
    """`base.name` or `base["name"]`: an attribute or an item, whichever there is. `key` is what is not constant."""

    at: int
    base: Expression
    name: str = ""
    key: Expression | None = None


class Called(msgspec.Struct, frozen=True):
    """A call."""

    at: int
    function: Expression
    positional: tuple[Expression, ...] = ()
    keywords: tuple[tuple[str, Expression], ...] = ()


class Filtered(msgspec.Struct, frozen=True):
    """`value|name(arguments)`, or `value|name:argument`."""

    at: int
    value: Expression
    name: str
    arguments: tuple[Expression, ...] = ()


class Mixed(msgspec.Struct, frozen=True):
    """What holds something of all of its parts: an operation, a display. `either` tells that it is one of them."""

    at: int
    parts: tuple[Expression, ...]
    either: bool = False


Expression = Name | Literal | Part | Called | Filtered | Mixed


class Print(msgspec.Struct, frozen=True):
    """`{{ value }}`. `escaped` is None where no block in the template says whether its values are escaped."""

    at: int
    value: Expression
    context: Context
    escaped: bool | None = None


class Bind(msgspec.Struct, frozen=True):
    """A name that stands for a value from here on."""

    at: int
    name: str
    value: Expression


class Loop(msgspec.Struct, frozen=True):
    """`{% for a, b in values %}`."""

    at: int
    targets: tuple[str, ...]
    values: Expression
    body: tuple[Statement, ...]


class Use(msgspec.Struct, frozen=True):
    """Another template that becomes a part of this one: extended, included or imported (as `name`, if it has one)."""

    at: int
    template: Expression
    name: str = ""


class Macro(msgspec.Struct, frozen=True):
    """`{% macro name(parameters) %}`."""

    at: int
    name: str
    parameters: tuple[tuple[str, Expression | None], ...]
    body: tuple[Statement, ...]


Statement = Print | Bind | Loop | Use | Macro


class TemplateFacts(msgspec.Struct, frozen=True):
    """One template. `is_markup` tells that it holds a tag or is a part of one that does."""

    body: tuple[Statement, ...]
    is_markup: bool
