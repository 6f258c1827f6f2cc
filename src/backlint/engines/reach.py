"""How bad a fault is by who can bring it about: a rule says the severity for anyone, and what follows lowers it.

As in CVSS 3.1, where the privileges that an attack needs make it less severe (9.8 without any, 8.8 with a login, 7.2 with
those of an administrator), a step of severity for a role, and of what is critical for a login. What is not proven is medium
at most, whoever can bring it about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backlint.concepts import STORED, Attacker, Endpoint, ProtectionKind, Reach, SourceKind, State, Trait
from backlint.engines.roles import ADMINISTRATORS
from backlint.files import Role
from backlint.findings import Finding, Severity, as_proven
from backlint.rule import Rule
from backlint.stages import is_of_development

_CHOSEN_BY_CALLER = frozenset(
    {SourceKind.BODY, SourceKind.FILE, SourceKind.HEADER, SourceKind.COOKIE, SourceKind.SESSION, SourceKind.CREDENTIAL}
)
"""What no link can make somebody else's browser send; the forms of other sites are what csrf-disabled is about."""

_SAID: Mapping[Reach, str] = {
    Reach.SIGNED_IN: "only callers who are signed in can send it",
    Reach.ROLE: "only administrators can send it",
    Reach.UNSEEN: "nothing was seen to call this",
    Reach.OPERATOR: "only whoever runs the program reaches it",
}

_OPERATED = frozenset({Role.SCRIPT, Role.EXAMPLE, Role.MIGRATION, Role.DOCUMENTATION})
_COMMAND = re.compile(r"(?:^|/)(?:management/commands/[^/]+|cli/[^/]+|cli)\.py$")


def reach_of(endpoint: Endpoint) -> Reach:
    """Return who can call an endpoint."""
    login, right = (endpoint.protection(kind) for kind in (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION))
    asked = {State.YES: right.by}.get(right.state, ()) + {State.YES: login.by}.get(login.state, ())
    named = any(word in f"{shown.name} {shown.detail}".lower() for shown in asked for word in ADMINISTRATORS)
    if named or (right.state is State.YES and Trait.ADMIN in endpoint.traits):
        # A check of whose record it is would be authorization as well.
        return Reach.ROLE
    if State.YES in {login.state, right.state}:
        return Reach.SIGNED_IN
    return Reach.UNKNOWN if State.UNKNOWN in {login.state, right.state} else Reach.ANYONE


def reach_of_flow(entry: Reach | None, sources: frozenset[SourceKind]) -> Reach:
    """Return who can send what flows; `entry` is who can call what it comes in by, None where nothing is seen to.

    What a function that nothing calls is given may come from anywhere, or never be given.
    """
    if entry is not None:
        return entry
    return Reach.UNSEEN if sources <= {SourceKind.PARAMETER, SourceKind.PASSWORD} else Reach.UNKNOWN


def reach_of_file(path: str, role: Role) -> Reach:
    """Return who reaches what a file says, by what it is for: UNKNOWN for the application's own."""
    if role in _OPERATED or _COMMAND.search(path) or is_of_development(path):
        return Reach.OPERATOR
    return Reach.UNKNOWN


def weighed(
    finding: Finding, reach: Reach, attacker: Attacker, sources: frozenset[SourceKind] = frozenset()
) -> Finding:
    """Return a finding as severe as it is for those who can bring it about; never below low, but for what only whoever
    runs the program reaches, which is advice then.

    `sources` are those of a flow: who gains by it though somebody else sends it needs a request that a link can make.
    """
    if attacker is Attacker.OTHERS and reach in {Reach.SIGNED_IN, Reach.ROLE} and not _sent_by_hand(sources):
        return finding
    steps = 1 if reach in {Reach.ROLE, Reach.OPERATOR, Reach.UNSEEN} else 0
    if reach is Reach.SIGNED_IN and finding.severity is Severity.CRITICAL:
        steps = 1
    lowest = Severity.INFO if reach is Reach.OPERATOR else min(finding.severity, Severity.LOW)
    severity = Severity(max(finding.severity - steps, lowest))
    if severity == finding.severity:
        return finding
    return replace(finding, severity=severity, why=finding.why_also(_SAID[reach]))


def _sent_by_hand(sources: frozenset[SourceKind]) -> bool:
    return bool(sources) and sources <= _CHOSEN_BY_CALLER | STORED


def operated(findings: Iterable[Finding], roles: Mapping[str, Role], rules: Iterable[Rule]) -> Iterator[Finding]:
    """Weigh what only whoever runs the program, or develops it, reaches; a secret is for all who read it.

    `roles` are those of the files by path.
    """
    secrets = {rule.id for rule in rules if rule.family == "secrets"}
    for finding in findings:
        path = finding.location.path
        reach = reach_of_file(path, roles.get(path, Role.APPLICATION))
        yield finding if finding.rule in secrets else weighed(finding, reach, Attacker.CALLER)


def proven(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Call nothing grave that is not proven. It comes last, when it is known how sure each finding is."""
    for finding in findings:
        severity = as_proven(finding.severity, finding.precision)
        yield finding if severity is finding.severity else replace(finding, severity=severity)
