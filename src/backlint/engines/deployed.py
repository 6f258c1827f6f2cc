"""Which secrets only developers' machines have: those of what starts a program there, where production is started otherwise.

That a file of Compose mounts the project's source says that developers use it, and in a small project whoever deploys does
so too. It is theirs alone where the project shows how production is started, or where the file says itself what it is for
(decision 0034).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from posixpath import basename

from backlint.engines.held import content_of, held_texts
from backlint.engines.secret_readers import read_file
from backlint.facts.entries import Entry
from backlint.files import FileSet, Kind, ProjectFile, Role
from backlint.findings import Finding, Precision, Severity
from backlint.rule import Rule
from backlint.secrecy import is_random, is_usual
from backlint.stages import is_development_settings, is_lasting, is_short_lived, says_development
from backlint.weaknesses import HARDCODED_SECRET, INSECURE_DEFAULT

_HOSTS = frozenset(
    """
    procfile render.yaml render.yml fly.toml app.yaml heroku.yml railway.json railway.toml nixpacks.toml serverless.yml
    serverless.yaml zappa_settings.json appspec.yml dockerrun.aws.json captain-definition chart.yaml cloudbuild.yaml
    cloudbuild.yml kustomization.yaml kustomization.yml skaffold.yaml koyeb.yaml zeabur.json
    """.split()
)
"""What a host or a cluster is told by, in lower case."""
_MANIFEST = re.compile(
    rb"^kind:[ \t]{0,9}[\"']?(?:Deployment|StatefulSet|DeploymentConfig|Template|Rollout|CronJob)\b", re.MULTILINE
)
_PIPELINES = re.compile(
    r"(?:^|/)(?:\.github/workflows/[^/]+|\.gitlab-ci|azure-pipelines[^/]*|bitbucket-pipelines|\.circleci/config)\.ya?ml$"
)
_ROLLED_OUT = re.compile(
    rb"docker/build-push-action|\bdocker push\b|\b(?:helm|flyctl|fly|eb|gcloud (?:run|app)|vercel) (?:upgrade|deploy)\b"
    rb"|\bkubectl (?:apply|set|rollout)\b|\boc (?:apply|rollout|tag)\b|\baz (?:webapp|containerapp)\b|\baws ecs\b"
)
_BY_COMPOSE = re.compile(rb"compose\b[^\n]{0,200}\bup\b")
_PART = re.compile(r"services\.(?P<service>[\w.-]+?)\.(?P<part>build|image)(?:\.|$)")
_OF_OTHERS = re.compile(
    r"(?:(?:docker\.io/)?(?:library|bitnami|postgis|timescale|confluentinc)/)?[a-z0-9._-]+(?::[\w.-]+)?"
)
"""An image that is everybody's: whose name has no owner, or a well-known one."""
_STAGE = re.compile(
    r"services\.[\w.-]+?\.(?:environment\.(?:\w+_)?(?:ENV|ENVIRONMENT|STAGE|SETTINGS_MODULE)|build\.(?:target|dockerfile))",
    re.IGNORECASE,
)
"""Where a container is told for which stage it is: `ENVIRONMENT: development`, `target: dev`."""
_STAGE_TOLD = re.compile(r"(?:\w+_)?(?:ENV|ENVIRONMENT|STAGE|SETTINGS_MODULE)=(?P<stage>.+)", re.IGNORECASE)
_CHECKED = frozenset({"ci", "test", "tests", "testing", "e2e"})
"""Stages that live for minutes, whatever is mounted."""
_BEGINNING = 4_000


@dataclass(frozen=True, slots=True)
class Started:
    """How the program is started: the texts of Compose's files by path, and what only developers start (see `developed`)."""

    compose: Mapping[str, str]
    developed: Mapping[str, str]


def defaults_of_secrets(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the rules about constants that a program falls back on where a secret is missing."""
    return frozenset(rule.id for rule in rules if {INSECURE_DEFAULT, HARDCODED_SECRET} <= set(rule.weaknesses))


def for_developers(
    findings: Iterable[Finding],
    files: FileSet,
    started: Started,
    made: AbstractSet[str],
    defaults: AbstractSet[str],
) -> list[Finding]:
    """Return findings, those about secrets that only developers' machines have as ones that cannot be told.

    `made` are the rules about secrets that no service has given out, `defaults` those about what a program falls back on:
    a poor password there counts where a service of the project is started with it.
    """
    findings = list(findings)
    texts = dict(held_texts((one for one in findings if one.rule in made and one.to_act_on), files))
    asked = {one: text for one, text in texts.items() if one.location.path in _paths(started)}
    theirs = dict(_theirs(asked, files, started)) if asked else {}
    lasting = {
        text
        for one, text in texts.items()
        if one not in theirs and (one.location.path in started.compose or not is_usual(text))
    }
    lowered = {one: why for one, (why, text) in theirs.items() if text not in lasting}
    findings = [
        replace(one, precision=Precision.LOW, why=one.why_also(lowered[one])) if one in lowered else one
        for one in findings
    ]
    return _with_defaults(findings, files, texts, defaults)


def _paths(started: Started) -> AbstractSet[str]:
    return started.compose.keys() | started.developed.keys()


def _theirs(
    asked: Mapping[Finding, str], files: FileSet, started: Started
) -> Iterator[tuple[Finding, tuple[str, str]]]:
    """Yield findings that may be about developers' machines alone, each with what shows it and the text at its place."""
    entries = {path: read_file(path, text).entries for path, text in sorted(started.compose.items())}
    production = _production(files, started, entries)
    saying = {started.developed.get(one.location.path, "") for one, text in asked.items() if says_development(text)}
    for one, text in asked.items():
        path = one.location.path
        shown = started.developed.get(path, "")
        stages = tuple(_stages(entries.get(shown or path, ())))
        if stages and (shown or _CHECKED.issuperset(map(str.lower, stages))):
            yield one, (f"{shown or path} says that it is for {stages[0]}", text)
        elif shown and says_development(text):
            yield one, ("it says itself that it is for development", text)
        elif shown in saying - {""} and not is_random(text):
            yield one, (f"others in {shown} say that they are for development", text)
        elif production and (
            shown == path or (path in entries and not is_random(text) and _starts_nothing(path, entries[path]))
        ):
            yield one, (f"production is started by {production}", text)


def _stages(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the stages that containers are told, as far as they are those of development."""
    for entry in entries:
        told = _STAGE.fullmatch(entry.key)
        listed = None if told else _STAGE_TOLD.fullmatch(entry.value.strip())
        stage = entry.value.strip() if told else listed["stage"] if listed else ""
        if stage and (is_development_settings(re.split(r"[./-]", stage)[-1]) or is_short_lived(f"/{stage}")):
            yield stage


def _production(files: FileSet, started: Started, entries: Mapping[str, Iterable[Entry]]) -> str:
    """Return a file that starts the program where it is in production, "" where none shows how that is done."""
    for path, held in entries.items():
        if path in started.developed or is_short_lived(path):
            continue
        parts = {one["part"] for entry in held if (one := _PART.match(entry.key))}
        if "build" in parts or (parts and is_lasting(basename(path))):
            return path
    return next((file.path for file in files.files if _deploys(files, file)), "")


def _deploys(files: FileSet, file: ProjectFile) -> bool:
    if file.role in {Role.TEST, Role.EXAMPLE, Role.DOCUMENTATION} or (
        is_short_lived(file.path) and _PIPELINES.search(file.path) is None
    ):
        return False
    if basename(file.path).lower() in _HOSTS:
        return True
    if file.kind is not Kind.YAML:
        return file.path.endswith(".tf")
    if _PIPELINES.search(file.path):
        content = content_of(files, file)
        return _ROLLED_OUT.search(content) is not None and _BY_COMPOSE.search(content) is None
    content = content_of(files, file, _BEGINNING)
    return _MANIFEST.search(content) is not None and b"apiVersion" in content


def _starts_nothing(path: str, entries: Iterable[Entry]) -> bool:
    """Whether a file of Compose starts only what others made: a database beside a program that is started by hand."""
    parts = [(one["part"], entry.value.strip()) for entry in entries if (one := _PART.match(entry.key))]
    made = all(part == "image" and _OF_OTHERS.fullmatch(value) for part, value in parts)
    return bool(parts) and made and not is_lasting(path)


def _with_defaults(
    findings: list[Finding], files: FileSet, texts: Mapping[Finding, str], defaults: AbstractSet[str]
) -> list[Finding]:
    """Return findings, those about a poor default that a service of the project is started with as ones to act on.

    `texts` are those at the places of secrets to act on; what is for review by now is none of the findings.
    """
    unsure = [
        one
        for one in findings
        if one.rule in defaults
        and one.precision is Precision.LOW
        and one.severity is Severity.LOW
        and not is_short_lived(one.location.path)
    ]
    if not unsure:
        return findings
    kinds = {file.path: file.kind for file in files.files}
    run = {
        texts[one]: one
        for one in findings
        if one in texts and kinds.get(one.location.path) not in {Kind.PYTHON, Kind.STUB, Kind.NOTEBOOK}
    }
    raised = {one: run[text].location for one, text in held_texts(unsure, files) if text in run}
    return [
        replace(
            one,
            precision=Precision.MEDIUM,
            why=one.why_also(f"{raised[one].path}:{raised[one].line} starts a service with it"),
        )
        if one in raised
        else one
        for one in findings
    ]
