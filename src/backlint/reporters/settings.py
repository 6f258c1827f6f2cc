"""The settings in force and where each comes from; and every ignore with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backlint.configuration import Configuration, Settings
from backlint.files import FileSet, Kind
from backlint.findings import Finding, Location
from backlint.frameworks.team import NONE as NO_MODELS
from backlint.frameworks.team import TeamModels
from backlint.nested import each
from backlint.redaction import hidden
from backlint.report import Report
from backlint.reporters.frames import Line, Segment, wrapped
from backlint.reporters.presentation import Presentation
from backlint.reporters.source import escaped
from backlint.wording import counted


def settings(configuration: Configuration, models: TeamModels = NO_MODELS) -> Iterator[Line]:
    """Yield each setting as TOML with the line that it comes from, or that it is the default; then the models' rows."""
    origin = configuration.origin
    where = origin.display if origin else "none found"
    yield (Segment(f"settings: {escaped(where)}", "dim"),)
    for key, value in _values(configuration).items():
        source = "default"
        if origin is not None and key in origin.keys:
            source = f"{origin.display}:{origin.line_of((key,))}"
        yield (Segment(f"{key} = {value}"), Segment(f"  # {escaped(source)}", "dim"))
    for folder in sorted(configuration.folders or (), key=lambda one: one.prefix):
        yield from _of_folder(folder)
    for row in models.declared:
        place = f"  # {escaped(row.path)}:{row.line}"
        yield (Segment(f"{row.table}: {escaped(row.name)}"), Segment(place, "dim"))


_SHOWN = 20
"""Files and folders left out that are named without -v."""


def files(found: FileSet, presentation: Presentation) -> Iterator[Line]:
    """Yield how many files are looked at, and what is left out with its reason."""
    python = sum(file.kind is Kind.PYTHON for file in found.files)
    yield ()
    yield (Segment(f"looked at: {counted(len(found.files), 'file')}, {python:,} of them Python", "dim"),)
    shown = found.left_out if presentation.verbose else found.left_out[:_SHOWN]
    for one in shown:
        yield (Segment(f"left out: {escaped(one.path)}"), Segment(f"  # {escaped(one.reason)}", "dim"))
    if len(shown) < len(found.left_out):
        yield (Segment(f"left out: {len(found.left_out) - len(shown):,} more (-v shows all)"),)
    yield (Segment("left out: what git ignores", "dim"),)


def _of_folder(settings: Configuration) -> Iterator[Line]:
    """Yield what the settings of a folder say; what they do not say is the default there, and nothing is inherited."""
    origin = settings.origin
    if origin is None:
        return
    yield ()
    yield (Segment(f"in {escaped(settings.prefix)}: {escaped(origin.display)}", "dim"),)
    for key, value in _values(settings).items():
        if key in origin.keys:
            said = "; not in force here: it is for the whole run" if key in _OF_A_RUN else ""
            source = f"  # {escaped(origin.display)}:{origin.line_of((key,))}{said}"
            yield (Segment(f"{key} = {value}"), Segment(source, "dim"))


_OF_A_RUN = frozenset({"persona", "jobs"})
"""Keys that concern a run as a whole, and are taken from the folder that is scanned."""


def _values(configuration: Configuration) -> Mapping[str, str]:
    """Return every setting as it would be written in TOML."""
    ignores = {ignored.pattern: _listed(ignored.rules) for ignored in configuration.per_path_ignores}
    severities = {rule: _quoted(severity.name.lower()) for rule, severity in configuration.severities.items()}
    baseline = configuration.baseline
    return {
        "exclude": _listed(configuration.exclude),
        "select": _listed(configuration.select),
        "ignore": _listed(configuration.ignore),
        "fail-on": _quoted(configuration.fail_on.name.lower()),
        "persona": _quoted(configuration.persona),
        "per-path-ignores": _table(ignores),
        "severity": _table(severities),
        "attest": _table({item: _quoted(reason) for item, reason in configuration.attest.items()}),
        "baseline": _quoted(baseline.name) if baseline else '""',
        "models": _listed(tuple(shown for _, shown in configuration.models)),
        "endpoints": _table({key: _listed(names) for key, names in _declared(configuration)}),
        "jobs": str(configuration.jobs or "the machine's"),
    }


def _declared(configuration: Configuration) -> Iterator[tuple[str, tuple[str, ...]]]:
    if configuration.endpoints.public:
        yield "public", configuration.endpoints.public
    yield from configuration.endpoints.guards()


def _quoted(text: str) -> str:
    return f'"{escaped(hidden(text, python=False))}"'


def _listed(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _table(values: Mapping[str, str]) -> str:
    inside = ", ".join(f"{_quoted(key)} = {value}" for key, value in values.items())
    return f"{{ {inside} }}" if inside else "{}"


def schema() -> str:
    """Return the JSON Schema of the settings, for editors."""
    import msgspec

    document = msgspec.json.schema(Settings)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


# --- ignores --------------------------------------------------------------------------------------------------------


def ignores(
    report: Report, configuration: Configuration, presentation: Presentation, models: TeamModels = NO_MODELS
) -> Iterator[Line]:
    """Yield every ignore comment with what it hides, those that hide nothing, settings that hide, attestations, and
    the team's models by which something counts as safe or guarded.
    """
    used: dict[Location, list[Finding]] = {}
    by_settings: dict[str, int] = {}
    for finding in report.suppressed:
        suppression = finding.suppression
        if suppression is None:
            continue
        if suppression.kind == "inline" and suppression.location is not None:
            used.setdefault(suppression.location, []).append(finding)
        elif suppression.kind == "configuration":
            by_settings[suppression.reason] = by_settings.get(suppression.reason, 0) + 1
    for place, findings in sorted(used.items()):
        rules = ", ".join(sorted({finding.rule for finding in findings}))
        reason = findings[0].suppression.reason if findings[0].suppression else ""
        yield _place(place, presentation)
        yield from wrapped("  ", f"hides {rules}: {reason}", presentation.width)
    broken = [finding for finding in report.findings if finding.rule.startswith("ignore-")]
    for finding in broken:
        yield _place(finding.location, presentation)
        lines = wrapped("  ", finding.message, presentation.width, "warning")
        yield from lines
    for reason, count in sorted(by_settings.items()):
        yield (Segment(f"settings hide {count}: {escaped(reason)}"),)
    told = [(settings, f"in {settings.prefix} " if settings.prefix else "") for settings in each(configuration)]
    for settings, where in told:
        for item, reason in settings.attest.items():
            yield (Segment(f"{escaped(where)}attested: {escaped(item)}: {escaped(hidden(reason, python=False))}"),)
        for key, names in _declared(settings):
            yield (Segment(f"{escaped(where)}declared {escaped(key)}: {escaped(', '.join(names))}"),)
    trusted = [row for row in models.declared if row.table in {"sanitizers", "marks"}]
    for row in trusted:
        said = "what it returns counts as safe" if row.table == "sanitizers" else "a call of it counts as a check"
        yield _place(Location(row.path, row.line), presentation)
        yield from wrapped("  ", f"a model trusts {escaped(row.name)}: {said}", presentation.width)
    declared = any(settings.attest or any(True for _ in _declared(settings)) for settings, _ in told)
    if not (used or broken or by_settings or trusted or declared):
        yield (Segment("Nothing is ignored.", "good"),)


def _place(place: Location, presentation: Presentation) -> Line:
    return (Segment(f"{presentation.prefix}{escaped(place.path)}:{place.line}", "path"),)
