"""What all libraries mean together: the protocol `execution.library.Library` over the rows of this package."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

import msgspec

from backlint.concepts import Records, SinkKind, SourceKind
from backlint.execution.library import Accepted, Exchange, Filled, Sunk, TemplateAdditions, source
from backlint.execution.naming import named
from backlint.execution.taint import CLEAN, EVERY_SINK, Site, Taints, neutralize
from backlint.execution.values import (
    UNKNOWN,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    Member,
    Produced,
    Tuple,
    Unknown,
    string_of,
)
from backlint.frameworks import (
    audit_records,
    declarations,
    elements,
    exchanges,
    form_fields,
    lookups,
    mappers,
    queries,
    queues,
    registrars,
    team,
    templates,
    touched,
)
from backlint.frameworks.initial import initial
from backlint.frameworks.model import Guess, Handler
from backlint.frameworks.registry import Meaning, Registry, libraries, merge, nearest
from backlint.frameworks.selectors import argument, dangerous, receiver_name, select
from backlint.frameworks.sinks import reached
from backlint.frameworks.statuses import status_of
from backlint.frameworks.validation import DATA_PROOF, VALIDATORS

_CLEANED = frozenset({"validated_data", "cleaned_data"})
"""What forms and serializers call the fields that they have accepted, whichever of them it is."""

_PUBLIC = frozenset({"detail", "description", "code", "status_code", "status"})
"""What exceptions that become answers call the texts and numbers in them that are for the client."""
_NO_DETAIL = frozenset({SinkKind.ERROR_LEAK})

_PLAIN_TYPES = ("builtins.str", "builtins.bytes", "builtins.dict", "builtins.list")


def library_index(dependencies: Mapping[str, str | None], models: team.TeamModels = team.NONE) -> Index:
    """Return what every library means for a project with these dependencies, and with the models of its own.

    `dependencies` maps the normalised names of the libraries that the project declares to the versions that it pins,
    None where it pins none; an empty mapping says that nothing is known of them.
    """
    distributions = frozenset(dependencies)
    index = Index(merge(libraries(), dependencies), distributions)
    if models is team.NONE:
        return index
    models = team.renamed(models, index.canonical)
    return Index(merge((*libraries(), models.model), dependencies), distributions, models.declared, models.guards)


class Index:
    """The rows of all libraries, looked up by name and by inheritance."""

    def __init__(
        self,
        registry: Registry,
        distributions: frozenset[str],
        declared: tuple[team.Declared, ...] = (),
        guards: tuple[team.Declared, ...] = (),
    ) -> None:
        self._registry = registry
        self._distributions = distributions
        self._declared = declared
        self._own = frozenset(row.name for row in (*declared, *guards))
        self.guards = guards
        self._met: set[str] = set()
        self._roots = frozenset(name.partition(".")[0] for name in registry.meanings)
        self._canonical: dict[str, str] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}
        self._owners: frozenset[str] = frozenset()
        self._methods: dict[tuple[str, str], Meaning | None] = {}
        self._columns: dict[str, bool] = {}
        self._texts: dict[str, bool] = {}
        self._rows: dict[str, bool] = {}
        self._of_several: dict[tuple[tuple[str, ...], str], Meaning | None] = {}
        self._instances: dict[str, str] = {}
        self._attributes: dict[tuple[tuple[str, ...], str], str] = {}
        self._contained: dict[tuple[str, ...], tuple[str, ...] | None] = {}

    # --- names and classes

    def canonical(self, name: str) -> str:
        """Return the one name by which the models know what `name` is an alias of."""
        held = self._canonical.get(name)
        if held is None:
            held = self._canonical[name] = self._resolve(name)
        return held

    def _resolve(self, name: str) -> str:
        head, tail = name, ""
        while head:
            target = self._registry.aliases.get(head)
            if target is not None:
                return name if target == head else self.canonical(target + tail)
            cut = head.rfind(".")
            head, tail = (head[:cut], name[cut:]) if cut > 0 else ("", name)
        return name

    def instance_type(self, name: str) -> str:
        """Return the class of the library object `name`, or ""."""
        found = self._instances.get(name)
        if found is None:
            found = self._instances[name] = self._instance_type(self.canonical(name))
        return found

    def _instance_type(self, name: str) -> str:
        held = self._registry.instances.get(name)
        if held is None:
            owner, _, attribute = name.rpartition(".")
            meaning = self._method(owner, attribute) if owner and self.is_class(owner) else None
            held = "" if meaning is None else meaning.attribute or ""
        return held

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the library classes from which the library class `name` inherits models, nearest first."""
        return self._lineage(name)[1:]

    def _lineage(self, name: str) -> tuple[str, ...]:
        """Return a class and what it descends from, depth first, each once."""
        held = self._lineages.get(name)
        if held is None:
            found: dict[str, None] = {}
            pending = [self.canonical(name)]
            while pending:
                one = pending.pop(0)
                if one not in found:
                    found[one] = None
                    pending = [*map(self.canonical, self._registry.parents.get(one, ())), *pending]
            held = self._lineages[name] = tuple(found)
        return held

    def base_given(self, decorator: str) -> str:
        """Return the library class that a class descends from once it is decorated, "" for none."""
        return self._registry.decorators.get(self.canonical(decorator), "")

    def base_told(self, cls: ClassObject) -> str:
        """Return the library class that a class descends from by what it declares, "" for none beside its bases."""
        return mappers.base_told(cls, self._has_rows)

    def _has_rows(self, name: str) -> bool:
        """Tell whether models speak of a library's class: of itself, its bases or something that it has."""
        if not self._owners:
            self._owners = frozenset(name.rpartition(".")[0] for name in self._registry.meanings)
        lineage = self._lineage(name)
        return len(lineage) > 1 or lineage[0] in self._owners or lineage[0] in self._registry.meanings

    def is_known(self, name: str) -> bool:
        """Tell whether models speak of the library that a name belongs to; they speak of all of Python's own."""
        root = name.partition(".")[0]
        return root in self._roots or root in sys.stdlib_module_names

    def is_class(self, name: str) -> bool:
        """Tell whether calling `name` makes an instance of it."""
        name = self.canonical(name)
        last = name.rpartition(".")[2].lstrip("_")
        return name in self._registry.classes or (last[:1].isupper() and not (len(last) > 1 and "_" in last))

    def constant(self, name: str) -> AnyValue | None:
        """Return the constant that the library object `name` is; None when no model says."""
        held = self._registry.constants.get(self.canonical(name))
        return None if held is None else Tuple(tuple(Constant(text, "str") for text in held))

    # --- looking rows up

    def _method(self, type_name: str, method: str) -> Meaning | None:
        """Return what a method or attribute means, each part of it from the nearest class that has a row for it."""
        key = (type_name, method)
        if key not in self._methods:
            names = [f"{name}.{method}" for name in self._lineage(type_name)]
            rows = [self._registry.meanings.get(name) for name in names]
            self._met.update(self._own.intersection(names))
            self._methods[key] = nearest([row for row in rows if row is not None])
        return self._methods[key]

    def _types(self, base: AnyValue | None, type_name: str) -> tuple[str, ...]:
        """Return the library classes that a receiver is known to be an instance of (or, a class, to be one of)."""
        cls: object = base.cls if isinstance(base, InstanceObject) else base
        if isinstance(cls, Unknown):
            cls = cls.type
        if isinstance(cls, ClassObject):
            return cls.library_bases() or ((type_name,) if type_name else ())
        if isinstance(base, Member):
            meaning = self._lookup(self._types(base.base, self._type_name(base.base)), base.name)
            if meaning is not None and meaning.attribute:
                return (meaning.attribute,)
        if not type_name and base is not None:
            type_name = self._type_name(base)
        return (type_name,) if type_name else ()

    def _type_name(self, value: AnyValue) -> str:
        if isinstance(value, External):
            return self.instance_type(value.name)
        if isinstance(value, Produced):
            return value.type
        return value.type.name if isinstance(value, Unknown) and isinstance(value.type, External) else ""

    def _lookup(self, types: tuple[str, ...], method: str) -> Meaning | None:
        if len(types) == 1:
            return self._method(types[0], method)
        key = (types, method)
        if key not in self._of_several:
            found = [self._method(name, method) for name in types]
            self._of_several[key] = nearest([meaning for meaning in found if meaning is not None])
        return self._of_several[key]

    def _taints(self, base: AnyValue, site: Site) -> Taints:
        """Return the taints of an object, those of a library's object that is a source itself included."""
        if isinstance(base, External):
            name = self.canonical(base.name)
            meaning = self._registry.meanings.get(name)
            if meaning is not None and meaning.source is not None:
                self._met.add(name)
                return exchanges.origin(meaning.source, site)
        return base.taint

    def _contents(self, types: tuple[str, ...]) -> tuple[str, ...] | None:
        if types not in self._contained:
            every = (self._registry.contents.get(ancestor) for name in types for ancestor in self._lineage(name))
            self._contained[types] = next((held for held in every if held is not None), None)
        return self._contained[types]

    # --- attributes and items

    def attribute(self, base: AnyValue, type_name: str, name: str, site: Site) -> AnyValue | None:
        """Return what the attribute of a library object is (a source, say); None when no model says."""
        if isinstance(base, Member):
            reading = self._registry.readings.get(f"{base.name}.{name}")
            held = None if reading is None else reading(base.base)
            if held is not None:
                return held
        types = self._types(base, type_name)
        meaning = self._lookup(types, name)
        alias = self._alias(types, name)
        if alias:
            return External(alias)
        if isinstance(base, ClassObject):
            # Read from the class itself (`Order.objects`): the value keeps the class, and its type is found from there.
            return None
        if meaning is None and name in _PUBLIC and base.taint and not isinstance(base, External):
            return Member(base, name, neutralize(base.taint, _NO_DETAIL))
        if meaning is None and not types and name in _CLEANED:
            return exchanges.unknown(neutralize(base.taint, DATA_PROOF), "builtins.dict")
        if meaning is None:
            if isinstance(base, External) and self._is_outside(base):
                own = self._registry.meanings.get(f"{self.canonical(base.name)}.{name}")
                known = own is not None and own.model is not None
                return None if known else Unknown(named(self._taints(base, site), name, site))
            dynamic = self._lookup(types, "__getattr__")
            if dynamic is None or not dynamic.returns:
                return None
            return exchanges.unknown(base.taint | touched.of_collection(dynamic.returns, name, site), dynamic.returns)
        safe = frozenset(kind for row in meaning.sanitizers for kind in row.neutralizes)
        found = meaning.source
        if found is not None and not found.called:
            taints = neutralize(exchanges.with_origin(found, base.taint, site), safe)
            return exchanges.given_by(found, taints, meaning.attribute or "")
        if meaning.attribute is not None and not (name == "headers" and isinstance(base, Produced)):
            return exchanges.unknown(neutralize(base.taint, safe), meaning.attribute)
        # The headers of a response say what the response is, so they keep whose they are.
        return None

    def _alias(self, types: tuple[str, ...], name: str) -> str:
        """Return the canonical name of what an attribute is another name of (`db.Model`), or ""."""
        held = self._attributes.get((types, name))
        if held is None:
            held = self._attributes[types, name] = self._alias_of(types, name)
        return held

    def _alias_of(self, types: tuple[str, ...], name: str) -> str:
        for one in types:
            for ancestor in self._lineage(one):
                target = self._registry.aliases.get(f"{ancestor}.{name}")
                if target is not None:
                    return self.canonical(target)
        return ""

    def _is_outside(self, base: External) -> bool:
        """Tell whether a library's object stands for data from outside with all of its attributes (`current_user`)."""
        meaning = self._registry.meanings.get(self.canonical(base.name))
        return meaning is not None and meaning.source is not None and meaning.source.yields == "object"

    def item(self, base: AnyValue, type_name: str, key: AnyValue, site: Site) -> AnyValue | None:
        """Return what `base[key]` of a library object is; None when no model says."""
        taints = self._taints(base, site)
        types = self._types(base, type_name)
        known = self._under_key(types, key)
        if known is not None:
            return known
        held = self._contents(types)
        if held is not None:
            return elements.element(taints, held, key, site)
        meaning = self._lookup(types, "__getitem__")
        if meaning is not None and meaning.returns:
            taints |= touched.of_collection(meaning.returns, string_of(key) or "", site)
            return exchanges.unknown(taints, meaning.returns)
        if not self._registry.queries.isdisjoint(name for one in types for name in self._lineage(one)):
            # A slice gives some.
            every = key is UNKNOWN and queries.is_whole(base)
            return queries.instance(queries.model_class(base), taints | key.taint, site, every=every)
        if not type_name and isinstance(base, Unknown) and base.type is None and taints:
            return elements.element(taints, ("",), key, site)
        return None

    def _under_key(self, types: tuple[str, ...], key: AnyValue | None) -> AnyValue | None:
        """Return what a mapping that the library fills itself holds under a key; None when no row says."""
        name = string_of(key)
        meaning = self._lookup(types, f"[{name}]") if name is not None else None
        return None if meaning is None or meaning.attribute is None else exchanges.unknown(CLEAN, meaning.attribute)

    # --- calls

    def call(self, event: CallEvent, type_name: str, method: str) -> Exchange | None:
        """Return what a call means; None when no model knows it."""
        exchange = self._call(event, type_name, method)
        queries = exchange is not None and exchange.type in self._registry.queries
        exchange = touched.with_records(exchange, event, method, queries=queries)
        if exchange is not None and "write" in exchange.marks:
            exchange = audit_records.marked(event, exchange)
        if method not in declarations.METHODS:
            return exchange
        withdrawn, plain = declarations.withdrawn(event, method), declarations.declares_plain(event, method)
        if not withdrawn and plain is None:
            return exchange
        return msgspec.structs.replace(exchange or Exchange(), withdraws=withdrawn, plain=plain)

    def _call(self, event: CallEvent, type_name: str, method: str) -> Exchange | None:
        if isinstance(event.receiver, FunctionObject) and (later := queues.queued(event, method)) is not None:
            return later
        types = self._types(event.receiver, type_name) if event.receiver is not None else ()
        if not types or not method:
            callee = self.canonical(event.callee)
            meaning = self._registry.meanings.get(callee) or self._of_class(callee)
            if meaning is not None:
                self._met.add(callee)
                made = callee if self.is_class(callee) else ""
                return exchanges.exchange_of(meaning, event, meaning.returns or made)
            return self._untyped(event, method or callee.rpartition(".")[2])
        meaning = self._lookup(types, method)
        held = self._contents(types)
        if method in elements.GET_ONE:
            known = self._under_key(types, event.arguments.get(0, "key"))
            if known is not None:
                return Exchange(result=known)
        if held is not None and method in elements.MAPPING_METHODS and (meaning is None or meaning.model is None):
            return self._read(event, method, types[0], held)
        if meaning is not None:
            returns = types[0] if meaning.returns == "self" else meaning.returns
            return exchanges.exchange_of(meaning, event, returns)
        if method == "__setattr__":
            return self._assigned(event, types)
        return None

    def _of_class(self, callee: str) -> Meaning | None:
        """Return what a method means that is called on a library's class rather than on an instance."""
        owner, _, method = callee.rpartition(".")
        return self._method(owner, method) if owner and self.is_class(owner) else None

    def _read(self, event: CallEvent, method: str, type_name: str, held: tuple[str, ...]) -> Exchange | None:
        """Return what reading a mapping gives, with the default that the call names."""
        receiver = event.receiver
        if receiver is None:
            return None
        taints = self._taints(receiver, event.site)
        key = event.arguments.get(0, "key")
        whole = exchanges.unknown(taints, type_name)
        result = elements.access(method, taints, held, whole, key, event.site)
        default = event.arguments.get(1, "default") if method in elements.GET_ONE else None
        converter = event.arguments.keyword("type") or (event.arguments.get(2) if default is not None else None)
        if result is not None and converter is not None:
            result = elements.converted(result, converter)
        if result is not None and default is not None:
            result = elements.with_default(result, default)
        return None if result is None else Exchange(result=result)

    def _assigned(self, event: CallEvent, types: tuple[str, ...]) -> Exchange | None:
        """Return what setting an attribute means: the sink that it is, if it is one."""
        name = string_of(event.arguments.get(0))
        meaning = self._lookup(types, name) if name is not None else None
        rows = () if meaning is None else tuple(row for row in meaning.sinks if row.rule == "assigned")
        if not rows:
            return None
        plain = (msgspec.structs.replace(row, rule="", arguments=("1:",)) for row in rows)
        return Exchange(sinks=tuple(reached(plain, event)))

    # --- receivers of which nothing is known

    def _untyped(self, event: CallEvent, method: str) -> Exchange | None:
        """Return what a method of an unknown object may mean: a telling name, or one of text and containers."""
        receiver = event.receiver
        if receiver is None or isinstance(receiver, External):
            narrowed = lookups.taint_of_narrowed(method, event.arguments)
            return None if narrowed is None else Exchange(taint=narrowed)
        sunk = tuple(self._guessed(event, method))
        taints = receiver.taint
        asked = lookups.taint_of_found(method, taints, event.arguments)
        if asked is not None:
            return Exchange(taint=asked, sinks=sunk)
        if method in elements.MAPPING_METHODS and taints:
            read = self._read(event, method, "", ("",))
            return None if read is None else msgspec.structs.replace(read, sinks=sunk)
        if taints:
            meaning = next((found for name in _PLAIN_TYPES if (found := self._method(name, method)) is not None), None)
            if meaning is not None:
                exchange = exchanges.exchange_of(meaning, event, meaning.returns)
                return msgspec.structs.replace(exchange, sinks=(*exchange.sinks, *sunk))
        if not sunk:
            return None
        return Exchange(taint=neutralize(event.arguments.taint | taints, EVERY_SINK), sinks=sunk)

    def _guessed(self, event: CallEvent, method: str) -> Iterator[Sunk]:
        for guess in self._registry.guesses.get(method, ()):
            if self._believed(guess, event):
                for selector in guess.arguments:
                    for name, value in select(event, selector):
                        for part in dangerous(value, guess.shape, selector, name):
                            yield Sunk(guess.kind, name, part, guess.confidence)

    def _believed(self, guess: Guess, event: CallEvent) -> bool:
        if guess.distributions and self._distributions and not self._distributions.intersection(guess.distributions):
            return False
        return re.search(guess.receiver, receiver_name(event), re.IGNORECASE) is not None

    # --- what the project adds to its templates

    def template_additions(self, events: Mapping[str, list[CallEvent]]) -> TemplateAdditions:
        """Return the filters, tags and context processors that the program's calls register."""
        return templates.additions(events)

    # --- functions and classes of the project of which a team's models speak

    def own(self) -> frozenset[str]:
        """Return the dotted names of everything of which the team's models speak, in the project or in a library."""
        return self._own

    def own_call(self, event: CallEvent, returned: AnyValue) -> Exchange:
        """Return what the team's models say of a call in the project that returned `returned` when it was run."""
        meaning = self._registry.meanings[event.callee]
        self._met.add(event.callee)
        return exchanges.of_own(meaning, event, returned)

    def unmet(self) -> Iterator[team.Declared]:
        """Yield the rows of the team's models that nothing in the project has asked for."""
        return (row for row in self._declared if row.name not in self._met)

    # --- classes of the project

    def instantiate(self, bases: tuple[str, ...], event: CallEvent) -> Exchange | None:
        """Return what instantiating a class of the project with these library bases means (a pydantic model)."""
        lineage = tuple(dict.fromkeys(name for base in bases for name in self._lineage(base)))
        self._met.update(self._own.intersection(lineage))
        if not self._registry.closed.isdisjoint(lineage):
            return Exchange(taint=neutralize(event.arguments.taint, EVERY_SINK))
        rows = [self._registry.meanings[name] for name in lineage if name in self._registry.meanings]
        meaning = nearest(rows)
        validated = CLEAN if self._registry.schemas.isdisjoint(lineage) else event.arguments.taint
        if meaning is None:
            return Exchange(taint=event.arguments.taint, validated=validated) if validated else None
        exchange = exchanges.exchange_of(meaning, event, "")
        if any(row.kind is SinkKind.KEPT for row in meaning.sinks):
            exchange = audit_records.made(event, exchange)
            exchange = msgspec.structs.replace(exchange, rows=(*exchange.rows, *queries.row_made(event)))
        shown = (row for name in lineage for row in self._rows_given(f"{name}.__init__", event))
        return msgspec.structs.replace(
            exchange, validated=exchange.validated | validated, rows=(*exchange.rows, *shown)
        )

    def _rows_given(self, initializer: str, event: CallEvent) -> tuple[tuple[str, Taints], ...]:
        """Return the marks of rows that a library's `__init__` has, of which a class of the project descends."""
        meaning = self._registry.meanings.get(initializer)
        made = meaning.model(event) if meaning is not None and meaning.model is not None else None
        return made.rows if made is not None else ()

    def initial(self, declared: AnyValue) -> AnyValue | None:
        """Return what a column that is declared so holds in a record that was just made; None where that is not known."""
        return initial(declared)

    def taken(self, cls: ClassObject, arguments: Arguments) -> Arguments:
        """Return those arguments of which an instance of a class of the project is made by a library's constructor."""
        for base in cls.library_bases() if self._registry.takes else ():
            for ancestor in self._lineage(base):
                if ancestor in self._registry.takes:
                    return self._registry.takes[ancestor](cls, arguments)
        return arguments

    def accepted(self, cls: ClassObject, name: str) -> Mapping[str, Accepted] | None:
        """Return what each declared field accepts, where an attribute holds what they have accepted."""
        return form_fields.accepted(cls, name)

    def field(self, bases: tuple[str, ...], name: str, origin: Taints) -> Taints | None:
        """Return the taints of a field of a validated object whose type is not a model; None when no model says."""
        del name
        if any(not self._registry.schemas.isdisjoint(self._lineage(base)) for base in bases):
            return neutralize(origin, DATA_PROOF)
        return None

    def is_validator(self, callee: str) -> bool:
        """Tell whether a decorator with this name makes a method check and rewrite the fields that it names."""
        return callee in VALIDATORS

    def is_column(self, callee: str) -> bool:
        """Tell whether what a call gives in a class body declares that instances have a value of their own."""
        held = self._columns.get(callee)
        if held is None:
            held = self._columns[callee] = any(fnmatchcase(callee, one) for one in self._registry.columns)
        return held

    def keeps_text(self, column: CallEvent) -> bool:
        """Tell whether a column that this call declares holds whatever text it is given.

        Its own name may say so (`CharField`), or the type that it is given (`Column(String(80))`).
        """
        return self._is_text(column.callee) or any(
            self._is_text(one.name if isinstance(one, External) else one.call.callee)
            for one in column.arguments.positional
            if isinstance(one, (External, Produced))
        )

    def _is_text(self, name: str) -> bool:
        held = self._texts.get(name)
        if held is None:
            held = self._texts[name] = any(fnmatchcase(name, one) for one in self._registry.texts)
        return held

    def touched(self, event: CallEvent) -> Records | None:
        """Return the stored records that a writing call changes; None where that is not known."""
        return touched.touched(event)

    def gives_rows(self, callee: str) -> bool:
        """Tell whether a call gives rows of a database, or one, whose columns are read by their names."""
        held = self._rows.get(callee)
        if held is None:
            held = self._rows[callee] = any(fnmatchcase(callee, one) for one in self._registry.rows)
        return held

    def before_answers(self, bases: tuple[str, ...]) -> tuple[str, ...]:
        """Return the methods that are called before any other of a class with these library bases, in their order."""
        known = self._registry.before
        return (
            ()
            if not known
            else tuple(name for base in bases for one in self._lineage(base) for name in known.get(one, ()))
        )

    def called_with(self, function: FunctionObject) -> Filled | None:
        """Return with what a library calls a function of the project; None when no model says that one does."""
        for row in self._handlers(function):
            return registrars.filled(row, function)
        return None

    def applications(self) -> frozenset[str]:
        """Return the classes whose objects are given handlers by calls."""
        return frozenset(self._registry.applications)

    def registrars(self) -> tuple[str, ...]:
        """Return the names of calls that are given functions to call with data from outside."""
        return tuple(sorted(self._registry.registrars))

    def registered(self, event: CallEvent) -> Iterator[tuple[FunctionObject, Filled]]:
        """Yield the functions of the project that such a call is given, each with what it will be called."""
        return registrars.registered(self._registry.registrars.get(event.callee, ()), event)

    def _handlers(self, function: FunctionObject) -> Iterator[Handler]:
        known = self._registry.handlers
        for base in () if function.owner is None else function.owner.library_bases():
            for ancestor in self._lineage(base):
                for row in known.get(ancestor, ()):
                    if row.methods and re.fullmatch(row.methods, function.facts.name):
                        yield row
        for event in function.decorations:
            for row in known.get(self.canonical(event.callee.removesuffix("()")), ()):
                if not row.methods:
                    yield row

    def default(self, bases: tuple[str, ...], name: str, value: AnyValue | None, site: Site) -> AnyValue | None:
        """Return what a declared field gives when it is read through an instance of a class of the project with these
        library bases (a settings class takes it from the environment); None for its default.
        """
        if all(self._registry.settings.isdisjoint(self._lineage(base)) for base in bases):
            return None
        taints = source(
            frozenset({SourceKind.ENVIRONMENT}), f"environment variable {name.upper()}", site, name=name.upper()
        )
        found = Unknown(taints)
        default = self._declared_default(value)
        return found if default is None else elements.with_default(found, default)

    def _declared_default(self, value: AnyValue | None) -> AnyValue | None:
        """Return the default of a field that is bound to a value: the value, or what a call that declares it is given."""
        selector = self._registry.defaults.get(value.call.callee) if isinstance(value, Produced) else None
        if selector is None or not isinstance(value, Produced):
            return value
        position, _, keyword = selector.partition(":")
        given = value.call.arguments.get(int(position), keyword)
        return None if isinstance(given, Constant) and given.value is ... else given

    # --- answers

    def exception_status(self, name: str, arguments: Arguments) -> int | None:
        """Return the HTTP status with which raising the library's exception class `name` answers a request.

        0 when it answers with one that is not known; None when no model says that it answers at all.
        """
        for one in self._lineage(name):
            meaning = self._registry.meanings.get(one)
            if meaning is not None and meaning.answer is not None:
                given = _status(meaning, arguments)
                return given or 0
        return None

    def response_status(self, event: CallEvent) -> tuple[int | None, bool]:
        """Return the HTTP status of the response that a call makes, None when not known, and whether it redirects."""
        for one in self._lineage(event.callee):
            meaning = self._registry.meanings.get(one)
            if meaning is not None and meaning.answer is not None:
                return _status(meaning, event.arguments), meaning.answer.redirects
        return None, False


def _status(meaning: Meaning, arguments: Arguments) -> int | None:
    """Return the status that a response or exception is given, or has of itself; None when it cannot be told."""
    answer = meaning.answer
    if answer is None:
        return None
    given = argument(arguments, answer.argument) if answer.argument else None
    if given is None or (isinstance(given, Constant) and given.value is None):
        return answer.status or None
    return status_of(given)
