"""What is built into Python, and collections.

The machine evaluates these itself where it knows the values; the rows say what becomes of what it does not know.
"""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.taint import EVERY_SINK, TEXTUAL
from backlint.frameworks.exchanges import STRING_MAP
from backlint.frameworks.fetching import opens
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks, methods, propagators, returning, sanitizers, sinks, sources

_TYPES = "str bytes bytearray int float bool complex list tuple dict set frozenset object memoryview"
_FITTED = "center ljust rjust replace"
_KEPT_TEXT = (
    "strip lstrip rstrip removeprefix removesuffix lower upper title capitalize casefold swapcase expandtabs zfill"
)

LIBRARY = LibraryModel(
    name="stdlib_builtins",
    distribution="",
    packages=("builtins", "collections"),
    aliases={name: f"builtins.{name}" for name in _TYPES.split()},
    parents={
        **children("builtins.dict", STRING_MAP, *methods("collections", "OrderedDict defaultdict Counter")),
        **children("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "collections.deque"),
        **children("builtins.BaseException", "builtins.Exception"),
        **children("builtins.Exception", *methods("builtins", "ValueError TypeError KeyError RuntimeError OSError")),
    },
    contents={
        STRING_MAP: ("builtins.str",),
        "builtins.dict": ("",),
        "builtins.list": ("",),
        "collections.ChainMap": ("",),
    },
    sources=(
        *sources(SourceKind.COMMAND_LINE, "str", "builtins.input", called=True),
        *sources(SourceKind.EXCEPTION, "any", "builtins.BaseException.args"),
    ),
    sinks=(
        *sinks(SinkKind.CODE, "0:", *methods("builtins", "eval exec")),
        *sinks(SinkKind.CODE, "0:source", "builtins.compile"),
        *sinks(SinkKind.CODE, "0:name", "builtins.__import__"),
        *sinks(SinkKind.REFLECTION, "1:name", *methods("builtins", "getattr delattr")),
        *sinks(SinkKind.MASS_ASSIGNMENT, "1:name", "builtins.setattr"),
        *sinks(SinkKind.PATH, "0:file", "builtins.open"),
        # A format string from outside reads attributes: `{0.__class__}`.
        *sinks(SinkKind.TEMPLATE, "self", *methods("builtins.str", "format format_map"), rule="filled-in"),
        *sinks(SinkKind.SECRET_LOG, "*", "builtins.print", shape="any"),
        *sinks(SinkKind.RESOURCE, "0:", *methods("builtins", "bytes bytearray"), shape="any", rule="size"),
    ),
    sanitizers=(
        *sanitizers(TEXTUAL, "0:", *methods("builtins", "int float")),
        *sanitizers(EVERY_SINK, "0:", *methods("builtins", "bool complex len ord hash")),
        *sanitizers(EVERY_SINK, "self", *methods("builtins.bytes", "hex")),
        *sanitizers(EVERY_SINK, "self", *methods("builtins.str", "isdigit isalpha isalnum startswith endswith")),
        *sanitizers(EVERY_SINK, "self", *methods("builtins.str", "find index rfind rindex count isspace isnumeric")),
        # Line breaks and control characters are escaped.
        *sanitizers({SinkKind.LOG, SinkKind.HEADER}, "0:", *methods("builtins", "repr ascii")),
        # Each line of a text holds no line break.
        *sanitizers({SinkKind.LOG, SinkKind.HEADER, SinkKind.MAIL}, "self", "builtins.str.splitlines"),
    ),
    marks=marks("converts", "builtins.bytes.fromhex", "builtins.bytearray.fromhex"),
    propagators=(
        # text; the replaced text does not reach the result
        *propagators("self * **", "builtins.str.format"),
        *propagators("self 0:", *methods("builtins.str", "format_map join translate"), "builtins.bytes.join"),
        *propagators("self 1:", *methods("builtins.str", _FITTED), *methods("builtins.bytes", _FITTED)),
        *propagators("self", *methods("builtins.str", _KEPT_TEXT, "split rsplit partition rpartition encode")),
        *propagators("self", *methods("builtins.str", "__getitem__ __iter__")),
        *propagators("self", *methods("builtins.bytes", "decode strip split lower upper __getitem__ __iter__")),
        *propagators("self", "builtins.bytearray.decode", "builtins.memoryview.tobytes"),
        # conversions
        *propagators("0:", "builtins.bytes.fromhex", "builtins.bytearray.fromhex"),
        *propagators("0:", *methods("builtins", "str bytes bytearray list tuple set frozenset iter reversed sorted")),
        *propagators("0:", *methods("builtins", "sum vars"), "collections.Counter"),
        *propagators("0: 1:", *methods("builtins", "format next"), "builtins.dict.fromkeys"),
        *propagators("0: **", "builtins.dict", "collections.OrderedDict"),
        *propagators("1: **", "collections.defaultdict"),
        *propagators("0:iterable", "builtins.enumerate"),
        *propagators("*", *methods("builtins", "zip max min"), "collections.ChainMap"),
        *propagators("1*", *methods("builtins", "map filter")),
        *propagators("0: 2:", "builtins.getattr"),
        # containers
        *propagators("self", *methods("builtins.set", "pop difference intersection"), "collections.deque.popleft"),
        *propagators("self *", "builtins.set.union"),
        *propagators("0:", *methods("builtins.list", "append extend"), "builtins.set.add", to="self"),
        *propagators("0:", *methods("collections.deque", "append appendleft extend extendleft"), to="self"),
        *propagators("0:", "builtins.bytearray.extend", to="self"),
        *propagators("1:", *methods("builtins.list", "insert __setitem__"), to="self"),
        *propagators("*", "builtins.set.update", to="self"),
        *propagators("1:", *methods("builtins.dict", "__setitem__ setdefault"), to="self"),
        *propagators("0: **", "builtins.dict.update", to="self"),
        *propagators("self", "builtins.dict.popitem"),
    ),
    returns={
        **returning("builtins.int", *methods("builtins", "int len ord hash"), "builtins.bytes.__getitem__"),
        **returning("builtins.int", *methods("builtins.str", "find index rfind rindex count")),
        **returning("builtins.float", "builtins.float"),
        **returning("builtins.bool", "builtins.bool"),
        **returning("builtins.bool", *methods("builtins.str", "isdigit isalpha isalnum isspace isnumeric")),
        **returning("builtins.bool", *methods("builtins.str", "startswith endswith")),
        **returning(
            "builtins.str", *methods("builtins", "str repr ascii format"), *methods("builtins.bytes", "hex decode")
        ),
        **returning("builtins.str", *methods("builtins.str", _KEPT_TEXT, _FITTED, "format format_map join translate")),
        **returning("builtins.str", "builtins.str.__getitem__", "builtins.bytearray.decode"),
        **returning("builtins.str[]", *methods("builtins.str", "split rsplit splitlines partition rpartition")),
        **returning("builtins.bytes", "builtins.bytes", "builtins.str.encode", "builtins.memoryview.tobytes"),
        **returning("builtins.bytes", *methods("builtins.bytes", _FITTED, "join strip lower upper")),
        "builtins.bytes.split": "builtins.bytes[]",
        "builtins.open": "io.TextIOWrapper",
    },
    calls={"builtins.open": opens("0:file")},
)
