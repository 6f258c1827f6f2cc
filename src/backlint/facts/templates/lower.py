"""Lowers a template to functions: one that renders it, one for each of its blocks and macros.

A function takes the context as its one parameter; what the template binds itself (loops, `set`, `with`) are local
names. What is printed becomes a call that is named for the place where it stands in the HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Container

import msgspec

from backlint.facts.model import (
    DOUBLE_STAR,
    GLOBAL,
    LOCAL,
    POSITIONAL,
    Argument,
    Assign,
    Call,
    DefineFunction,
    DictDisplay,
    Display,
    Evaluate,
    Expression,
    For,
    FunctionFacts,
    If,
    Literal,
    ModuleFacts,
    Name,
    Parameter,
    Return,
    Statement,
    Subscript,
    encode_body,
    pack_region,
)
from backlint.facts.templates.expressions import CONTEXT, Parser
from backlint.facts.templates.markup import HTML, Markup
from backlint.facts.templates.tokens import OUTPUT, TEXT, Piece, TemplateError, pieces

MAX_CHARACTERS = 500_000
"""A longer template is data."""
MAX_NESTING = 60

RENDER, OVERRIDES = "render", "overrides"
"""The function that renders a template, and its parameter with the blocks of those that extend it."""

_START = pack_region(1, 1, 1, 1)
_SILENT = frozenset(
    "load csrf_token debug templatetag now lorem cycle resetcycle widthratio do break continue else".split()
)
_WRAPPERS = {
    name: f"end{name}" for name in "filter spaceless localize localtime timezone cache ifchanged language".split()
}
_TRANSLATED = frozenset({"trans", "translate", "blocktrans", "blocktranslate"})


class TemplateFacts(msgspec.Struct, frozen=True):
    """What a template is to the machine; `asked` are the global names that it uses, `extends` the one it extends,
    `unread` how many of its pieces could not be read, the first of them at `unread_at`.
    `is_markup` tells that it holds a tag or is a part of what does.
    """

    module: ModuleFacts
    asked: tuple[str, ...]
    extends: str = ""
    problem: str = ""
    unread: int = 0
    unread_at: int = 0
    is_markup: bool = True


def lower(
    text: str, name: str, *, django: bool, escapes: bool, at: int = 0, tags: Container[str] = ()
) -> TemplateFacts:
    """Lower a template, called `name` for people; what cannot be read does nothing, and `problem` says why.

    `escapes` tells that values are escaped, `at` the one place that all of it stands at, if it does. `tags` are those that
    the project adds to the language.
    """
    lowering = _Lowering(name, django=django, escapes=escapes, tags=tags)
    problem = ""
    try:
        if len(text) > MAX_CHARACTERS:
            raise TemplateError("it is too long")  # noqa: TRY301 -- one way out for all that cannot be read
        found = pieces(text)
        lowering.template([msgspec.structs.replace(piece, at=at) for piece in found] if at else list(found))
    except TemplateError as error:
        lowering = _Lowering(name, django=django, escapes=escapes, tags=tags)
        lowering.template([])
        problem = str(error)
    module = ModuleFacts(
        lines=text.count("\n") + 1,
        docstring=None,
        body=encode_body(tuple(lowering.body)),
        functions=tuple(lowering.functions),
        classes=(),
        imports=(),
        defined=(),
        exports=None,
        comments=(),
    )
    return TemplateFacts(
        module,
        tuple(sorted(lowering.asked)),
        lowering.extends,
        problem,
        lowering.unread,
        lowering.unread_at,
        lowering.is_markup,
    )


class _Lowering:
    def __init__(self, name: str, *, django: bool, escapes: bool, tags: Container[str]) -> None:
        self._name = name
        self._tags = tags
        self._django = django
        self._pieces: list[Piece] = []
        self._next = 0
        self._depth = 0
        self._scopes: list[set[str]] = [set()]
        self._markup = Markup()
        self._extends: Expression | None = None
        self._extends_at = _START
        self._blocks: list[tuple[str, int]] = []
        self._block = ""
        self._raw = not escapes
        self._macros: set[str] = set()
        self._assigned: set[str] = set()
        self.functions: list[FunctionFacts] = []
        self.body: list[Statement] = []
        self.asked: set[str] = set()
        self.unread = 0
        self.unread_at = 0

    # --- the template and its functions

    def template(self, found: list[Piece]) -> None:
        """Lower all of it."""
        self._pieces = found
        statements = self._until()
        at = self._extends_at
        if self._extends is not None:
            # What a template prints outside of its blocks is left out where it extends another.
            own = Call(at, self._global("template.blocks"), self._block_arguments(at))
            passed = (Argument(self._extends), Argument(self._here(at)), Argument(own))
            statements = [
                *(one for one in statements if not _prints(one)),
                _shown(Call(at, self._global("template.include"), passed), at),
            ]
        self._define(
            RENDER, self._name, statements, at, (_parameter(CONTEXT, at), _parameter(OVERRIDES, at, optional=True))
        )

    @property
    def is_markup(self) -> bool:
        """Whether it holds a tag, or extends or includes what may."""
        return self._markup.has_tags or self._extends is not None or "template.include" in self.asked

    @property
    def extends(self) -> str:
        """The name of the template that it extends, where that is a constant."""
        name = self._extends.value if isinstance(self._extends, Literal) else ""
        return name if isinstance(name, str) else ""

    def _block_arguments(self, at: int) -> tuple[Argument, ...]:
        passed = [Argument(Name(at, OVERRIDES, LOCAL))]
        passed += [Argument(self._global(f"block {name}"), name) for name, _ in self._blocks]
        return tuple(passed)

    def _define(
        self, name: str, shown: str, statements: list[Statement], at: int, parameters: tuple[Parameter, ...]
    ) -> None:
        """Make a function of statements, bound to a name of the template's module."""
        facts = FunctionFacts(
            name=name,
            qualname=shown,
            at=at,
            span=at + len(self.functions),
            owner=-1,
            is_async=False,
            is_generator=False,
            decorators=(),
            parameters=parameters,
            returns=None,
            docstring=None,
            body=encode_body(tuple(statements)),
            digest="",
        )
        self.functions.append(facts)
        self.body.append(DefineFunction(at, len(self.functions) - 1, Name(at, name, GLOBAL)))

    def _global(self, name: str) -> Name:
        self.asked.add(name)
        return Name(_START, name, GLOBAL)

    # --- names

    def _is_local(self, name: str) -> bool:
        return any(name in scope for scope in self._scopes)

    def _bind(self, name: str, at: int) -> Name:
        self._scopes[-1].add(name)
        self._assigned.add(name)
        return Name(at, name, LOCAL)

    def _here(self, at: int) -> Expression:
        """Return the context with what the template has bound so far."""
        names = sorted(set().union(*self._scopes))
        context = Name(at, CONTEXT, LOCAL)
        if not names:
            return context
        keys = (None, *(Literal(at, name) for name in names))
        return DictDisplay(at, keys, (context, *(Name(at, name, LOCAL) for name in names)))

    def _parser(self, text: str, at: int) -> Parser:
        return Parser(
            text,
            at,
            django=self._django,
            local=self._is_local,
            macros=self._macros,
            assigned=self._assigned,
            asked=self.asked,
        )

    def _expression(self, text: str, at: int) -> Expression:
        parser = self._parser(text, at)
        value = parser.expression()
        if not parser.done:
            raise TemplateError(f"line {at >> 36}: unexpected {parser.peek()!r}")
        return value

    # --- pieces

    def _until(self, *ends: str) -> list[Statement]:
        """Lower pieces up to one of the tags that end a part, which is left to be read; or to the end."""
        if self._depth >= MAX_NESTING:
            raise TemplateError("nested too deeply")
        self._depth += 1
        found: list[Statement] = []
        try:
            while self._next < len(self._pieces):
                piece = self._pieces[self._next]
                if piece.name and (piece.name in ends or (ends and piece.name == "end")):
                    break
                self._next += 1
                found.extend(self._piece(piece))
        finally:
            self._depth -= 1
        return found

    def _end(self, *names: str) -> Piece | None:
        """Take the tag that ends a part, if it is there."""
        if self._next < len(self._pieces) and self._pieces[self._next].name in {*names, "end"}:
            self._next += 1
            return self._pieces[self._next - 1]
        return None

    def _piece(self, piece: Piece) -> list[Statement]:
        if piece.kind == TEXT:
            self._markup.feed(piece.text)
            return []
        try:
            if piece.kind == OUTPUT:
                return self._output(piece)
            handler = _TAGS.get(piece.name)
            if handler is not None:
                return handler(self, piece)
            return self._other(piece)
        except TemplateError:
            # One piece that is of another dialect costs what it prints, not the template.
            self.unread += 1
            self.unread_at = self.unread_at or piece.at
            return []

    def _output(self, piece: Piece) -> list[Statement]:
        place = self._markup.place()
        self._markup.printed()
        if not piece.text:
            return []
        if piece.text.startswith("!"):
            # Bottle's way to print something as it is.
            return self.tag_raw(msgspec.structs.replace(piece, text=piece.text[1:]))
        parser = self._parser(piece.text, piece.at)
        if not self._django and parser.peek() == "super" and parser.peek(1) == "(":
            return self._super(piece)
        if self._django and piece.text == "block.super":
            return self._super(piece)
        value = parser.expression()
        if not parser.done:
            raise TemplateError(f"unexpected {parser.peek()!r}")
        if place == HTML and parser.plain and not self._raw:
            return []
        return [self._printed(value, place, piece.at)]

    def _printed(self, value: Expression, place: str, at: int) -> Statement:
        """Print a value at a place of the HTML, as it is or escaped."""
        if self._raw:
            place = "raw"
        return _shown(Call(at, self._global(f"template.print.{place}"), (Argument(value),)), at)

    def _super(self, piece: Piece) -> list[Statement]:
        """Print what the extended template has in a block; that of the template itself where it extends none."""
        if self._extends is None or not self._block:
            return []
        passed = (Argument(self._extends), Argument(Literal(piece.at, self._block)), Argument(self._here(piece.at)))
        return [_shown(Call(piece.at, self._global("template.super"), passed), piece.at)]

    # --- tags

    def tag_if(self, piece: Piece) -> list[Statement]:
        test = self._expression(piece.text, piece.at)
        body = self._until("elif", "else", "endif")
        orelse: list[Statement] = []
        if (branch := self._end("elif")) is not None:
            orelse = self.tag_if(branch)
        else:
            if self._end("else"):
                orelse = self._until("endif")
            self._end("endif")
        return [If(piece.at, test, tuple(body), tuple(orelse))]

    def tag_compares(self, piece: Piece) -> list[Statement]:
        """`{% ifequal a b %}` of old Djangos."""
        body = self._until("else", "endifequal", "endifnotequal")
        orelse = self._until("endifequal", "endifnotequal") if self._end("else") else []
        self._end("endifequal", "endifnotequal")
        test = Call(piece.at, self._global("template.test"), ())
        return [If(piece.at, test, tuple(body), tuple(orelse))]

    def tag_for(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        names = [parser.name()]
        parser.take("(")
        while parser.take(","):
            names.append(parser.name())
        parser.take(")")
        parser.expect("in")
        iterable = parser.expression()
        self._scopes.append(set())
        targets = tuple(self._bind(name, piece.at) for name in names)
        self._bind("loop", piece.at)
        self._bind("forloop", piece.at)
        target: Expression = targets[0] if len(targets) == 1 else Display(piece.at, "tuple", targets)
        body = self._until("else", "empty", "endfor")
        self._scopes.pop()
        orelse = self._until("endfor") if self._end("else", "empty") else []
        self._end("endfor")
        counter = Assign(
            piece.at,
            (Name(piece.at, "loop", LOCAL), Name(piece.at, "forloop", LOCAL)),
            Call(piece.at, self._global("template.test"), ()),
        )
        return [For(piece.at, target, iterable, (counter, *body)), *orelse]

    def tag_set(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        names = [parser.name()]
        part = parser.name() if parser.take(".") else ""
        while parser.take(","):
            names.append(parser.name())
        if not parser.take("="):
            body = self._until("endset")
            self._end("endset")
            made = Call(piece.at, self._global("template.markup"), ())
            return [*body, Assign(piece.at, (self._bind(names[0], piece.at),), made)]
        value = parser.expression()
        if parser.take(","):
            items = [value, parser.expression()]
            while parser.take(","):
                items.append(parser.expression())
            value = Display(piece.at, "tuple", tuple(items))
        if part:
            target: Expression = Subscript(piece.at, self._bind(names[0], piece.at), Literal(piece.at, part))
        else:
            targets = tuple(self._bind(name, piece.at) for name in names)
            target = targets[0] if len(targets) == 1 else Display(piece.at, "tuple", targets)
        return [Assign(piece.at, (target,), value)]

    def tag_with(self, piece: Piece) -> list[Statement]:
        self._scopes.append(set())
        found = self._bindings(piece)
        body = self._until("endwith")
        self._end("endwith")
        self._scopes.pop()
        return [*found, *body]

    def _bindings(self, piece: Piece) -> list[Statement]:
        """Lower `name=value …`, with or without commas, and `value as name` of old Djangos."""
        parser = self._parser(piece.text, piece.at)
        found: list[Statement] = []
        while not parser.done:
            if parser.peek(1) == "=":
                name = parser.name()
                parser.word()
                value = parser.expression()
            else:
                value = parser.expression()
                parser.expect("as")
                name = parser.name()
            found.append(Assign(piece.at, (self._bind(name, piece.at),), value))
            parser.take(",", "and")
        return found

    def tag_extend(self, piece: Piece) -> list[Statement]:
        self._extends, self._extends_at = self._expression(piece.text, piece.at), piece.at
        return []

    def tag_block(self, piece: Piece) -> list[Statement]:
        name = (piece.text.split() or [""])[0]
        if not name:
            raise TemplateError("a block without a name")
        outer, self._block = self._block, name
        here = self._here(piece.at)
        scopes, self._scopes = self._scopes, [set()]
        body = self._until("endblock")
        self._end("endblock")
        self._scopes = scopes
        self._block = outer
        if all(known != name for known, _ in self._blocks):
            self._blocks.append((name, piece.at))
            parameters = (_parameter(CONTEXT, piece.at), _parameter(OVERRIDES, piece.at, optional=True))
            self._define(f"block {name}", f"block {name}", body, piece.at, parameters)
        if self._extends is not None and not outer:
            return []
        passed = (
            *(Argument(Name(piece.at, OVERRIDES, LOCAL)), Argument(Literal(piece.at, name))),
            *(Argument(self._global(f"block {name}")), Argument(here)),
        )
        return [_shown(Call(piece.at, self._global("template.block"), passed), piece.at)]

    def tag_include(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        name = parser.expression()
        context = self._here(piece.at)
        if parser.peek() == "ignore":
            parser.take("ignore")
            parser.take("missing")
        if parser.take("without"):
            context = DictDisplay(piece.at, (), ())
        elif parser.take("with") and self._django:
            context = self._given(parser, context, piece.at)
        passed = (Argument(name), Argument(context))
        return [_shown(Call(piece.at, self._global("template.include"), passed), piece.at)]

    def _given(self, parser: Parser, context: Expression, at: int) -> Expression:
        """Return the context of `{% include … with name=value only %}`."""
        keys: list[Expression | None] = [None]
        values: list[Expression] = [context]
        while not parser.done:
            if parser.take("only"):
                keys, values = keys[1:], values[1:]
                break
            name = parser.name()
            parser.expect("=")
            keys.append(Literal(at, name))
            values.append(parser.expression())
        return DictDisplay(at, tuple(keys), tuple(values))

    def tag_import(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        name = parser.expression()
        parser.expect("as")
        alias = parser.name()
        module = Call(piece.at, self._global("template.module"), (Argument(name),))
        return [Assign(piece.at, (self._bind(alias, piece.at),), module)]

    def tag_from(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        name = parser.expression()
        parser.expect("import")
        module = Call(piece.at, self._global("template.module"), (Argument(name),))
        found: list[Statement] = []
        while not parser.done and parser.peek() not in {"with", "without"}:
            wanted = parser.name()
            bound = parser.name() if parser.take("as") else wanted
            part = Call(
                piece.at, self._global("template.lookup"), (Argument(module), Argument(Literal(piece.at, wanted)))
            )
            found.append(Assign(piece.at, (self._bind(bound, piece.at),), part))
            parser.take(",")
        return found

    def tag_macro(self, piece: Piece) -> list[Statement]:
        parser = self._parser(piece.text, piece.at)
        name = parser.name()
        parser.expect("(")
        given = parser.signature() if not parser.take(")") else []
        scopes, self._scopes = self._scopes, [{one for one, _ in given} | {"caller", "varargs", "kwargs"}]
        body = self._until("endmacro")
        self._end("endmacro")
        self._scopes = scopes
        parameters = [Parameter(piece.at, one, POSITIONAL, None, default) for one, default in given]
        parameters.append(Parameter(piece.at, "kwargs", DOUBLE_STAR))
        context = Assign(piece.at, (Name(piece.at, CONTEXT, LOCAL),), DictDisplay(piece.at, (), ()))
        caller = Assign(
            piece.at, (Name(piece.at, "caller", LOCAL),), Call(piece.at, self._global("template.markup"), ())
        )
        body.append(Return(piece.at, Call(piece.at, self._global("template.markup"), ())))
        self._define(f"macro {name}", f"macro {name}", [context, caller, *body], piece.at, tuple(parameters))
        self.body.append(Assign(piece.at, (Name(piece.at, name, GLOBAL),), Name(piece.at, f"macro {name}", GLOBAL)))
        self._macros.add(name)
        return [Assign(piece.at, (self._bind(name, piece.at),), Name(piece.at, f"macro {name}", GLOBAL))]

    def tag_raw(self, piece: Piece) -> list[Statement]:
        """`{% raw value %}` of Tornado."""
        before, self._raw = self._raw, True
        found = self._output(piece)
        self._raw = before
        return found

    def tag_call(self, piece: Piece) -> list[Statement]:
        text = piece.text
        if text.startswith("("):
            text = text[text.find(")") + 1 :]
        value = self._expression(text, piece.at)
        body = self._until("endcall")
        self._end("endcall")
        return [_shown(value, piece.at), *body]

    def tag_autoescape(self, piece: Piece) -> list[Statement]:
        """`{% autoescape off %}` or `{% autoescape false %}` … `{% endautoescape %}`."""
        before, self._raw = self._raw, piece.text.strip().lower() in {"off", "false", "none"}
        body = self._until("endautoescape")
        self._end("endautoescape")
        self._raw = before
        return body

    def _other(self, piece: Piece) -> list[Statement]:
        """Lower a tag that is none of the language: `{% tag arguments as name %}` of the project, perhaps with an end."""
        if piece.name in _SILENT or piece.name.startswith("end"):
            return []
        if piece.name in _WRAPPERS or piece.name in _TRANSLATED:
            return []
        if not self._django:
            return []
        parser = self._parser(piece.text, piece.at)
        given: list[Argument] = []
        bound = ""
        while not parser.done:
            if parser.take("as"):
                bound = parser.name()
            elif parser.peek(1) == "=":
                name = parser.name()
                parser.word()
                given.append(Argument(parser.expression(), name))
            else:
                given.append(Argument(parser.expression()))
        place = self._markup.place()
        plain = place == HTML and not self._raw and all(isinstance(one.value, Literal) for one in given)
        if plain and not bound and piece.name not in self._tags:
            # A library's tag prints nobody's data where it is given none: `{% static "site.css" %}`.
            return []
        called = Call(
            piece.at,
            self._global("template.tag"),
            (Argument(Literal(piece.at, piece.name)), Argument(self._here(piece.at)), *given),
        )
        if bound:
            return [Assign(piece.at, (self._bind(bound, piece.at),), called)]
        return [self._printed(called, place, piece.at)]


def _parameter(name: str, at: int, *, optional: bool = False) -> Parameter:
    return Parameter(at, name, POSITIONAL, None, Literal(at, None) if optional else None)


def _shown(value: Expression, at: int) -> Statement:
    return Evaluate(at, value)


def _prints(statement: Statement) -> bool:
    """Tell whether a statement only prints."""
    return isinstance(statement, Evaluate)


_TAGS: dict[str, Callable[[_Lowering, Piece], list[Statement]]] = {
    "if": _Lowering.tag_if,
    "ifequal": _Lowering.tag_compares,
    "ifnotequal": _Lowering.tag_compares,
    "for": _Lowering.tag_for,
    "set": _Lowering.tag_set,
    "with": _Lowering.tag_with,
    "extends": _Lowering.tag_extend,
    "block": _Lowering.tag_block,
    "include": _Lowering.tag_include,
    "import": _Lowering.tag_import,
    "from": _Lowering.tag_from,
    "macro": _Lowering.tag_macro,
    "call": _Lowering.tag_call,
    "raw": _Lowering.tag_raw,
    "autoescape": _Lowering.tag_autoescape,
}
