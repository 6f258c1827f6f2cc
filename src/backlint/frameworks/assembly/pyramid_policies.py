"""Pyramid's permissions: what is asked of a caller by the security policy, or by the access control list of a context.

How policies, lists and defaults work was checked against Pyramid 2.1: `pyramid.authorization`, `pyramid.viewderivers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import ProtectionKind
from backlint.execution.program import Program
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
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.pyramid_tree import Stand, Tree, option
from backlint.frameworks.assembly.registration import evidence, method_of
from backlint.frameworks.routes import Cover

_IN = (ProtectionKind.AUTHENTICATION,)
_MAY = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
_OPEN = frozenset({"NO_PERMISSION_REQUIRED", "__no_permission_required__"})
_EVERYONE = frozenset({"Everyone", "system.Everyone"})
_SIGNED_IN = frozenset({"Authenticated", "system.Authenticated"})
_SETTERS = frozenset({"set_security_policy", "set_authentication_policy"})
_LIST = "__acl__"


class Policies:
    """What permissions ask for in one application."""

    def __init__(
        self, program: Program, tree: Tree, made: CallEvent, events: tuple[tuple[Stand, CallEvent], ...]
    ) -> None:
        self.program = program
        self.policies: list[AnyValue] = []
        self.default: tuple[AnyValue, CallEvent] | None = None
        self.root_factory: AnyValue | None = tree.resolve(tree.root, option(made, 3, "root_factory"))
        for name in ("security_policy", "authentication_policy"):
            given = tree.resolve(tree.root, option(made, None, name))
            self.policies.extend(members(given) if given is not None else ())
        given = option(made, None, "default_permission")
        if given is not None:
            self.default = (given, made)
        for stand, event in events:
            first = tree.resolve(stand, event.arguments.get(0))
            first = first if first is not None else next(iter(event.arguments.values()), UNKNOWN)
            if method_of(event) in _SETTERS:
                self.policies.extend(members(first))
            elif method_of(event) == "set_default_permission":
                self.default = (event.arguments.get(0, "permission") or UNKNOWN, event)
            elif method_of(event) == "set_root_factory":
                self.root_factory = first

    def context(self, factory: AnyValue | None, request: AnyValue, traverse: str) -> AnyValue:
        """Return the context of a route's views: what its factory gives, and what traversal finds below it."""
        maker = factory if factory is not None else self.root_factory
        if maker is None or not (is_callable(maker) or isinstance(maker, ClassObject)):
            return UNKNOWN
        found = self.program.run(maker, Arguments((request,))).value
        for part in filter(None, traverse.split("/")):
            below = self.program.attribute(found, "__getitem__")
            if not is_callable(below):
                return UNKNOWN
            value = Constant(part, "str") if not part.startswith("{") else self._variable(request, part[1:-1])
            found = self.program.run(below, Arguments((value,))).value
        return found

    def _variable(self, request: AnyValue, name: str) -> AnyValue:
        held = request.fields.get("matchdict") if isinstance(request, Produced) else None
        return getattr(held, "get", lambda _: None)(name) or UNKNOWN

    def covers(self, given: AnyValue | None, context: AnyValue, request: AnyValue, event: CallEvent) -> Iterator[Cover]:
        """Yield what a view's permission, or the default one, asks of a caller; without a policy it asks nothing."""
        by = event
        if given is None and self.default is not None:
            given, by = self.default
        if given is None or not self.policies or any(_last(one) in _OPEN for one in members(given)):
            return
        shown = evidence(self.program, _said(given), by.site)
        asked = self._by_list(given, context)
        if asked is not None:
            if asked:
                yield Cover(evidence=shown, gives=asked)
            return
        # Whoever the policy lets in, what it cannot be seen to ask it may ask.
        yield Cover(evidence=shown, gives=_MAY, certain=False)
        for policy in self.policies:
            if isinstance(policy, InstanceObject) and isinstance(policy.cls.lookup("permits"), FunctionObject):
                yield Cover(
                    evidence=shown,
                    function=self.program.attribute(policy, "permits"),
                    arguments=Arguments((request, context, given)),
                    asks=True,
                )

    def _by_list(self, permission: AnyValue, context: AnyValue) -> tuple[ProtectionKind, ...] | None:
        """Return what a context's access control list asks for a permission; None where that is not known."""
        wanted = string_of(permission)
        answers = {self._by_list_of(wanted, one) for one in members(context)}
        return next(iter(answers)) if len(answers) == 1 else None

    def _by_list_of(self, wanted: str | None, context: AnyValue) -> tuple[ProtectionKind, ...] | None:
        if wanted is None or not isinstance(context, InstanceObject):
            return None
        if _LIST not in context.fields and context.cls.lookup(_LIST) is None:
            return None
        listed = self.program.attribute(context, _LIST)
        if is_callable(listed):
            listed = self.program.run(listed, Arguments()).value
        items, complete = self.program.items(listed)
        if not complete or not items:
            return None
        allowed: set[str] = set()
        for item in items:
            entry = self._entry(item, wanted)
            if entry is None:
                return None
            action, principal = entry
            if action == "Allow":
                allowed.add(principal)
            elif action == "Deny" and principal in _EVERYONE:
                break
        if allowed & _EVERYONE:
            return ()
        return _IN if allowed & _SIGNED_IN else _MAY

    def _entry(self, item: AnyValue, wanted: str) -> tuple[str, str] | None:
        """Return what an entry says for a permission: (action, principal), ("", "") if nothing; None if not known."""
        if isinstance(item, External) and item.name.endswith(".DENY_ALL"):
            return "Deny", "Everyone"
        if not isinstance(item, Tuple) or len(item.items) != len(("action", "principal", "permissions")):
            return None
        action, principal, permissions = item.items
        names, complete = self._names(permissions)
        if not complete:
            return None
        if "ALL_PERMISSIONS" not in names and wanted not in names:
            return "", ""
        said = _last(action)
        return (said, _last(principal)) if said in {"Allow", "Deny"} else None

    def _names(self, permissions: AnyValue) -> tuple[set[str], bool]:
        single = _last(permissions)
        if single:
            return {single}, True
        items, complete = self.program.items(permissions)
        names = {_last(one) for one in items}
        return names, complete and "" not in names


def is_open(principal: AnyValue) -> bool:
    """Tell whether a principal is everybody."""
    return _last(principal) in _EVERYONE


def _last(value: AnyValue) -> str:
    """Return a constant's text, or the last part of a library's name."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    return string_of(value) or ""


def _said(permission: AnyValue) -> str:
    text = string_of(permission)
    return "permission" if text is None else f"permission {text}"
