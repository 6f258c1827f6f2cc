"""Calls: of the project's own functions and classes, remembered, and of anything in a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec

from backlint.concepts import SinkKind
from backlint.execution import functions
from backlint.execution.builtin_calls import call_builtin
from backlint.execution.called_back import run_callbacks, run_later
from backlint.execution.construction import complete, fill_fields, set_properties
from backlint.execution.declared_answers import sends_plain
from backlint.execution.exceptions import is_builtin_exception, note_arguments
from backlint.execution.frames import NOTHING, PROOF, Assured, Frame, merge
from backlint.execution.handed import told_by_request
from backlint.execution.importing import imported
from backlint.execution.items import callee_of, type_of
from backlint.execution.joins import join_all
from backlint.execution.library import NEW, Exchange, Sunk
from backlint.execution.machine import (
    Machine,
)
from backlint.execution.mappings import begin, called
from backlint.execution.method_calls import call_method
from backlint.execution.pages import sent_to
from backlint.execution.program import (
    ENTERED,
    HTML_ANSWER,
    PLAIN_ANSWER,
    SIGNED_IN,
    Check,
    Effect,
    Exit,
    is_redirect,
    order,
)
from backlint.execution.records import chooses_rows, is_of_records
from backlint.execution.refinement import compared
from backlint.execution.rendering import render
from backlint.execution.taint import CLEAN, EVERY_SINK, TEXTUAL, Taints, both, is_neutral, neutralize, weaken
from backlint.execution.texts import texts_in
from backlint.execution.types import HARMLESS
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Deferred,
    Descriptor,
    External,
    FunctionObject,
    HeapObject,
    InstanceObject,
    Member,
    Partial,
    Produced,
    Super,
    Text,
    Tuple,
    Union,
    Unknown,
    is_none,
    members,
    taint_of_all,
    unsubscripted,
)

COMPARES = "compares"
"""The mark of a call that raises unless what it is given lies where it should."""

SAYS = "says"
"""The mark of a call that keeps a message for the next page that the caller is shown."""

SAYS_PRESENT, SAYS_ABSENT = "says-present", "says-absent"
"""The marks of effects: such a message, given in place of the callee, where something was found or was not."""

CHECK_WORDS = frozenset({"authentication", "authorization", "csrf", "rate-limit", ENTERED})
"""Marks of calls that do not return unless something holds, and of those that let a request go on to what answers it."""


def call_value(machine: Machine, frame: Frame, function: AnyValue, arguments: Arguments, at: int) -> AnyValue:
    """Return what calling a value gives; the frame notes what the call does and how it may end."""
    if frame.state is None:
        return UNKNOWN
    machine.step()
    if frame.catching:
        held = frame.catching[-1]
        held.taints = both(held.taints, both(arguments.taint, function.taint))
    if isinstance(function, Produced) and _is_class(machine, made := unsubscripted(function)):
        function = made
    caller = _CALLERS.get(type(function))
    if caller is not None:
        return caller(machine, frame, function, arguments, at)
    return _call_unknown(machine, frame, function, arguments, at)


def _union(machine: Machine, frame: Frame, function: Union, arguments: Arguments, at: int) -> AnyValue:
    before = frame.state
    results, states = [], []
    answers: list[Assured] = []
    for member in function.members:
        if is_none(member) or before is None:
            continue
        frame.state = before.copy()
        frame.answers.pop(at, None)
        results.append(call_value(machine, frame, member, arguments, at))
        states.append(frame.state)
        answers.append(frame.answers.pop(at, NOTHING))
    if answers and all(answers):
        frame.answers[at] = Assured(
            frozenset.intersection(*(one.yes for one in answers)), frozenset.intersection(*(one.no for one in answers))
        )
    frame.state = merge(states) if states else before
    return join_all(_unproven(results)) if results else UNKNOWN


def _unproven(results: Sequence[AnyValue]) -> Iterator[AnyValue]:
    """Yield what several that may be called give: where one of them makes a number of a text, that the text comes through
    another is not proven.
    """
    numbers = any(value.taint and all(one.safe >= TEXTUAL for one in value.taint) for value in results)
    for value in results:
        if numbers and isinstance(value, Unknown) and value.tainted:
            yield Unknown(weaken(value.tainted), value.type, value.note)
        else:
            yield value


def _bound(machine: Machine, frame: Frame, function: Bound, arguments: Arguments, at: int) -> AnyValue:
    full = Arguments(
        (function.receiver, *arguments.positional), arguments.keywords, arguments.star, arguments.double_star
    )
    return call_function(machine, frame, function.function, full, at)


def _partial(machine: Machine, frame: Frame, function: Partial, arguments: Arguments, at: int) -> AnyValue:
    held = function.arguments
    keywords = {**dict(held.keywords), **dict(arguments.keywords)}
    full = Arguments(
        (*held.positional, *arguments.positional),
        tuple(keywords.items()),
        arguments.star or held.star,
        arguments.double_star or held.double_star,
    )
    return call_value(machine, frame, function.function, full, at)


def _deferred(machine: Machine, frame: Frame, function: Deferred, arguments: Arguments, at: int) -> AnyValue:
    meant = call_value(machine, frame, function.function, Arguments(), at)
    return call_value(machine, frame, meant, arguments, at)


def _descriptor(machine: Machine, frame: Frame, function: Descriptor, arguments: Arguments, at: int) -> AnyValue:
    return call_value(machine, frame, function.function, arguments, at)


def _instance(machine: Machine, frame: Frame, function: InstanceObject, arguments: Arguments, at: int) -> AnyValue:
    method = function.cls.lookup("__call__")
    if isinstance(method, FunctionObject):
        return _bound(machine, frame, Bound(method, function), arguments, at)
    return call_library(machine, frame, Member(function, "__call__"), arguments, at)


def _call_unknown(machine: Machine, frame: Frame, function: AnyValue, arguments: Arguments, at: int) -> AnyValue:
    _use(frame, arguments.taint)
    return Unknown(
        both(weaken(both(arguments.taint, function.taint)), told_by_request(machine, arguments, frame.site(at)))
    )


# --- functions of the project ------------------------------------------------------------------------------------


def call_function(machine: Machine, frame: Frame, function: FunctionObject, arguments: Arguments, at: int) -> AnyValue:
    """Run a function of the project, or use what is remembered of an equal call; what a model says of it counts."""
    if machine.modelled and (name := function.name.replace(":", ".")) in machine.modelled:
        result = functions.call(machine, frame, function, arguments, at)
        seen = as_called(function, arguments)
        return _call_modelled(machine, frame, name, function, (*seen, result), at)
    return functions.call(machine, frame, function, arguments, at)


def _call_modelled(
    machine: Machine,
    frame: Frame,
    name: str,
    function: AnyValue,
    seen: tuple[AnyValue | None, Arguments, AnyValue],
    at: int,
) -> AnyValue:
    """Add what a model says of something of the project to what running it showed.

    `seen` are the receiver, the arguments without it, and what was returned. A sink counts also where nothing returns.
    """
    receiver, arguments, returned = seen
    event = machine.event_of(frame, name, function, receiver, arguments, at)
    exchange = machine.library.own_call(event, returned)
    if frame.state is None:
        for sunk in exchange.sinks:
            _sink(machine, frame, event, sunk)
        return UNKNOWN
    return _perform(machine, frame, event, exchange, arguments)


def as_called(function: FunctionObject, arguments: Arguments) -> tuple[AnyValue | None, Arguments]:
    """Return the receiver of a call and its other arguments, as models count them: a method's first is no argument."""
    owner = function.owner
    bound = (
        owner is not None
        and bool(arguments.positional)
        and isinstance(owner.lookup(function.facts.name), FunctionObject)
    )
    if not bound:
        return None, arguments
    return arguments.positional[0], msgspec.structs.replace(arguments, positional=arguments.positional[1:])


def _class(machine: Machine, frame: Frame, cls: ClassObject, arguments: Arguments, at: int) -> AnyValue:
    """Make an instance of a class of the project; what a model says of the class counts."""
    made = _instance_of(machine, frame, cls, arguments, at)
    if machine.modelled and (name := cls.name.replace(":", ".")) in machine.modelled:
        return _call_modelled(machine, frame, name, cls, (None, arguments, made), at)
    return made


def _instance_of(machine: Machine, frame: Frame, cls: ClassObject, arguments: Arguments, at: int) -> AnyValue:
    if _is_enumeration(cls):
        return Member(cls, "value", neutralize(arguments.taint, EVERY_SINK))
    if _MAPPING in cls.library_bases() and (mapping := call_builtin(machine, frame, "builtins.dict", arguments, at)):
        return mapping
    maker = cls.lookup("__new__")
    if isinstance(maker, FunctionObject) and maker.owner is not None and not maker.owner.library_bases():
        made = call_function(
            machine,
            frame,
            maker,
            Arguments((cls, *arguments.positional), arguments.keywords, arguments.star, arguments.double_star),
            at,
        )
        if isinstance(made, InstanceObject) and made.cls is not cls:
            return made
    instance = InstanceObject(cls, frame.site(at), machine.tick())
    if machine.registering:
        machine.instances.append(instance)
    begin(machine, instance)
    initializer = cls.lookup("__init__")
    bases = cls.library_bases()
    if any(is_builtin_exception(base) for base in bases):
        instance.fields["args"] = Tuple(arguments.positional)
    if isinstance(initializer, FunctionObject):
        _bound(machine, frame, Bound(initializer, instance), arguments, at)
    else:
        arguments = machine.library.taken(cls, arguments)
        called(machine, instance, "__init__", arguments)
        fill_fields(cls, instance, arguments)
        complete(machine, frame, cls, instance, at)
        set_properties(machine, frame, cls, instance, arguments, at)
    if bases or cls.decorations:
        callee = bases[0] if bases else "builtins.object"
        event = machine.event_of(frame, f"{callee}.__init__", cls, instance, arguments, at)
        event.result = instance
        machine.record(event)
        exchange = machine.library.instantiate(bases, event)
        if exchange is not None:
            if isinstance(initializer, FunctionObject):
                # The library's own `__init__` is given what the project's hands on, and has been looked at there.
                exchange = msgspec.structs.replace(exchange, sinks=())
            _perform(machine, frame, event, exchange, arguments)
            proved = machine.library.field(bases, "", instance.tainted) if exchange.validated else None
            if proved is not None:
                instance.tainted = proved
    elif not isinstance(initializer, FunctionObject):
        _use(frame, arguments.taint)
    return instance


_MAPPING = "typing.TypedDict"
"""What describes a plain dictionary: calling it makes one."""


def _is_enumeration(cls: ClassObject) -> bool:
    return any(name.startswith("enum.") for name in cls.library_bases())


def _is_class(machine: Machine, value: AnyValue) -> bool:
    """Tell whether a value that was subscripted is a class: what it makes is what the class makes."""
    return isinstance(value, ClassObject) or (isinstance(value, External) and machine.library.is_class(value.name))


# --- libraries ---------------------------------------------------------------------------------------------------


def _external(machine: Machine, frame: Frame, function: External, arguments: Arguments, at: int) -> AnyValue:
    if function.name.startswith(
        ("builtins.", "functools.", "contextlib.", "typing.", "operator.", "collections.", "inspect.")
    ):
        result = call_builtin(machine, frame, function.name, arguments, at)
        if result is not None:
            return result
    return call_library(machine, frame, function, arguments, at)


def _member(machine: Machine, frame: Frame, function: Member, arguments: Arguments, at: int) -> AnyValue:
    result = call_method(machine, frame, function, arguments, at)
    if result is not None:
        return result
    return call_library(machine, frame, function, arguments, at)


def call_library(machine: Machine, frame: Frame, function: AnyValue, arguments: Arguments, at: int) -> AnyValue:
    """Call something outside the project: record it, and do what the library's models say."""
    receiver = function.base if isinstance(function, Member) else None
    if isinstance(function, Produced):
        stands_for = machine.ambient.read(f"{function.call.callee}()@{function.born}")
        if stands_for is not None:
            return call_value(machine, frame, stands_for, arguments, at)
    callee = callee_of(machine, function)
    if isinstance(function, Produced):
        callee = f"{function.call.callee}()" if not function.type else f"{function.type}.__call__"
    event = machine.event_of(frame, callee, function, receiver, arguments, at)
    if receiver is not None and callee.endswith(".__init__"):
        note_arguments(machine, callee, receiver, arguments)
    exchange = _ask(machine, event, function, receiver)
    for name in exchange.asks if exchange is not None else ():
        machine.ambient.read(name)
    unknown = exchange is None
    made = _made_by_base(machine, event, receiver)
    if exchange is None:
        exchange = _default(machine, event, function)
        kept = isinstance(receiver, Member) and not type_of(machine, receiver)
        if kept or "()" in callee or not machine.library.is_known(callee):
            # What a library's call gives back, a plugin that is loaded by its name, say, is not the library's own, nor is
            # what a program keeps in an attribute of a library's object: `request.state.guard`.
            told = both(exchange.taint, told_by_request(machine, arguments, event.site))
            exchange = msgspec.structs.replace(exchange, taint=told)
            _use(frame, weaken(arguments.taint))
    if not exchange.calls and not callee.startswith("functools."):
        returned = run_callbacks(machine, frame, arguments, at)
        if returned and exchange.result is None:
            told = both(exchange.taint, weaken(returned) if unknown else returned)
            exchange = msgspec.structs.replace(exchange, taint=told)
    if made:
        exchange = msgspec.structs.replace(exchange, sinks=made)
    return _perform(machine, frame, event, exchange, arguments)


def _made_by_base(machine: Machine, event: CallEvent, receiver: AnyValue | None) -> tuple[Sunk, ...]:
    """Return what reaches a sink where the `__init__` of a project's class calls that of the library's class below it."""
    if not event.callee.endswith(".__init__"):
        return ()
    given = event.arguments
    if receiver is None and given.positional:
        # `Base.__init__(self, …)`
        receiver, given = given.positional[0], msgspec.structs.replace(given, positional=given.positional[1:])
    bases = receiver.cls.library_bases() if isinstance(receiver, InstanceObject) else ()
    if not bases:
        return ()
    making = CallEvent(event.callee, event.function, receiver, given, event.site, event.order, certain=event.certain)
    exchange = machine.library.instantiate(bases, making)
    return exchange.sinks if exchange is not None else ()


def _ask(machine: Machine, event: CallEvent, function: AnyValue, receiver: AnyValue | None) -> Exchange | None:
    """Ask the models what a call means, by each library class of the receiver in turn."""
    if not isinstance(function, Member) or receiver is None:
        return machine.library.call(event, "", "")
    for type_name in _types(machine, receiver):
        exchange = machine.library.call(event, type_name, function.name)
        if exchange is not None:
            return exchange
    return machine.library.call(event, "", function.name)


def _types(machine: Machine, receiver: AnyValue) -> tuple[str, ...]:
    cls = receiver.cls if isinstance(receiver, InstanceObject) else receiver
    if isinstance(cls, Unknown) and isinstance(cls.type, ClassObject):
        cls = cls.type
    if isinstance(cls, ClassObject):
        return cls.library_bases()
    known = type_of(machine, receiver)
    return (known,) if known else ()


def _default(machine: Machine, event: CallEvent, function: AnyValue) -> Exchange:
    """What a call means that no model knows: an instance of a class, or something that keeps the taints weakly.

    An object that was made in this run and has a method called takes on what that is given: `builder.add(x)`.
    """
    receiver = function.base if isinstance(function, Member) else None
    held = taint_of_all(receiver.fields.values()) if isinstance(receiver, Produced) else CLEAN
    given = weaken(event.arguments.taint)
    taints = weaken(both(both(event.arguments.taint, function.taint), held))
    type_name = event.callee if isinstance(function, External) and machine.library.is_class(function.name) else ""
    if isinstance(receiver, Super) and event.callee.endswith(".__init__"):
        receiver = receiver.receiver
    # Of a library that models know, a method without a row changes nothing that matters.
    unknown = receiver is not None and bool(given) and not machine.library.is_known(event.callee)
    into = ((receiver, given),) if receiver is not None and unknown and _is_own(machine, receiver) else ()
    return Exchange(type=type_name, taint=taints, into=into)


def _is_own(machine: Machine, receiver: AnyValue) -> bool:
    """Tell whether an object was made by the function that is being run or one that called it, and is no module's."""
    made = isinstance(receiver, (Produced, InstanceObject)) and receiver.site is not None and bool(receiver.site.scope)
    return made and isinstance(receiver, HeapObject) and receiver.number not in machine.shared


def _perform(machine: Machine, frame: Frame, event: CallEvent, exchange: Exchange, arguments: Arguments) -> AnyValue:
    """Do what a call means: its result, sinks, marks, checks, call-backs and the way in which it may end."""
    if event.result is None:
        event.result = imported(machine, frame, exchange.names) if exchange.names else exchange.result
        if event.result is None:
            event.result = machine.produce(event, exchange.type, exchange.taint)
        elif isinstance(event.result, HeapObject) and event.result.born == NEW:
            event.result.born = machine.tick()
        machine.record(event)
    taints = arguments.taint
    if "log" not in exchange.marks and HARMLESS.isdisjoint({event.callee, event.callee.rpartition(".")[0]}):
        # Making a UUID or a date of it checks it, and what comes out is used, not what went in.
        _use(frame, taints)
    frame.validated = both(frame.validated, exchange.validated)
    for sunk in exchange.sinks:
        _sink(machine, frame, event, sunk)
    for word in exchange.marks:
        _mark(machine, frame, event, word)
    for word, choosing in exchange.rows:
        frame.effect(Effect(word, event.callee, event.site, choosing))
    _pass_on(machine, frame, event, exchange)
    result = returned = event.result
    for callback, given in exchange.calls:
        if exchange.later:
            run_later(machine, frame, callback, given, event.site.at)
            continue
        returned = call_value(machine, frame, callback, given, event.site.at)
        if exchange.returns_call:
            result = returned
    if exchange.then is not None and frame.state is not None:
        result = _perform(machine, frame, event, exchange.then(returned), arguments)
    if exchange.raises:
        away = is_redirect(exchange.status)
        frame.leave(Exit("raise", exchange.status or None, away, frame.checks, event.site, event.callee))
        frame.state = None
    return result


def _mark(machine: Machine, frame: Frame, event: CallEvent, word: str) -> None:
    """Note what a call is marked with: a proof, a check, a message, or something that it does."""
    # The receiver's taints count as well: `form.is_valid()` says something of what the form was made from.
    flowing = event.arguments.taint if event.receiver is None else both(event.arguments.taint, event.receiver.taint)
    if word.startswith(PROOF):
        frame.prove(flowing, frozenset({SinkKind(word.removeprefix(PROOF))}), event.site)
    elif word == COMPARES:
        compared(frame, event.arguments.positional if event.receiver is None else (event.receiver,), event.site.at)
    elif word == SAYS:
        _note_message(frame, event)
    else:
        about = machine.library.touched(event) if word == "write" else None
        if about is not None and about.emptied and any(map(chooses_rows, frame.checks)):
            about = replace(about, emptied=False)
        made = Effect(word, event.callee, event.site, flowing, about=about)
        if about is not None and event.callee.endswith(_SETS):
            _note_change(frame, made)
        else:
            frame.effect(made)
        if word == SIGNED_IN:
            frame.check(Check(event.site, True, CLEAN, "", word))
        if word in CHECK_WORDS:
            frame.check(Check(event.site, True, flowing, event.callee, word))


_SETS = ".__setattr__"


def _note_change(frame: Frame, made: Effect) -> None:
    """Note that a row is changed by an attribute: once for all of its attributes, since a call tells of so many things only."""
    for held in frame.effects:
        if held.mark == made.mark and held.callee == made.callee and held.about == made.about:
            if not made.taints <= held.taints:
                del frame.effects[held]
                frame.effect(msgspec.structs.replace(held, taints=held.taints | made.taints))
            return
    frame.effect(made)


def _note_message(frame: Frame, event: CallEvent) -> None:
    """Note what is said to the caller, and what was found, or not, before it was."""
    said = " ".join(word for value in event.arguments.values() for word in texts_in(value))
    for check in sorted(frame.checks, key=order) if said else ():
        if check.certain and not check.word and check.taints and (check.holds or check.missing):
            frame.effect(Effect(SAYS_PRESENT if check.holds else SAYS_ABSENT, said, event.site, check.taints))


def _pass_on(machine: Machine, frame: Frame, event: CallEvent, exchange: Exchange) -> None:
    """Let what a call is given show in the objects and the templates that it goes into, and take back what is not so."""
    if exchange.plain is not None:
        _declare(frame, event, plain=exchange.plain)
    for target, taints in exchange.into:
        _taint_object(machine, target, taints)
    for name, value in exchange.sets:
        if isinstance(event.receiver, InstanceObject):
            event.receiver.fields[name] = value
            machine.wrote(event.receiver, name)
    for rendering in exchange.renders:
        render(machine, frame, event, rendering)
    _withdraw(frame, exchange)


def _taint_object(machine: Machine, target: AnyValue, taints: Taints) -> None:
    """Let what a call put into an object show in it: a cursor holds rows that were chosen by its statement."""
    if isinstance(target, (Produced, InstanceObject)) and not taints <= target.tainted:
        target.tainted = both(target.tainted, taints)
        machine.wrote(target)


def _withdraw(frame: Frame, exchange: Exchange) -> None:
    """Take back what was said of the making of objects, where they have been made since the path last parted."""
    for made, kind in exchange.withdraws:
        if isinstance(made, HeapObject) and made.site is not None and made.born >= frame.branch_born:
            frame.withdraw(made.site, kind)


def _use(frame: Frame, taints: Taints) -> None:
    """Note which sources reach a call into a library as they came."""
    if taints:
        frame.used = both(frame.used, frozenset(taint for taint in taints if not is_neutral(taint)))


def _declare(frame: Frame, event: CallEvent, *, plain: bool) -> None:
    """Note that what a handler sends itself is HTML, or none: from here on and, if none, elsewhere in this function."""
    if isinstance(event.receiver, InstanceObject):
        frame.check(Check(event.site, True, CLEAN, "", PLAIN_ANSWER if plain else HTML_ANSWER))
        if plain:
            frame.effect(Effect(PLAIN_ANSWER, event.callee, event.site, CLEAN))


def _sink(machine: Machine, frame: Frame, event: CallEvent, sunk: Sunk) -> None:
    """Note a sink that something unsafe reaches, or SQL text that is built around something unknown."""
    machine.meet_sink(sunk.kind, event)
    harmful = frame.harmful(sunk.value.taint, sunk.kind)
    sender = event.receiver if harmful and sunk.kind is SinkKind.HTML else None
    if isinstance(sender, InstanceObject) and sends_plain(machine, frame, sender):
        return
    built = any(isinstance(member, Text) for member in members(sunk.value))
    sent = sent_to(sunk.value) if sunk.kind is SinkKind.HTML and built else None
    if sent is not None:
        _sink(machine, frame, event, Sunk(SinkKind.REDIRECT, sunk.argument, sent, sunk.confidence))
    whole = None if sunk.whole is None else NONE
    bare = Sunk(sunk.kind, sunk.argument, NONE, sunk.confidence, sunk.strict, whole)
    if harmful:
        parameter = frame.parameter_of(sunk.value if sunk.whole is None else sunk.whole)
        frame.effect(Effect("sink", event.callee, event.site, harmful, bare, (), built, parameter))
    elif built and sunk.kind is SinkKind.SQL and all(map(is_of_records, sunk.value.taint)):
        frame.effect(Effect("built", event.callee, event.site, CLEAN, bare, (), True))


# --- decorators --------------------------------------------------------------------------------------------------


_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})


def decorate(machine: Machine, frame: Frame, decorator: AnyValue, target: AnyValue, at: int) -> AnyValue:
    """Return what a decorator makes of a function or class; a library's keeps it and is noted on it."""
    if isinstance(decorator, (FunctionObject, Bound, ClassObject, Partial, InstanceObject)):
        return call_value(machine, frame, decorator, Arguments((target,)), at)
    if isinstance(decorator, Union):
        return join_all(decorate(machine, frame, member, target, at) for member in decorator.members)
    name = callee_of(machine, decorator)
    if name in _PROPERTIES or machine.library.base_given(name) in _PROPERTIES:
        return Descriptor("property", target)
    if name in {"builtins.staticmethod", "builtins.classmethod"}:
        return Descriptor(name.removeprefix("builtins."), target)
    if isinstance(decorator, Member) and isinstance(decorator.base, Descriptor):
        known = decorator.base
        return Descriptor(known.kind, known.function, target) if decorator.name == "setter" else known
    if isinstance(target, ClassObject):
        given = machine.library.base_given(name.removesuffix("()"))
        if given:
            target.descend(External(given))
    result = call_library(machine, frame, decorator, Arguments((target,)), at)
    event = result.call if isinstance(result, Produced) else None
    if event is None:
        return result
    if name == "functools.wraps()" or (isinstance(decorator, Produced) and decorator.call.callee == "functools.wraps"):
        _wrap(decorator, target)
        return target
    made = isinstance(result, Produced) and result.type
    if event.arguments.positional and event.arguments.positional[0] is target and not made:
        inner = target.function if isinstance(target, Descriptor) else target
        if isinstance(inner, (FunctionObject, ClassObject)):
            inner.decorations = (*inner.decorations, event)
        event.result = target
        return target
    return result


def _wrap(decorator: AnyValue, target: AnyValue) -> None:
    """Do what `functools.wraps` does: the wrapper takes over the name and the attributes."""
    if isinstance(decorator, Produced) and isinstance(target, FunctionObject) and decorator.call.arguments.positional:
        wrapped = decorator.call.arguments.positional[0]
        target.wraps = wrapped
        if isinstance(wrapped, FunctionObject):
            target.attributes.update(wrapped.attributes)
            target.decorations = (*wrapped.decorations, *target.decorations)


_CALLERS: dict[type, Callable[..., AnyValue]] = {
    FunctionObject: call_function,
    Bound: _bound,
    ClassObject: _class,
    InstanceObject: _instance,
    Partial: _partial,
    Descriptor: _descriptor,
    Deferred: _deferred,
    Union: _union,
    External: _external,
    Member: _member,
    Produced: call_library,
}
