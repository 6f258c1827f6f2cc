"""Templates of the project: found by name, lowered when they are first rendered, and run like functions.

Which calls render one, with what, and what its filters mean is said by the libraries' models. Here stands what the
languages of templates do by themselves: looking a name up in whatever holds it, blocks, includes and macros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from backlint.execution.declared import class_of
from backlint.execution.frames import Frame
from backlint.execution.items import element_of, get_item, type_of
from backlint.execution.joins import join_all
from backlint.execution.library import Queried, Rendering, TemplateAdditions
from backlint.execution.machine import MODULE_BUDGET, BudgetExceededError, Machine, SourceModule
from backlint.execution.program import Effect
from backlint.execution.records import is_each
from backlint.execution.stored_texts import text_of_row
from backlint.execution.taint import CLEAN, Site
from backlint.execution.values import (
    NONE,
    TRUE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Member,
    Module,
    Partial,
    Produced,
    Tuple,
    Union,
    Unknown,
    constant,
    is_none,
    members,
    string_of,
)
from backlint.facts.templates.lower import RENDER, TemplateFacts, lower

PREFIX = "template "
"""Begins the names of the modules that templates become; no module of a program has a space in its name."""

_MACHINE = "builtins."
_OWN = ("lookup", "part", "include", "block", "blocks", "super", "module", "tag", "join", "test", "markup")
_CALLED_PARTS = frozenset({"items", "keys", "values", "all", "lists", "first", "last", "count", "get_full_path"})


class Language(msgspec.Struct, frozen=True):
    """What makes one environment differ from another."""

    django: bool
    escapes: bool


class Pages:
    """The templates of one project that have been rendered so far."""

    def __init__(self) -> None:
        self._modules: dict[object, str] = {}
        self._registered: TemplateAdditions | None = None
        self.languages: dict[str, Language] = {}
        self.facts: dict[str, TemplateFacts] = {}

    def registered(self, machine: Machine) -> TemplateAdditions:
        """Return what the program adds; asked once its modules have been run."""
        if machine.registering:
            return TemplateAdditions()
        if self._registered is None:
            self._registered = machine.library.template_additions(machine.events)
        return self._registered

    def module(self, machine: Machine, path: str, language: Language) -> str:
        """Return the module that a template of the project is, lowering and running it at first."""
        key = self._modules.get((path, language))
        if key is None:
            key = self._modules[path, language] = f"{PREFIX}{path}:{len(self._modules)}"
            self._make(machine, key, path, machine.documents.text(path), language)
        return key

    def string(self, machine: Machine, source: Constant, language: Language, site: Site) -> str:
        """Return the module that a template written out in the program is; all of it stands where it is rendered."""
        key = self._modules.get((source.value, site, language))
        if key is None:
            key = f"{PREFIX}{site.path}:{site.at}:{len(self._modules)}"
            self._modules[source.value, site, language] = key
            self._make(machine, key, site.path, str(source.value), language, site.at)
        return key

    def _make(self, machine: Machine, key: str, path: str, text: str, language: Language, at: int = 0) -> None:
        self.languages[key] = language
        facts = lower(
            text,
            "the template" if at else PurePosixPath(path).name,
            django=language.django,
            escapes=language.escapes,
            at=at,
            tags=self.registered(machine).tags,
        )
        self.facts[key] = facts
        if facts.problem:
            machine.gap(Site(path, at), "unresolved", f"a template that cannot be read: {facts.problem}")
        if facts.unread:
            words = "a part of a template is" if facts.unread == 1 else f"{facts.unread} parts of a template are"
            machine.gap(Site(path, facts.unread_at), "unresolved", f"{words} of another language than its renderer's")
        module = SourceModule(key, path, facts.module, is_package=False)
        module.state = "done"
        machine.modules[key] = module
        frame = Frame(key, path, "", parent=None, branch_born=0, depth=0)
        frame.is_module = True
        module.frame = frame
        registered = self.registered(machine)
        for name in facts.asked:
            value = _global(name, registered)
            if value is not None:
                frame.bind(name, value)
        steps, limit = machine.steps, machine.limit
        machine.limit = steps + MODULE_BUDGET
        try:
            machine.hooks.execute(machine, frame, machine.body(facts.module, facts.module.body))
        except BudgetExceededError:
            machine.gap(Site(path, 0), "budget", "a template with too many parts to be run whole")
        finally:
            machine.limit = limit + (machine.steps - steps)


def _global(name: str, registered: TemplateAdditions) -> AnyValue | None:
    """Return what a global name of templates stands for; None for one that the template defines itself."""
    if name.startswith("template.filters."):
        return _told(registered.filters.get(name.removeprefix("template.filters."))) or External(name)
    if name.startswith("template.print."):
        return External(name)
    return External(f"{_MACHINE}{name}") if name.removeprefix("template.") in _OWN else None


_ESCAPES = "autoescape"
"""The argument by which Django's filters are told whether what they return is escaped where they mark it as HTML."""


def _told(found: AnyValue | None) -> AnyValue | None:
    """Return a filter of the project's own, told that values are escaped where it asks for that."""
    asks = isinstance(found, FunctionObject) and any(one.name == _ESCAPES for one in found.facts.parameters)
    return Partial(found, Arguments((), ((_ESCAPES, TRUE),))) if found is not None and asks else found


# --- rendering


def render(machine: Machine, frame: Frame, event: CallEvent, rendering: Rendering) -> None:
    """Run the templates that a call renders with what it gives them; what they do is done by the caller."""
    at = event.site.at
    keys = list(_meant(machine, event, rendering))
    contexts = [machine.call(frame, function, given, at) for function, given in rendering.contexts]
    if not keys or frame.state is None:
        return
    added = [machine.call(frame, one, Arguments(), at) for one in machine.pages.registered(machine).processors]
    given = (*rendering.known, *_queried(machine, frame, rendering.queried, event.site))
    known = machine.new_dict({constant(name): value for name, value in given}, None, event.site)
    values = machine.new_dict({constant(name): value for name, value in rendering.values}, None, event.site)
    context = _merged(machine, (*added, known, *contexts, *rendering.mappings, values), event.site)
    _note_lists(machine, frame, event, (*contexts, *rendering.mappings, values))
    used = frame.used
    for key in keys:
        if machine.pages.facts[key].is_markup:
            _render(machine, frame, key, (context, NONE), at)
    # What a page only shows is not put to use: nothing has to be valid to be shown.
    frame.used = used


SHOWS_ALL = "shows-all"
"""The mark of an effect: a page is given all rows of a kind."""


def _note_lists(machine: Machine, frame: Frame, event: CallEvent, contexts: tuple[AnyValue, ...]) -> None:
    """Note the lists and queries of all rows that a template is given."""
    for context in contexts:
        for value in context.entries.values() if isinstance(context, DictObject) else ():
            for member in members(value):
                item: AnyValue | None = None
                if isinstance(member, (ListObject, Tuple)):
                    item = member.rest
                elif isinstance(member, Produced) and member.taint:
                    item = machine.library.item(member, type_of(machine, member), UNKNOWN, event.site)
                if item is not None and is_each(item.taint):
                    frame.effect(Effect(SHOWS_ALL, event.callee, event.site, item.taint))


def _queried(machine: Machine, frame: Frame, queried: Queried | None, site: Site) -> Iterator[tuple[str, AnyValue]]:
    """Yield the objects that a view shows, by the names that its template knows them by."""
    if queried is None:
        return
    if queried.function is not None:
        every = machine.call(frame, queried.function, Arguments(), site.at)
        one = element_of(machine, frame, every, site.at)
    else:
        one = Unknown(type=queried.model)
    cls = class_of(one)
    shown: AnyValue = machine.new_list("list", [], one, site) if queried.several else one
    ending = "_list" if queried.several else ""
    if cls is not None:
        for name in (f"object{ending}", f"{cls.facts.name.lower()}{ending}", queried.name):
            if name:
                yield name, shown


def _meant(machine: Machine, event: CallEvent, rendering: Rendering) -> Iterator[str]:
    """Yield the modules of the templates that may be meant."""
    if rendering.source is not None:
        language = Language(rendering.django, rendering.escapes_strings)
        for member in members(rendering.source):
            if isinstance(member, Constant) and isinstance(member.value, str):
                yield machine.pages.string(machine, member, language, event.site)
        return
    for member in () if rendering.name is None else members(rendering.name):
        # The first of a list that is there.
        for name in _names(member):
            path = machine.documents.find(name, event.site.path)
            if path is not None:
                yield machine.pages.module(machine, path, Language(rendering.django, rendering.escapes_name(path)))
                break


def _names(value: AnyValue) -> Iterator[str]:
    for one in value.items if isinstance(value, (Tuple, ListObject)) else (value,):
        text = string_of(one)
        if text:
            yield text


def _render(machine: Machine, frame: Frame, key: str, given: tuple[AnyValue, ...], at: int) -> AnyValue:
    module = machine.modules[key].frame
    function = None if module is None else module.local(RENDER)
    if function is None:
        return UNKNOWN
    return machine.call(frame, function, Arguments(given), at)


def _merged(machine: Machine, contexts: tuple[AnyValue, ...], site: Site) -> AnyValue:
    """Return one context of several, the later over the earlier."""
    if len(contexts) == 1 and isinstance(contexts[0], DictObject):
        return contexts[0]
    entries: dict[Constant, AnyValue] = {}
    rest: list[AnyValue] = []
    for context in contexts:
        for member in context.members if isinstance(context, Union) else (context,):
            if isinstance(member, DictObject):
                entries.update(member.entries)
                if member.rest is not None:
                    rest.append(member.rest)
            elif member.taint:
                rest.append(Unknown(member.taint))
    return machine.new_dict(entries, join_all(rest) if rest else None, site)


# --- what templates do by themselves


def lookup(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`a.b` of Jinja: an attribute, else what is under that key; a stored text where `a` is a row of a database."""
    base, name = arguments.positional[0], string_of(arguments.positional[1]) or ""
    value = _looked_up(machine, frame, base, name, at)
    return value if name in _CALLED_PARTS else text_of_row(base, value, machine.library, frame.site(at))


def _looked_up(machine: Machine, frame: Frame, base: AnyValue, name: str, at: int) -> AnyValue:
    if isinstance(base, Union):
        found = [_looked_up(machine, frame, one, name, at) for one in base.members if not is_none(one)]
        return join_all(found) if found else UNKNOWN
    if isinstance(base, DictObject):
        held = base.get(name)
        if held is not None:
            return held
        if name in _CALLED_PARTS or name in {"get", "copy"}:
            return Member(base, name, base.taint)
        return base.rest if base.rest is not None else UNKNOWN
    if isinstance(base, (Unknown, Produced, Member, External)) and name not in _CALLED_PARTS and name != "get":
        type_name = type_of(machine, base)
        known = machine.library.attribute(base, type_name, name, frame.site(at))
        if known is not None:
            return known
        own = isinstance(base, Unknown) and isinstance(base.type, ClassObject)
        if isinstance(base, (Unknown, Produced)) and base.taint and not own:
            return get_item(machine, frame, base, constant(name), at)
    if isinstance(base, ListObject) and name not in _CALLED_PARTS and not name.isdigit():
        # A list has no such part: what is found for a dictionary elsewhere is nothing here.
        return Unknown(CLEAN)
    if isinstance(base, (Constant, ListObject, Tuple)) and name not in _CALLED_PARTS:
        return Unknown(base.taint)
    return machine.attribute(frame, base, name, at)


def part(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`a.b` of Django: what is under that key, else an attribute, called where it can be."""
    name = string_of(arguments.positional[1]) or ""
    value = lookup(machine, frame, arguments, at)
    if isinstance(value, (Bound, FunctionObject)) or (isinstance(value, Member) and name in _CALLED_PARTS):
        return machine.call(frame, value, Arguments(), at)
    return value


def include(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`{% include name %}` with a context; for `{% extends name %}` with blocks that take the place of its own."""
    name, context, *blocks = arguments.positional
    path = _path(machine, frame, name)
    if not path:
        return Unknown(CLEAN)
    key = machine.pages.module(machine, path, machine.pages.languages[frame.module])
    return _render(machine, frame, key, (context, *blocks), at)


def _path(machine: Machine, frame: Frame, name: AnyValue) -> str:
    """Return the path of the first template of the project that a value names."""
    for member in members(name):
        for text in _names(member):
            path = machine.documents.find(text, frame.path)
            if path is not None:
                return path
    return ""


def blocks(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """The blocks of a template over those of the one that it extends, and under those of the ones that extend it."""
    given = arguments.positional[0]
    entries = {constant(name): value for name, value in arguments.keywords}
    if isinstance(given, DictObject):
        entries.update(given.entries)
    return machine.new_dict(entries, None, frame.site(at))


def block(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`{% block name %}`: the block of who extends the template, else its own."""
    overrides, name, own, context = arguments.positional
    held = overrides.entries.get(constant(string_of(name))) if isinstance(overrides, DictObject) else None
    return machine.call(frame, own if held is None else held, Arguments((context, overrides)), at)


def super_block(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`{{ super() }}` and `{{ block.super }}`: the block of the template that is extended."""
    name, wanted, context = arguments.positional
    language = machine.pages.languages[frame.module]
    path = _path(machine, frame, name)
    for _ in range(8):
        if not path:
            break
        key = machine.pages.module(machine, path, language)
        module = machine.modules[key].frame
        held = module.local(f"block {string_of(wanted)}") if module is not None else None
        if held is not None:
            return machine.call(frame, held, Arguments((context, NONE)), at)
        extended = machine.pages.facts[key].extends
        path = (machine.documents.find(extended, path) if extended else None) or ""
    return UNKNOWN


def imported(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`{% import name %}`: the module whose macros are used."""
    _ = at
    path = _path(machine, frame, arguments.positional[0])
    if not path:
        return UNKNOWN
    return Module(machine.pages.module(machine, path, machine.pages.languages[frame.module]))


def tag(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`{% tag … %}` of the project: what its function returns, or the template that is rendered with it."""
    name, context, *given = arguments.positional
    known = machine.pages.registered(machine).tags.get(string_of(name) or "")
    if known is None:
        return UNKNOWN
    passed = (context, *given) if known.takes_context else tuple(given)
    value = machine.call(frame, known.function, Arguments(passed, arguments.keywords), at)
    path = machine.documents.find(known.template, frame.path) if known.template else None
    if path is None or frame.state is None:
        return UNKNOWN if known.template else value
    key = machine.pages.module(machine, path, machine.pages.languages[frame.module])
    _render(machine, frame, key, (_merged(machine, (value,), frame.site(at)), NONE), at)
    return UNKNOWN


def joined(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`a ~ b` of Jinja."""
    _ = (machine, frame, at)
    return Unknown(arguments.taint)


def tested(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue:
    """`a is b` of Jinja, and whatever else gives a value that is nobody's."""
    _ = (machine, frame, arguments, at)
    return UNKNOWN


Own = Callable[[Machine, Frame, Arguments, int], AnyValue | None]
FUNCTIONS: Mapping[str, Own] = {
    "builtins.template.lookup": lookup,
    "builtins.template.part": part,
    "builtins.template.include": include,
    "builtins.template.block": block,
    "builtins.template.blocks": blocks,
    "builtins.template.super": super_block,
    "builtins.template.module": imported,
    "builtins.template.tag": tag,
    "builtins.template.join": joined,
    "builtins.template.test": tested,
    "builtins.template.markup": tested,
}
