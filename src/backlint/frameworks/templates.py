"""The languages of templates: what their filters make of a value, and where printing one is a sink.

The machine runs templates as functions; what is printed at a place of the HTML is a call of `template.print.<place>`,
a filter one of `template.filters.<name>`. Which calls of the frameworks render a template stands in `pages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from backlint.concepts import TEMPLATE_PRINTS, SinkKind
from backlint.execution.library import Exchange, Sunk, Tag, TemplateAdditions
from backlint.execution.taint import EVERY_SINK, Taints
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    External,
    FunctionObject,
    Produced,
    Text,
    Unknown,
    members,
    string_of,
    taint_of_all,
)
from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers

_FILTERS = "template.filters"
_PRINTS = TEMPLATE_PRINTS.removesuffix(".")
_MARKUP = "markupsafe.Markup"
_ESCAPED = "template.Escaped"
"""The class of text that a filter has escaped: printed as it is, and harmless as HTML only."""

_MARKUPS = frozenset({_MARKUP, "django.utils.safestring.SafeString", "django.utils.safestring.SafeText"})
Model = Callable[[CallEvent], Exchange | None]


def _class(value: AnyValue) -> str:
    """Return the class of a text, as far as it matters for escaping."""
    if isinstance(value, Produced):
        return value.type
    return value.type.name if isinstance(value, Unknown) and isinstance(value.type, External) else ""


def _printed(event: CallEvent) -> tuple[AnyValue, ...]:
    value = event.arguments.get(0)
    return () if value is None else members(value)


def _sinks(values: Iterable[AnyValue], confidence: str) -> Exchange:
    sinks = tuple(Sunk(SinkKind.HTML, "", value, confidence, strict=True) for value in values)
    return Exchange(sinks=sinks, result=Unknown())


def _prints_html(event: CallEvent) -> Exchange:
    """Print where values are escaped: all but markup."""
    return _sinks((value for value in _printed(event) if _class(value) in _MARKUPS), "high")


def _prints_raw(event: CallEvent) -> Exchange:
    """Print where nothing is escaped."""
    return _sinks((value for value in _printed(event) if _class(value) != _ESCAPED), "high")


def _prints_anything(confidence: str) -> Model:
    """Return the model of printing where escaping does not help."""
    return lambda event: _sinks(_printed(event), confidence)


def _prints_address(event: CallEvent) -> Exchange:
    """Print where an address begins: one that a stranger writes whole may be a script.

    What begins with text of the program, or cannot choose where a redirect leads, cannot choose the scheme either, and
    neither can what stands behind a character that ends a scheme or is in none.
    """
    values = (value for value in _printed(event) if not (isinstance(value, Text) and _is_fixed(value.parts[0])))
    return _sinks((Unknown(_choosing(_beginning(value))) for value in values), "medium")


_NO_SCHEME = re.compile(r"[^A-Za-z0-9+.-]")


def _beginning(value: AnyValue) -> Taints:
    """Return the taints of that part of an address which may choose its scheme."""
    if not isinstance(value, Text):
        return value.taint
    found: list[AnyValue] = []
    for part in value.parts:
        if _is_fixed(part) and _NO_SCHEME.search(string_of(part) or ""):
            break
        found.append(part)
    return taint_of_all(found)


def _is_fixed(part: AnyValue) -> bool:
    return isinstance(part, Constant) and not part.tainted and part.value != ""


def _choosing(taints: Taints) -> Taints:
    return frozenset(taint for taint in taints if SinkKind.REDIRECT not in taint.safe)


# --- filters


def _as(class_name: str, *, but: frozenset[str]) -> Model:
    """Return the model of a filter that makes a text of a class, unless it is of one of these already."""

    def model(event: CallEvent) -> Exchange | None:
        value = event.arguments.get(0)
        if value is None:
            return None
        if _class(value) in but:
            return Exchange(result=value)
        return Exchange(result=Unknown(value.taint, External(class_name)))

    return model


def _keeps(event: CallEvent) -> Exchange | None:
    """A filter that changes a text and keeps it markup where it was that."""
    value = event.arguments.get(0)
    if value is None:
        return None
    held = _class(value)
    kind = held if held in _MARKUPS or held == _ESCAPED else "builtins.str"
    return Exchange(result=Unknown(event.arguments.taint, External(kind)))


_TEXTS = methods(
    _FILTERS,
    "upper lower title capitalize capfirst trim truncate truncatechars truncatewords truncatechars_html cut replace",
    "truncatewords_html ljust rjust center indent wordwrap format stringformat string addslashes linenumbers",
    "removetags default default_if_none d join concat reverse first last random nl2br make_list add get_item",
)
_SAME = methods(_FILTERS, "list sort reverse unique dictsort dictsortreversed items batch slice select reject")
_HARMLESS = methods(
    _FILTERS,
    "length count length_is int float round abs wordcount filesizeformat floatformat intcomma date time timesince",
    "timeuntil naturaltime naturalday pluralize yesno divisibleby sum min max phone2numeric slugify get_digit",
)
_WHOLE = methods(
    _FILTERS,
    "striptags tojson json_script escapejs urlencode urlize urlizetrunc linebreaks linebreaksbr xmlattr unordered_list pprint",
)

LIBRARY = LibraryModel(
    name="templates",
    distribution="",
    packages=(),
    sanitizers=(
        *sanitizers(EVERY_SINK, "0:", *_HARMLESS),
        # They escape what they are given, for wherever it is printed.
        *sanitizers({SinkKind.HTML}, "0:", *_WHOLE),
    ),
    propagators=propagators("0:", *methods(_FILTERS, "map attr groupby")),
    returns=returning("builtins.str", *_HARMLESS),
    calls={
        **dict.fromkeys(_TEXTS, _keeps),
        **dict.fromkeys(_SAME, returns_argument("0:")),
        **dict.fromkeys(methods(_FILTERS, "safe safeseq"), _as(_MARKUP, but=frozenset({_ESCAPED, *_MARKUPS}))),
        **dict.fromkeys(methods(_FILTERS, "e escape"), _as(_ESCAPED, but=frozenset({_ESCAPED, *_MARKUPS}))),
        **dict.fromkeys(methods(_FILTERS, "forceescape force_escape"), _as(_ESCAPED, but=frozenset({_ESCAPED}))),
        f"{_PRINTS}.html": _prints_html,
        f"{_PRINTS}.raw": _prints_raw,
        f"{_PRINTS}.url": _prints_address,
        **dict.fromkeys(methods(_PRINTS, "unquoted script"), _prints_anything("high")),
        **dict.fromkeys(methods(_PRINTS, "tag handler"), _prints_anything("medium")),
    },
)


# --- what a program adds

_FILTER_CALLS = (
    *("flask.Flask.template_filter", "flask.Blueprint.app_template_filter", "flask.Blueprint.add_app_template_filter"),
    *("flask.Flask.add_template_filter", "quart.Quart.template_filter", "django.template.Library.filter"),
)
_TAG_CALLS = ("django.template.Library.simple_tag", "django.template.Library.inclusion_tag")
_PROCESSOR_CALLS = (
    *("flask.Flask.context_processor", "flask.Blueprint.app_context_processor", "flask.Blueprint.context_processor"),
    "quart.Quart.context_processor",
)


def additions(events: Mapping[str, list[CallEvent]]) -> TemplateAdditions:
    """Return what a program adds to its templates, by the calls that it made."""
    filters: dict[str, AnyValue] = {}
    tags: dict[str, Tag] = {}
    for function, given in _functions(events, _FILTER_CALLS):
        named = _name(given, "name") or _name_in(given)
        filters[named or function.facts.name] = function
    for callee, made in events.items():
        if callee.endswith(".filters.__setitem__"):
            for event in made:
                key, value = string_of(event.arguments.get(0)), event.arguments.get(1)
                if key and isinstance(value, FunctionObject):
                    filters[key] = value
    for callee in _TAG_CALLS:
        for function, given in _functions(events, (callee,)):
            template = _name(given, "filename") or _name_in(given) if callee.endswith("inclusion_tag") else ""
            takes = _flag(given, "takes_context")
            tags[_name(given, "name") or function.facts.name] = Tag(function, template, takes)
    processors = tuple(function for function, _ in _functions(events, _PROCESSOR_CALLS))
    return TemplateAdditions(filters, tags, processors)


def _functions(
    events: Mapping[str, list[CallEvent]], callees: tuple[str, ...]
) -> Iterator[tuple[FunctionObject, CallEvent]]:
    """Yield the functions that went through these decorators, each with the call that names it."""
    for callee in callees:
        for event in events.get(callee, ()):
            for value in event.arguments.positional:
                if isinstance(value, FunctionObject):
                    yield value, event
        for event in events.get(f"{callee}()", ()):
            made = event.function
            for value in event.arguments.positional:
                if isinstance(value, FunctionObject) and isinstance(made, Produced):
                    yield value, made.call


def _name(event: CallEvent, keyword: str) -> str:
    return string_of(event.arguments.keyword(keyword)) or ""


def _name_in(event: CallEvent) -> str:
    return next((text for value in event.arguments.positional if (text := string_of(value))), "")


def _flag(event: CallEvent, keyword: str) -> bool:
    held = event.arguments.keyword(keyword)
    return isinstance(held, Constant) and bool(held.value)
