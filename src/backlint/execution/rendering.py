"""Templates: what a program hands over to one is followed to where the page prints it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from backlint.concepts import SinkKind
from backlint.execution.frames import PROOF, Frame
from backlint.execution.items import element_of, get_item
from backlint.execution.joins import join_all
from backlint.execution.library import Rendering, Sunk
from backlint.execution.machine import Machine
from backlint.execution.places import location_of
from backlint.execution.program import Effect
from backlint.execution.taint import CLEAN, Site, neutralize, weaken
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    Constant,
    DictObject,
    ListObject,
    Member,
    Text,
    Tuple,
    Unknown,
    constant,
    members,
    string_of,
    taint_of_all,
)
from backlint.facts.template_model import (
    Bind,
    Called,
    Context,
    Expression,
    Filtered,
    Literal,
    Loop,
    Macro,
    Mixed,
    Name,
    Part,
    Print,
    Statement,
    TemplateFacts,
    Use,
)
from backlint.facts.templates import read_template
from backlint.findings import Step

MAX_TEMPLATES = 12
"""How deep templates may extend, include and call each other."""

_HTML = frozenset({SinkKind.HTML})
_RAW = frozenset({"safe", "safeseq"})
_ESCAPES = frozenset({"e", "escape", "forceescape", "force_escape"})
_SAFE = _ESCAPES | frozenset(
    "urlencode tojson json_script escapejs xmlattr linebreaks linebreaksbr urlize urlizetrunc length length_is wordcount "
    "count int float round abs filesizeformat date time timesince timeuntil pluralize yesno floatformat intcomma intword "
    "naturaltime naturalday slugify divisibleby get_digit iriencode phone2numeric crispy as_crispy_field render_field "
    "dateformat strftime datetimeformat format_date format_datetime sum".split()
)
_PASSES = frozenset(
    "upper lower trim replace join default d first last truncate truncatechars truncatewords truncatechars_html "
    "truncatewords_html title capitalize capfirst center indent format cut ljust rjust random reverse sort slice list "
    "dictsort string add default_if_none wordwrap striptags unique map select reject items attr batch unordered_list "
    "safeseq safe min max selectattr rejectattr groupby".split()
)
_SANITIZES = re.compile(r"sanit|clean|bleach|nh3|escape|purif|quote", re.IGNORECASE)
_HARMFUL = {
    Context.UNQUOTED: "high",
    Context.SCRIPT: "high",
    Context.HANDLER: "medium",
    Context.TAG: "medium",
    Context.URL: "medium",
}
"""Where a value harms though it is escaped, and how surely."""

_READS_ALL = frozenset({"items", "values", "keys", "all"})


class _Page:
    """One rendering under way: the templates that are being run, the frame in which they are, and the macros so far."""

    __slots__ = ("active", "event", "frame", "machine", "macros", "path", "rendering")

    def __init__(self, machine: Machine, frame: Frame, event: CallEvent, rendering: Rendering) -> None:
        self.machine = machine
        self.frame = frame
        self.event = event
        self.rendering = rendering
        self.path = ""
        self.active: list[object] = []
        self.macros: dict[str, tuple[Macro, str]] = {}


def render(machine: Machine, frame: Frame, event: CallEvent, rendering: Rendering) -> None:
    """Run the templates that a call renders; what they print unsafely becomes an effect of the frame."""
    for name, facts, path in _templates(machine, event, rendering):
        if frame.state is None or not facts.is_markup:
            continue
        inner = Frame(
            frame.module, path or frame.path, name, parent=None, branch_born=frame.branch_born, depth=frame.depth + 1
        )
        inner.state = frame.state.copy()
        inner.state.locals = {}
        page = _Page(machine, inner, event, rendering)
        page.path = path
        _template(page, path, facts)
        step = Step(location_of(event.site), f"renders {name}")
        for effect in inner.effects:
            if effect.mark.startswith(PROOF):
                continue
            trace = effect.trace if effect.site == event.site else (step, *effect.trace)
            frame.effect(msgspec.structs.replace(effect, trace=trace))
        frame.used |= inner.used


def _templates(machine: Machine, event: CallEvent, rendering: Rendering) -> Iterator[tuple[str, TemplateFacts, str]]:
    """Yield the templates that may be meant: the name for people, what it says, its file ("" for a string)."""
    if rendering.source is not None:
        for member in members(rendering.source):
            text = string_of(member)
            if text is not None:
                yield "the template", read_template(text), ""
        return
    for name in _names(rendering.name):
        path = machine.documents.find(name, event.site.path)
        if path is not None:
            yield name, machine.documents.read(path), path


def _names(value: AnyValue | None) -> Iterator[str]:
    for member in () if value is None else members(value):
        if isinstance(member, (Tuple, ListObject)):
            for item in member.items:
                yield from _names(item)
        elif (text := string_of(member)) is not None:
            yield text


def _escapes(page: _Page) -> bool:
    """Tell whether the library escapes what the template prints that is being run."""
    return page.rendering.escapes_name(page.path) if page.path else page.rendering.escapes_strings


def _template(page: _Page, path: str, facts: TemplateFacts) -> None:
    key = path or facts
    if key in page.active or len(page.active) >= MAX_TEMPLATES:
        return
    outer, page.path = page.path, path
    page.active.append(key)
    _run(page, facts.body, escapes=_escapes(page))
    page.active.pop()
    page.path = outer


# --- statements


def _run(page: _Page, body: tuple[Statement, ...], *, escapes: bool) -> None:
    for statement in body:
        page.machine.step()
        if isinstance(statement, Print):
            _print(page, statement, escapes=escapes)
        elif isinstance(statement, Bind):
            page.frame.bind(statement.name, _evaluate(page, statement.value))
        elif isinstance(statement, Loop):
            _loop(page, statement, escapes=escapes)
        elif isinstance(statement, Macro):
            page.macros[statement.name] = (statement, page.path)
        else:
            _use(page, statement)


def _loop(page: _Page, loop: Loop, *, escapes: bool) -> None:
    item = element_of(page.machine, page.frame, _evaluate(page, loop.values), loop.at)
    if len(loop.targets) == 1:
        page.frame.bind(loop.targets[0], item)
    for position, target in enumerate(loop.targets if len(loop.targets) > 1 else ()):
        page.frame.bind(target, get_item(page.machine, page.frame, item, constant(position), loop.at))
    page.frame.bind("loop", UNKNOWN)
    _run(page, loop.body, escapes=escapes)


def _use(page: _Page, use: Use) -> None:
    for name in _names(_evaluate(page, use.template)):
        path = page.machine.documents.find(name, page.path or page.event.site.path)
        if path is not None:
            before = dict(page.macros)
            _template(page, path, page.machine.documents.read(path))
            if use.name:
                page.macros.update(
                    {f"{use.name}.{key}": macro for key, macro in page.macros.items() if before.get(key) is not macro}
                )


def _print(page: _Page, printed: Print, *, escapes: bool) -> None:
    value = _evaluate(page, printed.value)
    if not value.taint:
        return
    raw = not (escapes if printed.escaped is None else printed.escaped) or _is_raw(printed.value)
    confidence = "high" if raw else _HARMFUL.get(printed.context, "")
    harmful = page.frame.harmful(value.taint, SinkKind.HTML)
    if not raw and printed.context is Context.URL:
        # What cannot choose where an address leads cannot choose its scheme either.
        harmful = CLEAN if _begins_fixed(value) else page.frame.harmful(harmful, SinkKind.REDIRECT)
    if not confidence or not harmful:
        return
    name = page.path.rpartition("/")[2] or page.event.callee
    place = Site(page.path, printed.at, page.frame.scope) if page.path else page.event.site
    where = Context.TEXT if raw else printed.context
    sunk = Sunk(SinkKind.HTML, where.value, NONE, confidence, strict=True)
    page.frame.effect(Effect("sink", name, place, harmful, sunk, (), built=True))


def _is_raw(value: Expression) -> bool:
    """Tell whether the last filter that decides on escaping says that the value is safe."""
    while isinstance(value, Filtered):
        if value.name in _RAW:
            return True
        if value.name in _ESCAPES:
            return False
        value = value.value
    return isinstance(value, Mixed) and value.either and any(_is_raw(part) for part in value.parts)


def _begins_fixed(value: AnyValue) -> bool:
    """Tell whether all that a value may be begins with text of the program, so that no scheme can be chosen."""
    return all(
        not member.taint or (isinstance(member, Text) and not member.parts[0].taint and member.parts[0] != constant(""))
        for member in members(value)
    )


# --- expressions


def _evaluate(page: _Page, node: Expression) -> AnyValue:
    page.machine.step()
    return _EVALUATORS[type(node)](page, node)


def _literal(page: _Page, node: Literal) -> AnyValue:
    del page
    return constant(node.value)


def _name(page: _Page, node: Name) -> AnyValue:
    held = page.frame.local(node.name)
    if held is not None:
        return held
    rendering = page.rendering
    given = dict(rendering.values).get(node.name)
    if given is not None:
        return given
    for mapping in rendering.mappings:
        if isinstance(mapping, DictObject):
            found = mapping.get(node.name)
            if found is not None:
                return found
        elif mapping.taint:
            return get_item(page.machine, page.frame, mapping, constant(node.name), node.at)
    return dict(rendering.known).get(node.name, UNKNOWN)


def _part(page: _Page, node: Part) -> AnyValue:
    base = _evaluate(page, node.base)
    if node.key is not None:
        return get_item(page.machine, page.frame, base, _evaluate(page, node.key), node.at)
    return join_all(_part_of(page, member, node) for member in members(base))


def _part_of(page: _Page, base: AnyValue, node: Part) -> AnyValue:
    """Return an item or an attribute, whichever there is; a method without arguments is called, as Django does."""
    machine, frame = page.machine, page.frame
    if isinstance(base, DictObject):
        held = base.get(node.name)
        if held is not None:
            return held
    if isinstance(base, (ListObject, Tuple)) and node.name.isdigit():
        return get_item(machine, frame, base, constant(int(node.name)), node.at)
    value = machine.attribute(frame, base, node.name, node.at)
    if isinstance(value, Bound) or (isinstance(value, Member) and node.name in _READS_ALL):
        return machine.call(frame, value, Arguments(), node.at)
    if isinstance(value, Member) and isinstance(base, Unknown):
        return get_item(machine, frame, base, constant(node.name), node.at)
    return value


def _called(page: _Page, node: Called) -> AnyValue:
    macro = page.macros.get(_dotted(node.function))
    positional = tuple(_evaluate(page, one) for one in node.positional)
    keywords = tuple((name, _evaluate(page, one)) for name, one in node.keywords)
    if macro is not None:
        _macro(page, *macro, positional, dict(keywords))
        return constant("")
    if isinstance(node.function, Part) and not node.function.key:
        base = _evaluate(page, node.function.base)
        function = page.machine.attribute(page.frame, base, node.function.name, node.at)
    else:
        function = _evaluate(page, node.function)
    if isinstance(function, Constant) or function is UNKNOWN:
        return Unknown(weaken(taint_of_all((*positional, *(value for _, value in keywords)))))
    return page.machine.call(page.frame, function, Arguments(positional, keywords), node.at)


def _dotted(node: Expression) -> str:
    if isinstance(node, Name):
        return node.name
    return f"{_dotted(node.base)}.{node.name}" if isinstance(node, Part) and node.name else "?"


def _macro(
    page: _Page, macro: Macro, path: str, positional: tuple[AnyValue, ...], keywords: dict[str, AnyValue]
) -> None:
    """Run a macro, which sees what it is given and nothing that is bound where it is called."""
    if macro in page.active or len(page.active) >= MAX_TEMPLATES or page.frame.state is None:
        return
    page.active.append(macro)
    outer = page.frame.state.locals
    bound: dict[str, AnyValue] = {}
    for position, (name, default) in enumerate(macro.parameters):
        given = positional[position] if position < len(positional) else keywords.get(name)
        bound[name] = given if given is not None else UNKNOWN if default is None else _evaluate(page, default)
    page.frame.state.locals = page.frame.variables = bound
    caller, page.path = page.path, path
    _run(page, macro.body, escapes=_escapes(page))
    page.path = caller
    page.active.pop()
    if page.frame.state is not None:
        page.frame.state.locals = page.frame.variables = outer


def _filtered(page: _Page, node: Filtered) -> AnyValue:
    value = _evaluate(page, node.value)
    arguments = [_evaluate(page, one) for one in node.arguments]
    if node.name in _SAFE or _SANITIZES.search(node.name):
        return Unknown(neutralize(value.taint, _HTML))
    if node.name in {"default", "d", "default_if_none"}:
        return join_all((value, *arguments[:1]))
    if node.name in _RAW:
        return value
    if node.name in {"first", "last", "random"}:
        return element_of(page.machine, page.frame, value, node.at) if value.taint else UNKNOWN
    taints = value.taint | taint_of_all(arguments)
    if not taints:
        return Unknown(CLEAN)
    return Unknown(taints if node.name in _PASSES else weaken(taints))


def _mixed(page: _Page, node: Mixed) -> AnyValue:
    values = [_evaluate(page, part) for part in node.parts]
    if node.either:
        return join_all(values)
    if values and isinstance(values[0], Constant):
        return Text(
            tuple(value if isinstance(value, (Constant, Text, Unknown)) else Unknown(value.taint) for value in values)
        )
    return Unknown(taint_of_all(values))


_EVALUATORS: dict[type, Callable[..., AnyValue]] = {
    Literal: _literal,
    Name: _name,
    Part: _part,
    Called: _called,
    Filtered: _filtered,
    Mixed: _mixed,
}
