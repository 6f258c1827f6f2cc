"""What each kind of expression is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlint.concepts import SinkKind
from backlint.execution import folding
from backlint.execution.conditions import forget_parts, note_asked, note_formal_call, note_part
from backlint.execution.decisions import note_decision, note_literal, note_password
from backlint.execution.frames import Frame, merge
from backlint.execution.handed import note_handed_on
from backlint.execution.items import element_of, get_item, iterate, type_of
from backlint.execution.joins import join, join_all, tuple_of
from backlint.execution.machine import BudgetExceededError, Machine
from backlint.execution.modes import asks_for_development, is_switch
from backlint.execution.names import lookup
from backlint.execution.naming import named
from backlint.execution.numbers import bounded, cut, repeated
from backlint.execution.overriding import note_overridden
from backlint.execution.printing import printed
from backlint.execution.refinement import assume, compared, constrained, is_fixed, item_place, looked_for, make_safe
from backlint.execution.refusals import Side, note_unserved
from backlint.execution.sets import shared
from backlint.execution.taint import EVERY_SINK, Site, Taints, both, neutralize
from backlint.execution.texts import known_taint
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    Deferred,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Member,
    Produced,
    Text,
    Tuple,
    Unknown,
)
from backlint.facts import model

MAX_UNROLL = 64


def evaluate(machine: Machine, frame: Frame, node: model.Expression) -> AnyValue:
    """Return what an expression may be, on the current path of the frame."""
    machine.steps += 1
    if machine.steps > machine.limit:
        raise BudgetExceededError
    return _EVALUATORS[type(node)](machine, frame, node)


def _literal(machine: Machine, frame: Frame, node: model.Literal) -> AnyValue:
    return machine.literals.get(id(node)) or machine.literal(node, node.value, frame.site(node.at))


def _bytes(machine: Machine, frame: Frame, node: model.Bytes) -> AnyValue:
    return machine.literals.get(id(node)) or machine.literal(node, node.value, frame.site(node.at))


def _other_literal(machine: Machine, frame: Frame, node: model.OtherLiteral) -> AnyValue:
    if node.kind == "ellipsis":
        return machine.literal(node, ..., frame.site(node.at))
    return Unknown(type=folding.STRING if node.kind == "str" else None)


def _name(machine: Machine, frame: Frame, node: model.Name) -> AnyValue:
    value = lookup(machine, frame, node)
    if isinstance(value, Deferred):
        return machine.call(frame, value.function, Arguments(), node.at)
    return value


def _attribute(machine: Machine, frame: Frame, node: model.Attribute) -> AnyValue:
    if frame.state is not None and isinstance(node.value, model.Name):
        refined = frame.state.locals.get(f"{node.value.id}.{node.name}")
        if refined is not None:
            return refined
    base = evaluate(machine, frame, node.value)
    return machine.attribute(frame, base, node.name, node.at)


def _subscript(machine: Machine, frame: Frame, node: model.Subscript) -> AnyValue:
    if frame.refines and frame.state is not None:
        known = frame.state.locals.get(item_place(node))
        if known is not None:
            return known
    base = evaluate(machine, frame, node.value)
    index = evaluate(machine, frame, node.index)
    cut(frame, base, index, node.at)
    return get_item(machine, frame, base, index, node.at)


def _slice(machine: Machine, frame: Frame, node: model.Slice) -> AnyValue:
    parts = [NONE if part is None else evaluate(machine, frame, part) for part in (node.lower, node.upper, node.step)]
    event = machine.event_of(frame, "builtins.slice", UNKNOWN, None, Arguments(tuple(parts)), node.at)
    return machine.produce(event, "builtins.slice")


def _call(machine: Machine, frame: Frame, node: model.Call) -> AnyValue:
    function = evaluate(machine, frame, node.function)
    arguments = gather_arguments(machine, frame, node.arguments)
    result = machine.call(frame, function, arguments, node.at)
    note_formal_call(frame, node, function, arguments, result)
    note_handed_on(frame, node, result)
    if type(function) is External and function.name in _PARSES and node.arguments and frame.state is not None:
        # What does not look like a number has raised an exception.
        make_safe(machine, frame, node.arguments[0].value)
    return result


_PARSES = frozenset({"builtins.int", "builtins.float", "uuid.UUID", "decimal.Decimal"})


def _display(machine: Machine, frame: Frame, node: model.Display) -> AnyValue:
    items: list[AnyValue] = []
    rest: AnyValue | None = None
    for item in node.items:
        if isinstance(item, model.Starred):
            known, others = iterate(machine, frame, evaluate(machine, frame, item.value), item.at)
            items.extend(known)
            if others is not None:
                rest = others if rest is None else join(rest, others)
        else:
            items.append(evaluate(machine, frame, item))
    if node.kind == "tuple":
        return tuple_of(items, rest)
    return machine.new_list(node.kind, items, rest, frame.site(node.at))


def gather_arguments(machine: Machine, frame: Frame, nodes: tuple[model.Argument, ...]) -> Arguments:
    """Evaluate the arguments of a call, unpacking what is known of `*` and `**`."""
    positional: list[AnyValue] = []
    keywords: dict[str, AnyValue] = {}
    star: AnyValue | None = None
    double_star: AnyValue | None = None
    for node in nodes:
        value = evaluate(machine, frame, node.value)
        if node.star == 1:
            items, rest = iterate(machine, frame, value, frame_at(node))
            positional.extend(items)
            if rest is not None:
                star = rest if star is None else join(star, rest)
        elif node.star == 2:
            if isinstance(value, DictObject):
                for key, item in value.entries.items():
                    if isinstance(key.value, str):
                        keywords[key.value] = item
                if value.rest is None:
                    continue
            double_star = value if double_star is None else join(double_star, value)
        elif node.name is not None:
            keywords[node.name] = value
        else:
            positional.append(value)
    return Arguments(tuple(positional), tuple(keywords.items()), star, double_star)


def frame_at(node: model.Argument) -> int:
    """Return the place of an argument."""
    return node.value.at


def _starred(machine: Machine, frame: Frame, node: model.Starred) -> AnyValue:
    return evaluate(machine, frame, node.value)


def _dict(machine: Machine, frame: Frame, node: model.DictDisplay) -> AnyValue:
    mapping = machine.new_dict({}, None, frame.site(node.at))
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(machine, frame, value_node)
        if key_node is None:
            note_overridden(frame, mapping, value, node.at)
            _unpack_into(mapping, value)
            continue
        key = evaluate(machine, frame, key_node)
        if isinstance(key, Constant):
            mapping.entries[Constant(key.value, key.kind)] = value
        else:
            mapping.rest = value if mapping.rest is None else join(mapping.rest, value)
            mapping.keys_taint = both(mapping.keys_taint, key.taint)
    return mapping


def _unpack_into(mapping: DictObject, value: AnyValue) -> None:
    """Put what `**value` holds into a dictionary."""
    if isinstance(value, DictObject):
        mapping.entries.update(value.entries)
        mapping.keys_taint = both(mapping.keys_taint, value.keys_taint)
        if value.rest is not None:
            mapping.rest = value.rest if mapping.rest is None else join(mapping.rest, value.rest)
        return
    rest = Unknown(value.taint)
    mapping.keys_taint = both(mapping.keys_taint, value.taint)
    mapping.rest = rest if mapping.rest is None else join(mapping.rest, rest)


def _formatted(machine: Machine, frame: Frame, node: model.Formatted) -> AnyValue:
    value = evaluate(machine, frame, node.value)
    if node.spec is not None:
        spec = evaluate(machine, frame, node.spec)
        if isinstance(spec, Constant) and isinstance(spec.value, str) and spec.value[-1:] in set("dfxXobeEgGn%"):
            # Digits harm no sink; a token of them can be foretold all the same.
            return Unknown(neutralize(value.taint, EVERY_SINK - {SinkKind.TOKEN_VALUE}), folding.STRING)
    if isinstance(value, Constant) and node.spec is None and node.conversion is None:
        return value
    said = printed(machine, frame, value, node.at)
    if said is not None:
        return said
    return value if not isinstance(value, Constant) else Unknown(value.tainted, folding.STRING)


def _formatting(machine: Machine, frame: Frame, node: model.Formatting) -> AnyValue:
    parts = [evaluate(machine, frame, part) for part in node.parts]
    if node.template:
        # A template string keeps its parts apart, so that whoever renders it can escape them.
        event = machine.event_of(frame, "string.templatelib.Template", UNKNOWN, None, Arguments(tuple(parts)), node.at)
        return machine.produce(event, "string.templatelib.Template")
    return folding.text(parts)


def _unary(machine: Machine, frame: Frame, node: model.Unary) -> AnyValue:
    value = evaluate(machine, frame, node.operand)
    if node.op == "not":
        if value.taint:
            note_decision(frame, value, node.operand, "asked")
        if not isinstance(node.operand, (model.Call, model.Compare)):
            note_asked(frame, node.operand, value.taint)
        return folding.negations(value)
    if isinstance(value, Constant) and isinstance(value.value, (int, float)):
        number = -value.value if node.op == "-" else value.value
        if node.op != "~":
            return Constant(number, type(number).__name__, value.tainted, value.site)
    return Unknown(value.taint, folding.type_hint(value))


def _binary(machine: Machine, frame: Frame, node: model.Binary) -> AnyValue:
    left = evaluate(machine, frame, node.left)
    right = evaluate(machine, frame, node.right)
    return operate(machine, frame, node.op, left, right, node.at)


def operate(machine: Machine, frame: Frame, op: str, left: AnyValue, right: AnyValue, at: int) -> AnyValue:
    """Return `left op right`: computed where both are known, else a `Produced` of `operator.op`."""
    folded = folding.binary(op, left, right)
    if folded is not None:
        return folded
    repeated(frame, op, left, right, at)
    if op == "+" and isinstance(left, (ListObject, Tuple)) and isinstance(right, (ListObject, Tuple)):
        rest = right.rest if left.rest is None else left.rest if right.rest is None else join(left.rest, right.rest)
        items = [*left.items, *right.items]
        if isinstance(left, Tuple):
            return tuple_of(items, rest)
        return machine.new_list(left.kind, items, rest, frame.site(at))
    if op == "|" and isinstance(right, DictObject) and isinstance(left, (DictObject, Unknown, Produced, Member)):
        # Only a dictionary takes another one in: `form.cleaned_data | {"errors": form.errors}`.
        merged = machine.new_dict({}, None, frame.site(at))
        _unpack_into(merged, left)
        _unpack_into(merged, right)
        return merged
    if op == "&":
        common = shared(machine, frame, (left, right), at)
        if common is not None:
            return common
    if op == "%" and folding.is_text(left):
        return _percent(machine, frame, left, right, at)
    known = _library_operator(machine, frame, op, left, right, at)
    if known is not None:
        return known
    taints = both(left.taint, right.taint)
    event = machine.event_of(frame, f"operator.{op}", UNKNOWN, None, Arguments((left, right)), at)
    # Nobody asks for all calculations; what one has made says which that was.
    result = machine.produce(event, "", taints)
    event.result = result
    return result


_METHODS = {"/": "truediv", "+": "add", "-": "sub", "*": "mul", "%": "mod", "|": "or", "&": "and"}


def _library_operator(
    machine: Machine, frame: Frame, op: str, left: AnyValue, right: AnyValue, at: int
) -> AnyValue | None:
    """Return what an operator of a library's class gives (`Path / name`), or None where no model says."""
    name = _METHODS.get(op)
    if name is None:
        return None
    for receiver, other, method in ((left, right, f"__{name}__"), (right, left, f"__r{name}__")):
        owner = type_of(machine, receiver)
        if not owner or owner.startswith("builtins."):
            continue
        event = machine.event_of(frame, f"{owner}.{method}", UNKNOWN, receiver, Arguments((other,)), at)
        exchange = machine.library.call(event, owner, method)
        if exchange is not None:
            return exchange.result or machine.produce(event, exchange.type, exchange.taint)
    return None


def _percent(machine: Machine, frame: Frame, left: AnyValue, right: AnyValue, at: int) -> AnyValue:
    """Return `template % values`, with the values where the placeholders stand."""
    if not isinstance(left, Constant) or not isinstance(left.value, str):
        return Unknown(both(left.taint, right.taint), folding.STRING)
    values = list(right.items) if isinstance(right, Tuple) and right.rest is None else [right]
    by_name = isinstance(right, DictObject)
    parts: list[AnyValue] = []
    for piece, name, conversion in folding_percent(left.value):
        if piece:
            parts.append(Constant(piece, "str", left.tainted, left.site))
        if conversion == "":
            continue
        if by_name and isinstance(right, DictObject):
            value = right.get(name) or (right.rest if right.rest is not None else UNKNOWN)
        else:
            value = values.pop(0) if values else Unknown(right.taint)
        harmless = conversion in "dixXofFeEgG"
        parts.append(Unknown(folding.unknown_bool(value.taint).tainted, folding.STRING) if harmless else value)
    _ = (machine, frame, at)
    return folding.text(parts)


def folding_percent(template: str) -> list[tuple[str, str, str]]:
    """Split a %-template into (text before, name, conversion letter), the last with an empty letter."""
    found: list[tuple[str, str, str]] = []
    start = index = 0
    text = ""
    while (index := template.find("%", index)) != -1:
        text += template[start:index]
        index += 1
        name = ""
        if template[index : index + 1] == "(":
            end = template.find(")", index)
            if end == -1:
                break
            name, index = template[index + 1 : end], end + 1
        while index < len(template) and template[index] in "#0- +.*123456789lhL":
            index += 1
        letter = template[index : index + 1]
        index += 1
        start = index
        if letter == "%":
            text += "%"
            continue
        found.append((text, name, letter or "s"))
        text = ""
    return [*found, (text + template[start:], "", "")]


def _boolean(machine: Machine, frame: Frame, node: model.Boolean) -> AnyValue:
    left = evaluate(machine, frame, node.left)
    known = folding.truth(left)
    stops = node.op == "or"
    forget_parts(frame, node)
    if known is not (not stops):
        note_part(frame, node.left, left.taint)
    if known is stops:
        return left
    before = frame.state.copy() if frame.state is not None else None
    assume(machine, frame, node.left, holds=not stops)
    outer, frame.noting = frame.noting, []
    right = evaluate(machine, frame, node.right)
    # What the right side proves is lost where the paths meet; whoever learns that it was asked has it again.
    noted, frame.noting = frame.noting, outer
    if noted:
        frame.proofs[id(node)] = noted
    else:
        frame.proofs.pop(id(node), None)
    if folding.truth(right) is not (not stops):
        # What is known to leave the answer to the other side asks nothing itself.
        note_part(frame, node.right, right.taint)
    frame.state = before if frame.state is None else merge((before, frame.state))
    if known is (not stops):
        return right
    if folding.truth(right) is stops and isinstance(left, Unknown) and left.type == folding.BOOLEAN:
        # Whatever a question on the left is answered, the right side has decided.
        return right
    if not stops:
        # What stops an `and` is empty, or zero.
        left = folding.falsy(left)
    return join(left, right) if not stops or folding.truth(left) is not False else right


def _compare(machine: Machine, frame: Frame, node: model.Compare) -> AnyValue:
    left = evaluate(machine, frame, node.left)
    taints: Taints = left.taint
    known: Taints = known_taint(left) if isinstance(left, Text) else taints
    answer: bool | None = True
    there = folding.is_there(left)
    # A module is run once, as imported and as a script: which of the two is asked is not decided.
    dunder = isinstance(node.left, model.Name) and node.left.id == "__name__"
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, frame, comparator)
        if op in {"in", "not in"} and isinstance(right, External):
            # What a library's object holds comes from where the object does: `"user" in session`.
            right = machine.library.item(right, type_of(machine, right), left, frame.site(node.at)) or right
        of_right = right.taint
        there = there or folding.is_there(right)
        taints = both(taints, of_right)
        known = both(known, known_taint(right) if isinstance(right, Text) else of_right)
        compared(frame, (left, right), node.at)
        bounded(frame, left, op, right, node.at)
        if op in {"in", "not in"}:
            looked_for(frame, left, right, node.at)
        if op in {"<", "<=", ">", ">=", "==", "!="} and (measured := _measured(node.left)) is not None:
            text = evaluate(machine, frame, measured)
            if isinstance(text, (Unknown, Text)):
                constrained(frame, text, right, node.at, size=True)
        if op in {"in", "not in", "==", "!="}:
            constrained(frame, left, right, node.at)
            if left.taint and is_fixed(right) and right != NONE:
                note_decision(frame, left, node.left, "compared")
        if op in {"==", "!="} and taints:
            note_password(frame, node, taints)
            note_literal(frame, node, left, right)
        if op in {"in", "not in"}:
            right = _under(machine, right, left, frame.site(node.at))
        note_asked(frame, node, both(frame.asked.get(id(node.left), taints), of_right))
        result = None if dunder else folding.compare(op, left, right)
        if result is None and _builds_expression(left, right, op):
            return operate(machine, frame, op, left, right, node.at)
        if result is None and len(node.ops) == 1 and not dunder:
            return folding.comparisons(op, left, right)
        answer = None if result is None or answer is None else (answer and result)
        left = right
    if answer is None:
        return folding.unknown_bool(taints)
    if there:
        return Constant(answer, "bool")
    return Constant(answer, "bool", folding.unknown_bool(known).tainted)


def _measured(node: model.Expression) -> model.Name | None:
    """Return the variable of `len(name)`."""
    if not isinstance(node, model.Call) or len(node.arguments) != 1 or not isinstance(node.function, model.Name):
        return None
    given = node.arguments[0].value
    return given if node.function.id == "len" and isinstance(given, model.Name) else None


def _under(machine: Machine, container: AnyValue, key: AnyValue, site: Site) -> AnyValue:
    """Return a mapping from outside as asking for a key sees it: it says whether that key was sent, nothing of others."""
    if not isinstance(container, Unknown) or not isinstance(key, Constant) or not isinstance(key.value, str):
        return container
    if type_of(machine, container) in {"builtins.str", "builtins.bytes"}:
        return container
    return Unknown(named(container.tainted, key.value, site), container.type, container.note)


def _builds_expression(left: AnyValue, right: AnyValue, op: str) -> bool:
    """Tell whether a comparison may build a query rather than answer yes or no (`User.id == user_id`)."""
    _ = right
    if op not in {"==", "!=", "<", ">", "<=", ">="}:
        return False
    if isinstance(left, Produced):
        return left.call.callee.endswith(("Column", "mapped_column", "Field"))
    return isinstance(left, Member) and isinstance(left.base, ClassObject)


def _conditional(machine: Machine, frame: Frame, node: model.Conditional) -> AnyValue:
    test = evaluate(machine, frame, node.test)
    known = folding.truth(test)
    if known is not None:
        return evaluate(machine, frame, node.body if known else node.orelse)
    developing = asks_for_development(node.test)
    if developing is not None and is_switch(test):
        return evaluate(machine, frame, node.orelse if developing else node.body)
    before = frame.state.copy() if frame.state is not None else None
    assume(machine, frame, node.test, holds=True)
    body = evaluate(machine, frame, node.body)
    after = frame.state
    frame.state = before.copy() if before is not None else None
    assume(machine, frame, node.test, holds=False)
    orelse = evaluate(machine, frame, node.orelse)
    frame.state = merge((after, frame.state))
    note_unserved(machine, frame, node.test, Side(None, (body,)), Side(None, (orelse,)))
    return join(body, orelse)


def _lambda(machine: Machine, frame: Frame, node: model.Lambda) -> AnyValue:
    facts = machine.modules[frame.module].facts.functions[node.function]
    return make_function(machine, frame, facts)


def make_function(machine: Machine, frame: Frame, facts: model.FunctionFacts) -> FunctionObject:
    """Make the function that a `def` or lambda defines, with its defaults evaluated."""
    defaults: dict[str, AnyValue] = {}
    for parameter in facts.parameters:
        if parameter.default is not None:
            defaults[parameter.name] = evaluate(machine, frame, parameter.default)
    function = FunctionObject(frame.module, facts, frame, defaults, frame.site(facts.at), machine.tick())
    machine.functions.append(function)
    return function


def _comprehension(machine: Machine, frame: Frame, node: model.Comprehension) -> AnyValue:
    results: list[tuple[AnyValue, AnyValue | None]] = []
    complete = _clauses(machine, frame, node, 0, results)
    site = frame.site(node.at)
    if node.kind == "dict":
        mapping = machine.new_dict({}, None, site)
        for key, value in results:
            held = value if value is not None else UNKNOWN
            if complete and isinstance(key, Constant):
                mapping.entries[Constant(key.value, key.kind)] = held
            else:
                mapping.rest = held if mapping.rest is None else join(mapping.rest, held)
                mapping.keys_taint = both(mapping.keys_taint, key.taint)
        return mapping
    elements = [element for element, _ in results]
    if complete:
        return machine.new_list(node.kind, elements, None, site)
    return machine.new_list(node.kind, [], join_all(elements) if elements else UNKNOWN, site)


def _clauses(
    machine: Machine,
    frame: Frame,
    node: model.Comprehension,
    depth: int,
    results: list[tuple[AnyValue, AnyValue | None]],
) -> bool:
    """Run a comprehension's clauses from `depth` on; returns whether every element was told apart."""
    if depth == len(node.clauses):
        element = evaluate(machine, frame, node.element)
        value = evaluate(machine, frame, node.value) if node.value is not None else None
        results.append((element, value))
        return True
    clause = node.clauses[depth]
    iterable = evaluate(machine, frame, clause.iterable)
    items, rest = iterate(machine, frame, iterable, node.at)
    complete = rest is None and len(items) <= MAX_UNROLL
    turns = list(items) if complete else [join_all([*items, *([] if rest is None else [rest])])]
    for item in turns:
        machine.hooks.assign(machine, frame, clause.target, item)
        skipped = False
        before = frame.state.copy() if frame.state is not None else None
        for condition in clause.conditions:
            known = folding.truth(evaluate(machine, frame, condition))
            if known is False:
                skipped = True
                break
            if known is None:
                complete = False
            assume(machine, frame, condition, holds=True)
        if not skipped and not _clauses(machine, frame, node, depth + 1, results):
            complete = False
        frame.state = before
    return complete


def _await(machine: Machine, frame: Frame, node: model.Await) -> AnyValue:
    return evaluate(machine, frame, node.value)


def _yield(machine: Machine, frame: Frame, node: model.Yield) -> AnyValue:
    value = NONE if node.value is None else evaluate(machine, frame, node.value)
    if node.delegates:
        value = element_of(machine, frame, value, node.at)
    frame.yielded.append(value)
    # Whoever goes through the generator has what it holds now: what is written to it later is written besides.
    frame.branch_born = machine.tick()
    return Unknown()


def _walrus(machine: Machine, frame: Frame, node: model.Walrus) -> AnyValue:
    value = evaluate(machine, frame, node.value)
    machine.hooks.assign(machine, frame, node.target, value)
    return value


_EVALUATORS: dict[type, Callable[[Machine, Frame, Any], AnyValue]] = {
    model.Literal: _literal,
    model.Bytes: _bytes,
    model.OtherLiteral: _other_literal,
    model.Name: _name,
    model.Attribute: _attribute,
    model.Subscript: _subscript,
    model.Slice: _slice,
    model.Call: _call,
    model.Display: _display,
    model.Starred: _starred,
    model.DictDisplay: _dict,
    model.Formatted: _formatted,
    model.Formatting: _formatting,
    model.Unary: _unary,
    model.Binary: _binary,
    model.Boolean: _boolean,
    model.Compare: _compare,
    model.Conditional: _conditional,
    model.Lambda: _lambda,
    model.Comprehension: _comprehension,
    model.Await: _await,
    model.Yield: _yield,
    model.Walrus: _walrus,
}
