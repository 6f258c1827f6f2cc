"""The entries of YAML files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from backlint.facts.entries import Entry, Unreadable

# Several times as fast, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# PyYAML's own tree is not asked for: the C part overflows the stack at 100,000 nested lists.
_MAX_DEPTH = 100

# A list of such items is how compose files and others write a mapping.
_ASSIGNMENT = re.compile(r"([A-Za-z_][\w.-]*)=(.*)", re.DOTALL)
_NAMES = ("name", "key")


@dataclass(slots=True)
class Node:
    """A scalar, or a list or mapping with its items, keys and values in turn; an alias is a scalar without text."""

    event: yaml.Event
    items: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """The text of a scalar."""
        return self.event.value if isinstance(self.event, yaml.ScalarEvent) else None


def read_yaml(text: str) -> Iterator[Entry]:
    """Read all scalars of all documents; raises Unreadable.

    An item `NAME=value` of a list, and an item with a `name` and a `value`, give an entry whose last key is that name.
    What an alias stands for is read where it is written, and only there.
    """
    try:
        documents = trees(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(f"it is not YAML: {error.problem or error.context}", mark.line + 1 if mark else 0) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"it is not YAML: {str(error).splitlines()[0]}") from error
    return (entry for document in documents for entry in _entries("", document))


def trees(text: str) -> list[Node]:
    """Return the trees of all documents; raises yaml.YAMLError and ValueError."""
    documents: list[Node] = []
    around: list[Node] = []
    anchors: set[str] = set()
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.DocumentStartEvent):
            anchors.clear()
        elif isinstance(event, yaml.NodeEvent):
            _check_anchor(event, anchors)
            node = Node(event)
            (around[-1].items if around else documents).append(node)
            if isinstance(event, yaml.CollectionStartEvent):
                around.append(node)
                if len(around) > _MAX_DEPTH:
                    raise RecursionError
        elif isinstance(event, yaml.CollectionEndEvent):
            around.pop()
    return documents


def _check_anchor(event: yaml.NodeEvent, anchors: set[str]) -> None:
    """Note what a node is called by; refuse an alias of what was not called so before, as the loaders do."""
    if event.anchor is None:
        return
    if not isinstance(event, yaml.AliasEvent):
        anchors.add(event.anchor)
    elif event.anchor not in anchors:
        line = event.start_mark.line + 1 if event.start_mark else 0
        raise Unreadable(f"it is not YAML: found undefined alias {event.anchor!r}", line)


def _entries(key: str, node: Node) -> Iterator[Entry]:
    if isinstance(node.event, yaml.ScalarEvent):
        yield from _scalar(key, node.event)
    elif isinstance(node.event, yaml.SequenceStartEvent):
        for index, item in enumerate(node.items):
            yield from _entries(_under(key, str(index)), item)
    else:
        members = [(name.text or "?", value) for name, value in zip(node.items[::2], node.items[1::2], strict=True)]
        name = _item_name(members)
        for part, value in members:
            is_value = name is not None and part == "value"
            yield from _entries(_under(key, name if is_value and name else part), value)


def _under(key: str, part: str) -> str:
    return f"{key}.{part}" if key else part


def _item_name(members: list[tuple[str, Node]]) -> str | None:
    """What an item `{name: X, value: Y}` calls its value."""
    known = dict(members)
    if "value" not in known or known["value"].text is None:
        return None
    return next((known[name].text for name in _NAMES if name in known), None)


def _scalar(key: str, event: yaml.ScalarEvent) -> Iterator[Entry]:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if event.style in {"|", ">"}:
        # The text begins on the line below the sign.
        line, column = line + 1, 1
    elif event.style in {"'", '"'}:
        column += 1
    last = key.rpartition(".")[2]
    assignment = _ASSIGNMENT.fullmatch(event.value) if last.isdigit() else None
    if assignment is not None:
        above = key.rpartition(".")[0]
        yield Entry(_under(above, assignment[1]), assignment[2], line, column + assignment.start(2))
    elif event.value:
        yield Entry(key, event.value, line, column)
