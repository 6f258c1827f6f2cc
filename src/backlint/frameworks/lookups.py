"""What a method of an object of which nothing is known gives, where its name says that it looks something up.

A query that is narrowed, and what is found under a key, are not made of what was asked for: `rows.filter(name=name)`
holds rows, whatever the name. What a model or schema dumps has the fields that it declares.
"""

from __future__ import annotations

import re

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK, Taints, neutralize
from backlint.execution.values import AnyValue, Arguments, Produced, Text, members

_NARROWING = frozenset(
    "filter filter_by exclude where and_where or_where having join outerjoin select_from order_by group_by with_entities"
    " options limit offset paginate slice distinct on".split()
)
_FINDING = re.compile(
    r"(a?get|find|fetch|lookup|query|exists)|(a?get|find|fetch|first)_(or_404|or_none|one|one_or_none|first|all|many|object|"
    r"object_or_404|by_[a-z0-9_]+)|one|one_or_none|one_or_404|first|all|scalar|scalars"
)
_FINDING_SOMETHING = re.compile(r"(get|find|fetch|lookup|query|retrieve)_[a-z0-9_]+")
_WRITTEN_OUT = re.compile(
    r"_(path|dir|filename|name|url|uri|link|href|address|text|string|str|html|sql|query|template|key)$"
)
"""What such a method puts together rather than finds, by the end of its name: `get_full_path(name)` holds the name."""
_DUMPING = frozenset({"model_dump", "dict", "dump", "_asdict", "to_representation"})
_SERIALIZING = frozenset({"dump", "to_representation"})
_SESSIONS = frozenset({"SessionStore"})
"""What the class of sessions is called in each of Django's engines, which are loaded by name."""

_RENDERING = frozenset({"render", "render_async", "render_template", "render_to_string", "render_to_string_async"})
_MARKUP = frozenset({SinkKind.HTML})
_SHOWN = frozenset({SinkKind.RESPONSE})
_NAMES = frozenset({SinkKind.MASS_ASSIGNMENT, SinkKind.ORM_KEYS})


def taint_of_found(method: str, receiver: Taints, arguments: Arguments) -> Taints | None:
    """Return the taints of what a method with a telling name gives; None where its name tells nothing.

    A text that was built around something may be a piece of a statement, and stays what it is.
    """
    if method in _DUMPING:
        return neutralize(receiver | arguments.taint, _NAMES | _SHOWN if method in _SERIALIZING else _NAMES)
    if method in _SESSIONS:
        return neutralize(receiver | arguments.taint, EVERY_SINK)
    if method in _RENDERING:
        # Templates escape what they print, or are found not to where their language is set up.
        return neutralize(receiver | arguments.taint, _MARKUP)
    if method not in _NARROWING and (receiver or not _finds(method)):
        return None
    if not arguments.taint or any(_is_built(value) for value in arguments.values()):
        return None
    return receiver | neutralize(arguments.taint, EVERY_SINK)


def _finds(method: str) -> bool:
    named = _FINDING_SOMETHING.fullmatch(method) is not None and _WRITTEN_OUT.search(method) is None
    return named or _FINDING.fullmatch(method) is not None


def taint_of_narrowed(method: str, arguments: Arguments) -> Taints | None:
    """Return the taints of what a library's object gives that is narrowed by conditions, and is no function of text."""
    conditions = all(
        isinstance(value, Produced) and value.call.callee.startswith("operator.") for value in arguments.positional
    )
    if method not in _NARROWING or not conditions or arguments.opaque or not arguments.taint:
        return None
    return neutralize(arguments.taint, EVERY_SINK)


def _is_built(value: AnyValue) -> bool:
    return any(isinstance(member, Text) for member in members(value))
