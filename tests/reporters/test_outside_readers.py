"""Formats for other programs, held against what others have written: a parser, or another emitter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import github_action_utils
import pytest
from google.protobuf.json_format import ParseError
from html5lib import HTMLParser
from markdown_it import MarkdownIt
from reporters.demands import diagnostics
from reporters.reports import OPEN, VULNERABLE, rendered, ruff

from backlint.findings import Location, Severity
from backlint.report import Report
from backlint.reporters.github import MAX_PER_LEVEL

# --- GitHub's annotations ---------------------------------------------------------------------------------------------


def written_by_another(said: Report, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the commands that a library writes for the same findings, in the order of the report."""
    emit = {
        "error": github_action_utils.error,
        "warning": github_action_utils.warning,
        "notice": github_action_utils.notice,
    }
    for line in rendered("github", said).splitlines():
        command, properties, message = as_the_runner_reads(line)
        if command:
            places = {ours: int(properties[theirs]) for ours, theirs in PLACES.items() if theirs in properties}
            emit[command](message, title=properties["title"], file=properties.get("file"), **places)
    return capsys.readouterr().out.splitlines()


PLACES = {"line": "line", "end_line": "endLine", "col": "col", "end_column": "endColumn"}


def as_the_runner_reads(line: str) -> tuple[str, dict[str, str], str]:
    """Return command, properties and message as the runner does (actions/runner, ActionCommand.cs); "" for another line."""
    head, separator, data = line.removeprefix("::").partition("::")
    if not line.startswith("::") or not separator:
        return "", {}, ""
    command, _, listed = head.partition(" ")
    pairs = (pair.split("=", 1) for pair in listed.strip().split(",") if "=" in pair)
    codes = {"%0D": "\r", "%0A": "\n"}
    further = {"%3A": ":", "%2C": ","}
    return command, {name: _unescaped(value, codes | further) for name, value in pairs}, _unescaped(data, codes)


def _unescaped(text: str, codes: dict[str, str]) -> str:
    for code, character in codes.items():
        text = text.replace(code, character)
    return text.replace("%25", "%")


def parts(line: str) -> tuple[str, list[str], str]:
    """Return a command with its properties sorted, as written: their order says nothing."""
    head, _, data = line.removeprefix("::").partition("::")
    command, _, listed = head.partition(" ")
    return command, sorted(listed.split(",")), data


@pytest.mark.parametrize("name", ["found", "hostile"])
def test_annotations_are_what_another_library_writes(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    said: Report = request.getfixturevalue(name)
    ours = [line for line in rendered("github", said).splitlines() if line.startswith("::")]
    assert len(ours) >= 4
    assert [parts(line) for line in ours] == [parts(line) for line in written_by_another(said, capsys)]


def test_the_runner_reads_what_was_found_and_nothing_else(hostile: Report) -> None:
    lines = rendered("github", hostile).splitlines()
    read = [as_the_runner_reads(line) for line in lines]
    # A line of a hostile text that began by itself would be a command of its own.
    assert [command for command, _, _ in read] == ["notice", "error", "error", "warning"]
    gaps, leak, odd = (properties for _, properties, _ in read[:3])
    assert gaps == {"title": "backlint"}
    assert leak["file"] == "app/settings.py"
    assert odd["file"].endswith("::c=d%.py")
    assert odd["title"] == "backlint sql-injection"
    assert "100%0A\n::error::x, y: <img" in read[2][2]
    # A program's line breaks are lines of its annotation; its other control characters are shown.
    assert "\\x1b[2J\\r\\u202e" in read[2][2]


def test_no_level_has_more_annotations_than_github_shows(hostile: Report) -> None:
    minor = tuple(
        replace(OPEN, severity=severity, location=Location("a.py", n)) for severity in Severity for n in range(1, 14)
    )
    lines = rendered("github", replace(hostile, findings=minor)).splitlines()
    shown = Counter(as_the_runner_reads(line)[0] for line in lines)
    assert {shown[command] for command in ("error", "warning", "notice")} == {MAX_PER_LEVEL}
    left = [line for line in lines if line.endswith("not annotated")]
    assert sum(int(line.split()[1]) for line in left) + 3 * MAX_PER_LEVEL == len(minor) + 1
    assert lines[0].startswith("::notice title=backlint::2 gaps")


# --- reviewdog ----------------------------------------------------------------------------------------------------------


def test_reviewdog_reads_every_diagnostic(found: Report, hostile: Report) -> None:
    for said in (found, hostile):
        read: Any = diagnostics(rendered("rdjson", said))
        assert read.source.name == "backlint"
        assert [one.code.value for one in read.diagnostics] == [finding.rule for finding in said.findings]
        for one, finding in zip(read.diagnostics, said.findings, strict=True):
            span = one.location.range
            assert span.start.line == max(finding.location.line, 1)
            assert (span.end.line, span.end.column) >= (span.start.line, span.start.column) >= (1, 1)


def test_what_ruff_writes_for_reviewdog_is_read_as_well_and_other_things_are_not() -> None:
    read: Any = diagnostics(ruff("rdjson"))
    assert read.source.name == "ruff"
    assert len(read.diagnostics) > 5
    for wrong in (
        '{"diagnostics": [{"text": "x"}]}',
        '{"diagnostics": [{"severity": "HIGH"}]}',
        '{"source": "backlint"}',
    ):
        with pytest.raises(ParseError):
            diagnostics(wrong)


def test_a_suggestion_put_in_its_place_by_bytes_is_the_fix(found: Report) -> None:
    read: Any = diagnostics(rendered("rdjson", found))
    tried = 0
    for one, finding in zip(read.diagnostics, found.findings, strict=True):
        if not one.suggestions:
            continue
        (suggestion,) = one.suggestions
        (edit,) = finding.fix.edits if finding.fix else ()
        source = (VULNERABLE / finding.location.path).read_bytes()
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        first, last = (starts[at.line - 1] + at.column - 1 for at in (suggestion.range.start, suggestion.range.end))
        lines = source.decode().splitlines(keepends=True)
        place = edit.location
        before = "".join(lines[: place.line - 1]) + lines[place.line - 1][: place.column - 1]
        after = lines[place.end_line - 1][place.end_column - 1 :] + "".join(lines[place.end_line :])
        assert source[:first] + suggestion.text.encode() + source[last:] == (before + edit.replacement + after).encode()
        tried += 1
    assert tried


# --- Markdown -----------------------------------------------------------------------------------------------------------

# --- HTML ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["found", "hostile"])
def test_the_page_is_html_by_the_standard(request: pytest.FixtureRequest, name: str) -> None:
    """What a browser would have to repair is an error here."""
    page = HTMLParser(strict=True, namespaceHTMLElements=False).parse(rendered("html", request.getfixturevalue(name)))
    assert len(page.findall(".//div[@id='list']/details[@data-rule]")) == len(request.getfixturevalue(name).findings)


COMMENT = 65_536
"""Characters of a comment on GitHub."""

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("name", ["found", "hostile"])
def test_a_reader_of_markdown_sees_tables_and_no_markup_of_the_scanned_code(
    request: pytest.FixtureRequest, name: str
) -> None:
    said: Report = request.getfixturevalue(name)
    tokens = MARKDOWN.parse(rendered("markdown", said))
    rows = sum(token.type == "tr_open" for token in tokens)
    # Each of the two tables has a head.
    assert rows == len(said.scorecard) + len(said.findings) + 2
    inside = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inside} <= {"text", "text_special", "code_inline", "html_inline", "softbreak"}
    assert {child.content for child in inside if child.type == "html_inline"} <= {"<br>"}
    assert not any(token.type == "html_block" for token in tokens)


@pytest.mark.parametrize("name", ["found", "hostile"])
def test_thousands_of_findings_fit_in_a_comment(request: pytest.FixtureRequest, name: str) -> None:
    said: Report = request.getfixturevalue(name)
    many = tuple(finding for finding in said.findings for _ in range(3000 // len(said.findings)))
    text = rendered("markdown", replace(said, findings=many, gaps=said.gaps * 100))
    assert len(text) < COMMENT
    rows = sum(token.type == "tr_open" for token in MARKDOWN.parse(text)) - len(said.scorecard) - 2
    assert rows > 3
    assert f"… and {len(many) - rows} more" in text
