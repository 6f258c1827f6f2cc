"""Template environments that escape or do not, and text that is declared to be safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from backlint.concepts import UNREAD, Escaping, Fact, RawMarkup, Reading, SinkKind, State
from backlint.execution.taint import is_neutral
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    DictObject,
    External,
    ListObject,
    Produced,
    Text,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.configuration.arguments import Option, always, by_site, last_name
from backlint.frameworks.configuration.readings import agreed, known, merge
from backlint.frameworks.configuration.settings import is_flask_application
from backlint.frameworks.configuration.survey import Survey


class TemplateApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that makes a template environment; `escape` is the argument that switches escaping."""

    names: tuple[str, ...]
    escape: Option
    explicit: bool = False


TEMPLATE_APIS = (
    TemplateApi(
        names=(
            "jinja2.Environment",
            "jinja2.environment.Environment",
            "jinja2.sandbox.SandboxedEnvironment",
            "jinja2.sandbox.ImmutableSandboxedEnvironment",
            "jinja2.nativetypes.NativeEnvironment",
        ),
        escape=Option("autoescape", 16, always(False)),
    ),
    TemplateApi(names=("aiohttp_jinja2.setup",), escape=Option("autoescape", None, always(True))),
    TemplateApi(names=("tornado.web.Application",), escape=Option("autoescape", None), explicit=True),
    TemplateApi(names=("tornado.template.Template", "tornado.template.Loader"), escape=Option("autoescape"), explicit=True),
    TemplateApi(names=("django.template.Engine", "django.template.engine.Engine"), escape=Option("autoescape"), explicit=True),
    TemplateApi(names=("django.template.Context",), escape=Option("autoescape", 1), explicit=True),
)  # fmt: skip

_SELECT = ("jinja2.select_autoescape", "jinja2.utils.select_autoescape")
_HTML_NAME = re.compile(r"\.(x?html?|xml|svg)(\.(j2|jinja2?|tmpl|tpl))?$", re.IGNORECASE)
_HTML_TAG = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")


def escapings(survey: Survey) -> Iterator[Fact]:
    """Yield template environments, and markup that is declared safe."""
    for row in TEMPLATE_APIS:
        for events in by_site(survey.calls(row.names)).values():
            yield from _environment(survey, row, events)
    yield from _texts(survey)
    yield from _flask(survey)
    yield from _django(survey)
    yield from _markup(survey)


def _environment(survey: Survey, row: TemplateApi, events: Sequence[CallEvent]) -> Iterator[Escaping]:
    event = events[0]
    given = [survey.given(one.arguments, row.escape) for one in events]
    if row.explicit and not any(one.explicit for one in given):
        return
    if not _renders_html(survey, event.result):
        return
    enabled = merge(_switch(one.value, one.reading) for one in given)
    yield _escaping(survey, event, row.names[0], enabled)


def _switch(value: AnyValue | None, reading: Reading) -> Reading:
    """Return whether escaping is on: a function that selects by name is."""
    if value is not None and isinstance(value, Produced) and value.call.callee in _SELECT:
        return known(True)
    if value is None or reading.constants:
        return Reading(tuple(bool(one) for one in reading.constants), reading.complete, location=reading.location)
    return UNREAD


def _renders_html(survey: Survey, environment: AnyValue | None) -> bool:
    """Tell whether an environment may render HTML: not when every template that it is asked for is named otherwise."""
    if environment is None:
        return True
    names: list[str | None] = [
        string_of(event.arguments.get(0))
        for event in survey.program.calls_on(environment)
        if last_name(event.callee) in {"get_template", "select_template"}
    ]
    sources = [
        string_of(event.arguments.get(0))
        for event in survey.program.calls_on(environment)
        if last_name(event.callee) == "from_string"
    ]
    if not names and not sources:
        return True
    return any(name is None or _HTML_NAME.search(name) for name in names) or any(
        source is None or _HTML_TAG.search(source) for source in sources
    )


def _texts(survey: Survey) -> Iterator[Escaping]:
    """Yield templates made from constant text that holds HTML; of other text nobody knows what it is for."""
    for event in survey.calls(("jinja2.Template", "jinja2.environment.Template")):
        source = survey.given(event.arguments, Option("source", 0)).reading
        if any(_HTML_TAG.search(text) for text in source.texts):
            given = survey.given(event.arguments, Option("autoescape", 17, always(False)))
            yield _escaping(survey, event, "jinja2.Template", _switch(given.value, given.reading))


def _escaping(survey: Survey, event: CallEvent, callee: str, enabled: Reading) -> Escaping:
    return Escaping(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=callee,
        production=survey.production(event.site),
        enabled=enabled,
    )


def _flask(survey: Survey) -> Iterator[Escaping]:
    """Yield `environment.autoescape = False` (Flask's is `app.jinja_env`) and `app.jinja_options = {"autoescape": False}`."""
    for event in survey.named("__setattr__"):
        name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
        if name == "autoescape" and value is not None and _is_environment(survey, event):
            yield _escaping(survey, event, TEMPLATE_APIS[0].names[0], _switch(value, survey.read(value)))
        elif name == "jinja_options" and is_flask_application(survey.program, event.receiver):
            held = value.get("autoescape") if isinstance(value, DictObject) else None
            if held is not None:
                yield _escaping(survey, event, "flask.Flask.jinja_options", _switch(held, survey.read(held)))


def _is_environment(survey: Survey, event: CallEvent) -> bool:
    if event.receiver is not None and survey.program.is_a(event.receiver, *TEMPLATE_APIS[0].names):
        return True
    return event.callee.endswith((".jinja_env.__setattr__", ".jinja_environment.__setattr__"))


def _django(survey: Survey) -> Iterator[Escaping]:
    """Yield template engines of Django's settings whose options say something of escaping."""
    for table in survey.django:
        for entry in table.in_force("TEMPLATES"):
            engines = entry.value.items if isinstance(entry.value, (ListObject, Tuple)) else ()
            for engine in engines:
                options = engine.get("OPTIONS") if isinstance(engine, DictObject) else None
                held = options.get("autoescape") if isinstance(options, DictObject) else None
                if held is not None:
                    yield Escaping(
                        location=survey.location(entry.site),
                        callee="TEMPLATES",
                        production=entry.production and table.production,
                        enabled=_switch(held, survey.read(held)),
                    )


# --- markup

_RAW = (
    *("markupsafe.Markup", "flask.Markup", "jinja2.Markup", "jinja2.utils.Markup", "wtforms.widgets.core.Markup"),
    *("django.utils.safestring.mark_safe", "django.utils.safestring.SafeString", "django.utils.safestring.SafeText"),
    *("django.utils.html.mark_safe", "litestar.contrib.jinja.Markup"),
)
_FORMATS = ("django.utils.html.format_html",)
# Calls whose result is escaped or sanitized HTML, or JSON that cannot end a script.
ESCAPES = frozenset(
    {
        *(
            "markupsafe.escape",
            "markupsafe.escape_silent",
            "flask.escape",
            "html.escape",
            "cgi.escape",
            "jinja2.escape",
        ),
        *("django.utils.html.escape", "django.utils.html.conditional_escape", "django.utils.html.format_html"),
        *("django.utils.html.format_html_join", "django.utils.html.json_script", "django.utils.html.escapejs"),
        *("django.utils.html.strip_tags", "django.utils.html.urlize", "django.utils.html.linebreaks"),
        *("nh3.clean", "nh3.clean_text", "bleach.clean", "bleach.linkify", "xml.sax.saxutils.escape"),
        *("django.template.loader.render_to_string", "flask.render_template", "markupsafe.Markup.escape"),
        *("flask.json.htmlsafe_dumps", "jinja2.utils.htmlsafe_json_dumps", "tornado.escape.xhtml_escape"),
    }
)
# Calls whose result holds the markup that their text held: Markdown may contain HTML, and JSON does not escape it.
_KEEPS_MARKUP = frozenset(
    {
        *("markdown.markdown", "markdown2.markdown", "mistune.html", "mistune.markdown", "commonmark.commonmark"),
        *("json.dumps", "simplejson.dumps"),
    }
)
_ESCAPING_METHODS = frozenset({"escape", "conditional_escape", "clean", "xhtml_escape", "render", "render_to_string"})
_TEXT = External("builtins.str")
_HARMLESS_TYPES = frozenset({"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "decimal.Decimal"})


def _markup(survey: Survey) -> Iterator[RawMarkup]:
    """Yield text that is declared to be safe HTML, and whether its parts are."""
    for names, formats in ((_RAW, False), (_FORMATS, True)):
        for events in by_site(survey.calls(names)).values():
            # What is unescaped or stripped at once is plain text again, whatever it was called between.
            values = [event.arguments.get(0) for event in events if not _is_undone(survey, event)]
            found = [value for value in values if value is not None]
            if not found:
                continue
            constant = _all_constant(found)
            if formats and constant is not State.NO:
                continue
            yield RawMarkup(
                location=survey.location(events[0].site),
                scope=events[0].site.scope,
                callee=names[0] if formats else events[0].callee,
                production=survey.production(events[0].site),
                constant=constant,
                escaped=State.NO if formats else _all_escaped(found),
            )


def _is_undone(survey: Survey, event: CallEvent) -> bool:
    """Tell whether all that is done with markup is to make plain text of it again."""
    uses = survey.program.calls_on(event.result) if event.result is not None else ()
    return bool(uses) and all(last_name(use.callee) in {"unescape", "striptags"} for use in uses)


def _kept(value: AnyValue) -> AnyValue | None:
    """Return the text whose markup is kept in a value that a call made of it."""
    if isinstance(value, Produced) and value.call.callee in _KEEPS_MARKUP:
        return value.call.arguments.get(0, "text")
    return None


def _all_constant(values: Iterable[AnyValue]) -> State:
    """Tell whether all of these are fixed; one that is not decides."""
    answers = [_is_constant(value) for value in values]
    return State.NO if State.NO in answers else agreed(answers)


def _is_constant(value: AnyValue) -> State:
    """Tell whether a text is fixed: all that it may be are constants."""
    kept = _kept(value)
    if kept is not None:
        return State.YES if isinstance(kept, (Constant, DictObject)) and not kept.taint else State.NO
    if isinstance(value, Constant):
        return State.NO if _harmful(value) else State.YES
    if isinstance(value, Text):
        return _all_constant(value.parts) if not _harmful(value) else State.NO
    alternatives = members(value)
    if len(alternatives) > 1:
        return _all_constant(alternatives)
    looked_up = getattr(value, "type", None) == _TEXT and bool(value.taint) and not _is_made_safe(value)
    return State.NO if _harmful(value) or looked_up or isinstance(value, Text) else State.UNKNOWN


def _harmful(value: AnyValue) -> bool:
    """Tell whether data is put in as it came; of what something unknown made of data nobody knows."""
    return any(SinkKind.HTML not in taint.safe and not taint.weak for taint in value.taint)


def _all_escaped(values: Iterable[AnyValue]) -> State:
    """Tell whether every part that is not constant has been escaped; one tainted part that has not decides."""
    answers = [_escaped(part) for value in values for part in _parts(value)]
    if State.NO in answers:
        return State.NO
    return State.YES if answers and all(answer is State.YES for answer in answers) else State.UNKNOWN


def _parts(value: AnyValue) -> Iterator[AnyValue]:
    for member in members(value):
        if isinstance(member, Text):
            yield from member.parts
        else:
            yield member


def _is_made_safe(part: AnyValue) -> bool:
    """Tell whether a text is what a call gave that escapes or cleans it."""
    if not isinstance(part, Produced):
        return False
    callee = part.call.callee
    return callee in ESCAPES or callee in _RAW or last_name(callee) in _ESCAPING_METHODS


def _escaped(part: AnyValue) -> State:
    kept = _kept(part)
    if kept is not None:
        return State.NO if _escaped(kept) is not State.YES else State.UNKNOWN
    if isinstance(part, Constant) or (_is_made_safe(part) and not _harmful(part)):
        return State.YES
    if _harmful(part):
        return State.NO
    if part.taint and all(map(is_neutral, part.taint)):
        # What was looked up by something: it tells nothing of the text itself, which nobody has escaped.
        return State.NO if getattr(part, "type", None) == _TEXT else State.UNKNOWN
    if part.taint:
        return State.UNKNOWN if any(SinkKind.HTML not in taint.safe for taint in part.taint) else State.YES
    if isinstance(part, Unknown) and getattr(part.type, "name", "") in _HARMLESS_TYPES:
        return State.YES
    return State.UNKNOWN


FACTS = escapings
