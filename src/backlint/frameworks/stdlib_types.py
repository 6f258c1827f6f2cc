"""The standard library: types, copies, iterators and records."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK, TEXTUAL
from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import METACHARACTERS, children, marks, methods, propagators, returning, sanitizers, sinks

_PACKAGES = "copy dataclasses datetime decimal enum fractions ipaddress itertools operator time types typing uuid"
_DATES = methods("datetime.datetime", "fromisoformat strptime fromtimestamp")

LIBRARY = LibraryModel(
    name="stdlib_types",
    distribution="",
    packages=tuple(_PACKAGES.split()),
    aliases={f"typing_extensions.{name}": f"typing.{name}" for name in ("Annotated", "Literal", "TypedDict")},
    parents={
        **children("enum.Enum", *methods("enum", "IntEnum StrEnum Flag IntFlag")),
        "datetime.datetime": ("datetime.date",),
    },
    classes=frozenset(
        {*methods("datetime", "datetime date time timedelta"), *methods("itertools", "chain count cycle")}
    ),
    closed=frozenset({"enum.Enum"}),
    sinks=(
        *sinks(SinkKind.REFLECTION, "0:", *methods("operator", "attrgetter methodcaller")),
        *sinks(SinkKind.RESOURCE, "0:", "time.sleep", shape="any", confidence="medium"),
    ),
    sanitizers=(
        *sanitizers(TEXTUAL, "0:value", "decimal.Decimal"),
        *sanitizers(EVERY_SINK, "0:", "fractions.Fraction", "datetime.date.fromisoformat", *_DATES),
        *sanitizers(EVERY_SINK, "0:", "datetime.time.fromisoformat", "time.strptime"),
        *sanitizers(EVERY_SINK, "0:hex", "uuid.UUID"),
        # Which machine an address belongs to is still a stranger's choice.
        *sanitizers(
            METACHARACTERS, "0:address", *methods("ipaddress", "ip_address ip_network IPv4Address IPv6Address")
        ),
    ),
    propagators=(
        *propagators("0:obj", *methods("dataclasses", "asdict astuple")),
        *propagators("0:obj **", "dataclasses.replace"),
        *propagators("*", *methods("itertools", "chain zip_longest")),
        *propagators("0:", "itertools.chain.from_iterable", "itertools.islice", "types.MappingProxyType"),
        *propagators("0: 1:", *methods("operator", "add concat")),
        *propagators("**", "types.SimpleNamespace"),
    ),
    marks=(
        # Each raises a ValueError (`decimal`: an ArithmeticError) for text that is none.
        *marks("converts", "uuid.UUID", "decimal.Decimal", "fractions.Fraction", "time.strptime"),
        *marks("converts", *methods("datetime.datetime", "fromisoformat strptime"), "datetime.date.fromisoformat"),
        *marks("converts", "datetime.time.fromisoformat"),
        *marks("converts", *methods("ipaddress", "ip_address ip_network ip_interface IPv4Address IPv6Address")),
    ),
    attributes={
        **returning("builtins.int", *methods("datetime.date", "year month day")),
        **returning("builtins.int", *methods("datetime.datetime", "hour minute second microsecond")),
    },
    returns={
        **returning("datetime.datetime", *_DATES, *methods("datetime.datetime", "now utcnow")),
        "datetime.date.fromisoformat": "datetime.date",
        "datetime.date.today": "datetime.date",
        "datetime.time.fromisoformat": "datetime.time",
        **returning("uuid.UUID", *methods("uuid", "uuid4 uuid3 uuid5")),
    },
    calls={
        "typing.cast": returns_argument("1:val"),
        **dict.fromkeys(methods("copy", "copy deepcopy"), returns_argument("0:x")),
    },
)
