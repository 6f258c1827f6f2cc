"""The part of SARIF 2.1.0 (OASIS standard, errata 01) that we write, as records with its own names."""

from __future__ import annotations

from typing import Any

import msgspec


class _Object(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """An object of SARIF: names in camel case, what is not given left out."""


class Text(_Object, frozen=True):
    """A message, or a multiformat message string."""

    text: str
    markdown: str | None = None


class Snippet(_Object, frozen=True):
    """The text of a region."""

    text: str


class Region(_Object, frozen=True):
    """A span; the end column is exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    snippet: Snippet | None = None


class ArtifactLocation(_Object, frozen=True):
    """A file: its percent-encoded way from the folder that `uri_base_id` names."""

    uri: str
    uri_base_id: str


class PhysicalLocation(_Object, frozen=True):
    """A file, a span in it and the lines around that."""

    artifact_location: ArtifactLocation
    region: Region | None = None
    context_region: Region | None = None


class LogicalLocation(_Object, frozen=True):
    """A function or class."""

    fully_qualified_name: str


class Location(_Object, frozen=True):
    """A place; `id` is what a link in a message names."""

    physical_location: PhysicalLocation
    id: int | None = None
    message: Text | None = None
    logical_locations: tuple[LogicalLocation, ...] = ()


class ThreadFlowLocation(_Object, frozen=True):
    """A step of a trace."""

    location: Location
    importance: str = ""


class ThreadFlow(_Object, frozen=True):
    """A trace."""

    locations: tuple[ThreadFlowLocation, ...]


class CodeFlow(_Object, frozen=True):
    """The traces of a finding: here always one."""

    thread_flows: tuple[ThreadFlow, ...]


class Replacement(_Object, frozen=True):
    """A change of one span."""

    deleted_region: Region
    inserted_content: Text


class ArtifactChange(_Object, frozen=True):
    """All changes of one file."""

    artifact_location: ArtifactLocation
    replacements: tuple[Replacement, ...]


class Fix(_Object, frozen=True):
    """A change that removes a finding; some readers fail without the description."""

    description: Text
    artifact_changes: tuple[ArtifactChange, ...]


class Suppression(_Object, frozen=True):
    """Why a finding is hidden: by a comment (`inSource`), or by settings or the baseline (`external`)."""

    kind: str
    justification: str
    location: Location | None = None


class ResultProperties(_Object, frozen=True):
    """What SARIF has no name for."""

    severity: str
    precision: str
    endpoint: str = ""
    why: str = ""
    engine: str = ""
    code: str = ""


class Result(_Object, frozen=True):
    """A finding."""

    rule_id: str
    rule_index: int
    level: str
    message: Text
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    properties: ResultProperties
    kind: str = ""
    related_locations: tuple[Location, ...] = ()
    code_flows: tuple[CodeFlow, ...] = ()
    fixes: tuple[Fix, ...] = ()
    suppressions: tuple[Suppression, ...] | None = None


class Level(_Object, frozen=True):
    """A rule's default configuration."""

    level: str


class RuleProperties(_Object, frozen=True):
    """What code scanning reads of a rule."""

    tags: tuple[str, ...]
    precision: str
    problem_severity: str = msgspec.field(name="problem.severity")
    security_severity: str = msgspec.field(name="security-severity")


class ReportingDescriptor(_Object, frozen=True):
    """A rule."""

    id: str
    name: str
    short_description: Text
    full_description: Text
    help: Text
    default_configuration: Level
    properties: RuleProperties
    help_uri: str = ""


class Driver(_Object, frozen=True):
    """The tool; `rules` is there even when it is empty."""

    name: str
    full_name: str
    version: str
    semantic_version: str
    rules: list[ReportingDescriptor]


class Tool(_Object, frozen=True):
    """The tool and its extensions: here none."""

    driver: Driver


class Notification(_Object, frozen=True):
    """Something about the run itself."""

    level: str
    message: Text
    locations: tuple[Location, ...] = ()
    properties: dict[str, str] = {}


class Invocation(_Object, frozen=True):
    """How the run went."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class AutomationDetails(_Object, frozen=True):
    """Which analysis this is: code scanning takes what stands before the last slash as its category."""

    id: str


class UriBase(_Object, frozen=True):
    """A folder that is named but not told."""

    description: Text


class Run(_Object, frozen=True):
    """One run of one tool."""

    tool: Tool
    automation_details: AutomationDetails
    column_kind: str
    original_uri_base_ids: dict[str, UriBase]
    invocations: tuple[Invocation, ...]
    results: list[Result]
    properties: dict[str, Any] = {}


class Log(_Object, frozen=True):
    """A SARIF file."""

    schema: str = msgspec.field(name="$schema")
    version: str = msgspec.field()
    runs: tuple[Run, ...] = msgspec.field()
