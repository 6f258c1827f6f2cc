"""Where each name of a module is bound, as Python's compiler would decide.

Binding is known only when a whole scope has been read, so names are noted while the tree is lowered and settled
at the end, innermost questions answered by the outer scopes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backlint.facts.model import BUILTIN, CELL, CLASS, GLOBAL, LOCAL

MODULE, FUNCTION, CLASS_BODY, BLOCK = 0, 1, 2, 3

# The names that every supported Python has, written out so that the facts do not depend on the Python that runs.
BUILTIN_NAMES = frozenset(
    """
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
    BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception
    ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
    ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented
    NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
    PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
    StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True
    TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError
    UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError __build_class__ __debug__
    __import__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile
    complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr
    globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview
    min next object oct open ord pow print property quit range repr reversed round set setattr slice sorted
    staticmethod str sum super tuple type vars zip
    """.split()
)


@dataclass(slots=True)
class Scope:
    """One module, function, class body, or block.

    A block is a comprehension or a list of type parameters: it binds names of its own and leaves all other questions
    to its parent. `bound` is in source order; `bound`, `global_names` and `nonlocal_names` are filled while reading; `cells` and `settled` when
    all is read.
    """

    kind: int
    parent: Scope | None
    bound: dict[str, None] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)
    settled: dict[str, int] = field(default_factory=dict)
    is_generator: bool = False
    star_import: bool = False

    def body(self) -> Scope:
        """The module, function or class body that a block stands in."""
        scope = self
        while scope.kind == BLOCK and scope.parent is not None:
            scope = scope.parent
        return scope

    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def declare_global(self, name: str) -> None:
        """Note `global name`, which binds the name in the module."""
        self.module().global_names.add(name)
        self.body().global_names.add(name)

    def resolve(self, name: str) -> int:
        """LOCAL, CELL, GLOBAL, BUILTIN or CLASS for a name that is read or bound here, once all scopes are read."""
        code = self.settled.get(name)
        if code is None:
            code = self.settled[name] = self._settle(name)
        return code

    def _settle(self, name: str) -> int:
        if self.kind == BLOCK:
            if name in self.bound:
                return _OWN[self.body().kind]
            return GLOBAL if self.parent is None else self.parent.resolve(name)
        if self.kind != MODULE and name not in self.global_names:
            if name in self.bound and name not in self.nonlocal_names:
                return _OWN[self.kind]
            if self._capture(name):
                return CELL
        return self._settle_global(name)

    def _capture(self, name: str) -> bool:
        """Whether an enclosing function binds the name; notes there that it is captured."""
        scope = self.parent
        while scope is not None:
            owner = scope.body()
            if owner.kind == FUNCTION:
                if name in owner.global_names:
                    return False
                if name in scope.bound and name not in owner.nonlocal_names:
                    owner.cells.add(name)
                    return True
            elif owner.kind == CLASS_BODY and name == "__class__":
                # What `super()` uses: every class holds it for its methods.
                return True
            scope = scope.parent
        return False

    def _settle_global(self, name: str) -> int:
        module = self.module()
        if name in module.bound or name in module.global_names or module.star_import or name not in BUILTIN_NAMES:
            return GLOBAL
        return BUILTIN


_OWN = {MODULE: GLOBAL, FUNCTION: LOCAL, CLASS_BODY: CLASS}
