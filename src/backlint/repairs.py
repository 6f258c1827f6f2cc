"""What rules declare of how a finding is repaired: plain records, which `backlint.fixes` turns into edits of a file.

A repair says what it may change and is refused where the code is written otherwise: a fix that is not there costs a minute,
a wrong one costs trust. `safe` are those after which the program does for every honest input what it did before; all the
others may change what it does and are applied on demand only.
"""

from __future__ import annotations

import msgspec


class Repair(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True, rename="kebab"):
    """What all repairs have: a title in the imperative, and whether it is safe. `imports` are modules that it needs."""

    title: str
    safe: bool = False
    imports: tuple[str, ...] = ()


class SetArguments(Repair, frozen=True, kw_only=True, tag="set-arguments"):
    """Give arguments of the call at the place another value, by name: `(("secure", "True"),)`.

    Replaced are literals only, unless `any_value` says otherwise. An argument that is not given is added when `add` says so
    and the call has at most `positional` arguments without a name, so that none is given twice. `indexes` tells which
    argument without a name is meant, by the last name of what is called: `(("gensalt", 0),)`. `calls` are the last names of
    what may be called (none: anything).
    """

    arguments: tuple[tuple[str, str], ...]
    add: bool = True
    positional: int = 0
    any_value: bool = False
    indexes: tuple[tuple[str, int], ...] = ()
    calls: tuple[str, ...] = ()


class DropArgument(Repair, frozen=True, kw_only=True, tag="drop-argument"):
    """Leave out an argument by name, where it is given as one of these expressions: `verify` as `False`."""

    name: str
    values: tuple[str, ...]


class RenameArgument(Repair, frozen=True, kw_only=True, tag="rename-argument"):
    """Give an argument of the call at the place the name that means what the other one says: `(("minimum", "ge"),)`.

    All that have a pair are renamed; a call that has both names is left alone.
    """

    names: tuple[tuple[str, str], ...]


class ListArgument(Repair, frozen=True, kw_only=True, tag="list-argument"):
    """Give a list where an argument of the call at the place is one text: a text in brackets, one with commas split at them,
    and split likewise what the environment says where it has a text by default.
    """

    name: str


class FirstBase(Repair, frozen=True, kw_only=True, tag="first-base"):
    """Put the base class at the place before the others."""


class CallInstead(Repair, frozen=True, kw_only=True, tag="call-instead"):
    """Call something else by the same arguments: pairs of qualified names, `(("yaml.load", "yaml.safe_load"),)`.

    The new name may begin by a call (`secrets.SystemRandom().randint`). `without` is an argument that is left out: its name,
    its place among those without a name, and the last names of the values that it may have; any other value refuses.
    """

    names: tuple[tuple[str, str], ...]
    without: tuple[str, int, tuple[str, ...]] | None = None


class SetValue(Repair, frozen=True, kw_only=True, tag="set-value"):
    """Assign another value in the statement at the place, where a literal is assigned to one name."""

    value: str


class CompareSafely(Repair, frozen=True, kw_only=True, tag="compare-safely"):
    """Compare by `hmac.compare_digest`, where both sides are certain to be there."""


class PinAlgorithm(Repair, frozen=True, kw_only=True, tag="pin-algorithm"):
    """Name in `algorithms` the one algorithm by which the same file signs its tokens."""


class DropIgnore(Repair, frozen=True, kw_only=True, tag="drop-ignore"):
    """Take rules out of the ignore comment at the place, and the comment with its last one."""

    rules: tuple[str, ...]


AnyRepair = (
    SetArguments
    | DropArgument
    | RenameArgument
    | ListArgument
    | FirstBase
    | CallInstead
    | SetValue
    | CompareSafely
    | PinAlgorithm
    | DropIgnore
)
"""Every kind; a rule in YAML names its own by `kind`."""
