"""Binding the arguments of a call to the parameters of a function."""

from __future__ import annotations

from backlint.execution.assurance import note_given
from backlint.execution.frames import Frame, State
from backlint.execution.joins import join_all, tuple_of
from backlint.execution.machine import Machine
from backlint.execution.types import plain, typed
from backlint.execution.values import (
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    Produced,
    Unknown,
    constant,
)
from backlint.facts.model import DOUBLE_STAR, KEYWORD_ONLY, POSITIONAL, POSITIONAL_ONLY, STAR, Parameter


def bind_parameters(machine: Machine, frame: Frame, function: FunctionObject, arguments: Arguments) -> None:
    """Bind every parameter of a function in the frame of its call."""
    positional = list(arguments.positional)
    keywords = dict(arguments.keywords)
    first = True
    for parameter in function.facts.parameters:
        if parameter.kind in {POSITIONAL_ONLY, POSITIONAL}:
            if positional:
                value: AnyValue = positional.pop(0)
            elif parameter.name in keywords:
                value = keywords.pop(parameter.name)
            else:
                value = _missing(machine, function, parameter, arguments)
            if first and function.owner is not None:
                frame.receiver = value
            first = False
        elif parameter.kind == STAR:
            value = tuple_of(positional, arguments.star)
            positional = []
        elif parameter.kind == KEYWORD_ONLY:
            value = keywords.pop(parameter.name, None) or _missing(machine, function, parameter, arguments)
        else:
            value = _remaining(machine, frame, keywords, arguments)
        if parameter.kind not in {DOUBLE_STAR, STAR}:
            value = _with_type(machine, function, parameter, value)
        frame.bind(parameter.name, value)
    note_given(frame, function)


def _remaining(machine: Machine, frame: Frame, keywords: dict[str, AnyValue], arguments: Arguments) -> DictObject:
    entries: dict[Constant, AnyValue] = {constant(name): value for name, value in keywords.items()}
    rest = None if arguments.double_star is None else Unknown(arguments.double_star.taint)
    _ = frame
    return machine.new_dict(entries, rest, None)


def _missing(machine: Machine, function: FunctionObject, parameter: Parameter, arguments: Arguments) -> AnyValue:
    """Return what a parameter is that no argument is seen for: its default, or what unpacking may have given."""
    possible: list[AnyValue] = []
    if parameter.name in function.defaults:
        possible.append(function.defaults[parameter.name])
    if arguments.star is not None and parameter.kind != KEYWORD_ONLY:
        possible.append(arguments.star)
    if arguments.double_star is not None:
        possible.append(Unknown(arguments.double_star.taint))
    if possible:
        return join_all(possible)
    return typed(frozenset(), annotation_of(machine, function, parameter))


def _with_type(machine: Machine, function: FunctionObject, parameter: Parameter, value: AnyValue) -> AnyValue:
    """Give an unknown value the class that its parameter declares, so that its methods are found.

    Builtin types are not taken over: nothing checks them when the program runs.
    """
    if parameter.annotation is None or not _is_open(value):
        return value
    return declared_value(value, annotation_of(machine, function, parameter))


def _is_open(value: AnyValue) -> bool:
    return (isinstance(value, Unknown) and value.type is None) or (isinstance(value, Produced) and not value.type)


def declared_value(value: AnyValue, annotation: AnyValue | None) -> AnyValue:
    """Give a value of unknown class the class that an annotation declares, so that its methods are found.

    Builtin types are not taken over: nothing checks them when the program runs.
    """
    if not _is_open(value):
        return value
    declared = plain(annotation)
    if isinstance(declared, Produced):
        declared = declared.call.function if declared.call.callee.endswith("[]") else None
    named = isinstance(declared, External) and not declared.name.startswith(("builtins.", "typing."))
    if isinstance(value, Unknown) and (isinstance(declared, ClassObject) or named):
        return Unknown(value.tainted, declared, value.note)  # type: ignore[arg-type]  # one of the two that `named` tells
    if isinstance(value, Produced) and isinstance(declared, External) and named:
        value.type = declared.name
    return value


def annotation_of(machine: Machine, function: FunctionObject, parameter: Parameter) -> AnyValue | None:
    """Return the value of a parameter's annotation, evaluated where the function was defined."""
    if parameter.annotation is None:
        return None
    key = f":{parameter.name}"
    held = function.attributes.get(key)
    if held is None:
        frame = function.closure or machine.modules[function.module].frame
        if frame is None:
            return None
        ended = frame.state is None
        if ended:
            # `Annotated[User, Depends(user_of(kind))]` inside of a function that has returned: it knew its variables then.
            frame.state = State(dict(frame.variables), frozenset())
        held = machine.evaluate(frame, parameter.annotation)
        if ended:
            frame.state = None
        function.attributes[key] = held
    return held
