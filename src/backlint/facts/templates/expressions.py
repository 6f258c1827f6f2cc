"""Expressions of templates, lowered to those of Python: `a.b|f(x)` of Jinja and `a.b|f:x` of Django."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from backlint.facts.model import (
    GLOBAL,
    LOCAL,
    Argument,
    Attribute,
    Binary,
    Boolean,
    Call,
    Compare,
    Conditional,
    DictDisplay,
    Display,
    Expression,
    Literal,
    Name,
    Slice,
    Subscript,
    Unary,
)
from backlint.facts.templates.tokens import TemplateError, Word, words

CONTEXT = "context"
"""The parameter of every function that a template becomes: what the view passes."""

_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "none": None, "None": None}
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_SUMS, _PRODUCTS = frozenset({"+", "-"}), frozenset({"*", "/", "//", "%"})
_MAX_DEPTH = 64
_MAX_CHAIN = 400
"""Longer chains of operators, parts or filters are no work of a person's hand."""


class Parser:
    """Reads expressions of one piece of a template.

    `local` tells which names the template binds itself, `macros` are those of its macros, `assigned` all that
    it has assigned so far, `asked` takes up the global
    names that are used.
    """

    def __init__(  # noqa: PLR0913 -- what an expression is read with
        self,
        text: str,
        at: int,
        *,
        django: bool,
        local: Callable[[str], bool],
        macros: AbstractSet[str],
        assigned: AbstractSet[str],
        asked: set[str],
    ) -> None:
        self._words = words(text)
        self._next = 0
        self._at = at
        self._django = django
        self._local = local
        self._macros = macros
        self._assigned = assigned
        self._asked = asked
        self._depth = 0
        self._chained = 0
        self.plain = True
        """Whether only names and their parts were read: nothing that may be markup."""

    # --- words

    @property
    def done(self) -> bool:
        """Whether every word was read."""
        return self._next >= len(self._words)

    def peek(self, ahead: int = 0) -> str:
        """Return the text of a word to come, "" behind the last; a string never looks like a mark."""
        index = self._next + ahead
        return self._words[index].text if index < len(self._words) else ""

    def take(self, *texts: str) -> str:
        """Take the next word if it is one of these; return it or ""."""
        word = self.peek()
        if word and word in texts:
            self._next += 1
            return word
        return ""

    def expect(self, text: str) -> None:
        """Take a word that must be there."""
        if not self.take(text):
            raise TemplateError(f"expected {text!r}, found {self.peek()!r}")

    def word(self) -> Word:
        """Take the next word, whatever it is."""
        if self.done:
            raise TemplateError("the expression ends too early")
        self._next += 1
        return self._words[self._next - 1]

    def name(self) -> str:
        """Take a name."""
        word = self.word()
        if word.kind != "name":
            raise TemplateError(f"expected a name, found {word.text!r}")
        return word.text

    # --- nodes

    def known(self, name: str) -> Name:
        """Return something that belongs to templates themselves, by name."""
        self._asked.add(name)
        return Name(self._at, name, GLOBAL)

    def variable(self, name: str) -> Expression:
        """Return what a name means in the template: its own variable, or what the view passed."""
        if self._local(name):
            self.plain = False
            return Name(self._at, name, LOCAL)
        if name in self._assigned:
            self.plain = False
        if name in self._macros:
            return self.known(f"macro {name}")
        return Subscript(self._at, Name(self._at, CONTEXT, LOCAL), Literal(self._at, name))

    def call(self, name: str, *given: Expression, arguments: tuple[Argument, ...] = ()) -> Call:
        """Return a call of something that belongs to templates."""
        self.plain = False
        return Call(self._at, self.known(name), (*(Argument(value) for value in given), *arguments))

    def _link(self) -> None:
        """Count a link of a chain, each of which nests what comes before it."""
        self._chained += 1
        if self._chained > _MAX_CHAIN:
            raise TemplateError("nested too deeply")

    # --- the grammar, loosest first

    def expression(self) -> Expression:
        """Read a whole expression."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise TemplateError("nested too deeply")
        value = self._either()
        if not self._django and self.take("if"):
            test = self._either()
            other = self.expression() if self.take("else") else Literal(self._at, "")
            value = Conditional(self._at, test, value, other)
        self._depth -= 1
        return value

    def _either(self) -> Expression:
        value = self._both()
        while self.take("or"):
            self._link()
            value = Boolean(self._at, "or", value, self._both())
        return value

    def _both(self) -> Expression:
        value = self._not()
        while self.take("and"):
            self._link()
            value = Boolean(self._at, "and", value, self._not())
        return value

    def _not(self) -> Expression:
        if self.take("not"):
            self._link()
            return Unary(self._at, "not", self._not())
        return self._comparison()

    def _comparison(self) -> Expression:
        value = self._sum()
        while True:
            mark = self.peek()
            if mark in _COMPARISONS or mark == "in":
                self.word()
                self._link()
                value = Compare(self._at, value, (mark,), (self._sum(),))
            elif mark == "not" and self.peek(1) == "in":
                self._next += 2
                value = Compare(self._at, value, ("not in",), (self._sum(),))
            elif mark == "is" and self._django:
                self.word()
                negated = "is not" if self.take("not") else "is"
                value = Compare(self._at, value, (negated,), (self._sum(),))
            else:
                return value

    def _sum(self) -> Expression:
        value = self._product()
        while not self._django and (mark := self.take(*_SUMS, "~")):
            self._link()
            right = self._product()
            value = Binary(self._at, "+", value, right) if mark != "~" else self.call("template.join", value, right)
        return value

    def _product(self) -> Expression:
        value = self._unary()
        while not self._django and (mark := self.take(*_PRODUCTS)):
            self._link()
            value = Binary(self._at, mark, value, self._unary())
        return value

    def _unary(self) -> Expression:
        if mark := self.take("-", "+"):
            self._link()
            return Unary(self._at, mark, self._unary())
        value = self._postfix(self._primary())
        if not self._django and self.take("**"):
            self._link()
            value = Binary(self._at, "**", value, self._unary())
        return value

    def _primary(self) -> Expression:
        word = self.word()
        if word.kind == "string":
            text = word.text[1:-1]
            while not self._django and not self.done and self._words[self._next].kind == "string":
                text += self.word().text[1:-1]
            return Literal(self._at, text)
        if word.kind == "number":
            return Literal(self._at, float(word.text) if "." in word.text else int(word.text[:18]))
        if word.kind == "name":
            return self._named(word.text)
        if word.text == "(":
            return self._bracketed(")", "tuple")
        if word.text == "[":
            return self._bracketed("]", "list")
        if word.text == "{":
            return self._mapping()
        raise TemplateError(f"unexpected {word.text!r}")

    def _named(self, name: str) -> Expression:
        if name in _CONSTANTS and not self._local(name):
            return Literal(self._at, _CONSTANTS[name])
        if self._django and name == "_" and self.take("("):
            text = self.expression()
            self.expect(")")
            return text
        if name == "namespace" and self.peek() == "(":
            self.word()
            return self._namespace()
        return self.variable(name)

    def _namespace(self) -> Expression:
        given = self.arguments()
        keys = tuple(Literal(self._at, one.name) for one in given if one.name)
        return DictDisplay(self._at, keys, tuple(one.value for one in given if one.name))

    def _bracketed(self, end: str, kind: str) -> Expression:
        items: list[Expression] = []
        comma = False
        while not self.take(end):
            items.append(self.expression())
            if self.take(","):
                comma = True
            elif self.peek() != end:
                raise TemplateError(f"expected {end!r}")
        if kind == "tuple" and len(items) == 1 and not comma:
            return items[0]
        return Display(self._at, kind, tuple(items))

    def _mapping(self) -> Expression:
        keys: list[Expression | None] = []
        values: list[Expression] = []
        while not self.take("}"):
            keys.append(self.expression())
            self.expect(":")
            values.append(self.expression())
            if not self.take(",") and self.peek() != "}":
                raise TemplateError("expected '}'")
        return DictDisplay(self._at, tuple(keys), tuple(values))

    # --- what follows a value

    def _postfix(self, value: Expression) -> Expression:
        while True:
            mark = self.peek()
            if mark in {".", "[", "(", "|", "is"}:
                self._link()
            spaced = not self.done and self._words[self._next].gap
            if mark == "." and not (self._django and spaced):
                self.word()
                value = self._part(value)
            elif mark == "[" and not self._django:
                self.word()
                value = self._item(value)
            elif mark == "(" and not self._django:
                self.word()
                self.plain = False
                value = Call(self._at, value, self.arguments())
            elif mark == "|":
                self.word()
                value = self._filtered(value)
            elif mark == "is" and not self._django:
                self.word()
                value = self._tested(value)
            else:
                return value

    def _part(self, value: Expression) -> Expression:
        word = self.word()
        if word.kind == "number":
            # `rows.0.1` of Django reads as a number with a fraction.
            for digit in word.text.split("."):
                value = Subscript(self._at, value, Literal(self._at, int(digit)))
            return value
        if word.kind != "name":
            raise TemplateError(f"unexpected {word.text!r}")
        if self.peek() == "(" and not self._django:
            return Attribute(self._at, value, word.text)
        called = "template.part" if self._django else "template.lookup"
        return self._lookup(called, value, Literal(self._at, word.text))

    def _lookup(self, called: str, value: Expression, name: Literal) -> Expression:
        plain = self.plain
        found = self.call(called, value, name)
        self.plain = plain
        return found

    def _item(self, value: Expression) -> Expression:
        bounds: list[Expression | None] = []
        current: Expression | None = None
        while not self.take("]"):
            if self.take(":"):
                bounds.append(current)
                current = None
            elif self.take(","):
                current = None
            else:
                current = self.expression()
        if not bounds and isinstance(current, Literal) and isinstance(current.value, str):
            # `a["b"]` is `a.b`, only that the key is tried before the attribute.
            return self._lookup("template.lookup", value, current)
        if not bounds:
            return Subscript(self._at, value, current or Literal(self._at, None))
        padded = (*bounds, current, None)
        return Subscript(self._at, value, Slice(self._at, padded[0], padded[1], None))

    def _filtered(self, value: Expression) -> Expression:
        name = self.name()
        while not self._django and self.take("."):
            name = self.name()
        given: tuple[Argument, ...] = ()
        if self._django:
            if self.take(":"):
                given = (Argument(self._simple()),)
        elif self.take("("):
            given = self.arguments()
        return self.call(f"template.filters.{name}", value, arguments=given)

    def _simple(self) -> Expression:
        """Read the argument of a Django filter: a constant, or a name and its parts without filters."""
        negative = self.take("-")
        value = self._primary()
        while self.peek() == "." and not self._words[self._next].gap:
            self.word()
            value = self._part(value)
        return Unary(self._at, "-", value) if negative else value

    def _tested(self, value: Expression) -> Expression:
        self.take("not")
        self.name()
        given: tuple[Argument, ...] = ()
        if self.take("("):
            given = self.arguments()
        elif not self.done and (self._words[self._next].kind in {"string", "number"}):
            given = (Argument(self._primary()),)
        return self.call("template.test", value, arguments=given)

    def signature(self) -> list[tuple[str, Expression | None]]:
        """Read the parameters of a macro up to the closing bracket, each with its default."""
        found: list[tuple[str, Expression | None]] = []
        while not self.take(")"):
            name = self.name()
            found.append((name, self.expression() if self.take("=") else None))
            if not self.take(",") and self.peek() != ")":
                raise TemplateError(f"expected ')', found {self.peek()!r}")
        return found

    def arguments(self) -> tuple[Argument, ...]:
        """Read the arguments of a call up to its closing bracket."""
        found: list[Argument] = []
        while not self.take(")"):
            if self.take("*"):
                found.append(Argument(self.expression(), None, 1))
            elif self.take("**"):
                found.append(Argument(self.expression(), None, 2))
            elif self.peek(1) == "=" and self._words[self._next].kind == "name":
                name = self.name()
                self.word()
                found.append(Argument(self.expression(), name))
            else:
                found.append(Argument(self.expression()))
            if not self.take(",") and self.peek() != ")":
                raise TemplateError(f"expected ')', found {self.peek()!r}")
        return tuple(found)
