"""Fixes: what they make of code is what the fixtures say, and they keep the laws that make them safe to apply.

A fix parses, removes its finding, repeats to nothing, touches nothing else, and keeps comments, encoding and line ends. It is
never written outside of the project, through a link, or into a file that has changed since it was read.
"""

from __future__ import annotations

import io
import shutil
import tokenize
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import libcst
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlint import fixing
from backlint.catalog import load_rules
from backlint.configuration import Configuration, Persona, ScanRequest, UsageError
from backlint.findings import Finding, Location, Precision, Severity
from backlint.fixes.patches import patches, write
from backlint.fixes.plan import with_fixes
from backlint.flags import FixMode
from backlint.repairs import SetArguments
from backlint.report import Report
from backlint.rule import Rule
from backlint.scan import scan

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "rules"
FIXED = sorted(FIXTURES.rglob("*.fixed.py"))
EVERYTHING = FixMode(write=True, unsafe=True)


def name_of(file: Path) -> str:
    return file.relative_to(FIXTURES).as_posix()


def rule_of(file: Path) -> str:
    return file.relative_to(FIXTURES).parts[0]


def request_for(project: Path, *rules: str, cache: Path | None = None) -> ScanRequest:
    return ScanRequest(
        configuration=Configuration(root=project),
        paths=(project,),
        persona=Persona.AUDIT,
        select=rules,
        cache=cache is not None,
        cache_directory=cache,
        today=date(2026, 1, 1),
        fixes=True,
    )


def fixed(project: Path, *rules: str, mode: FixMode = EVERYTHING) -> Report:
    request = request_for(project, *rules)
    return fixing.run(lambda: scan(request), request, mode)[0]


def unfixed(file: Path) -> Path:
    return file.with_name(file.name.replace(".fixed.py", ".py"))


def project_of(file: Path, folder: Path) -> tuple[Path, Path]:
    """Copy the project of a fixed file, as it is before, and return it with the file in it."""
    project = folder / "project"
    folder.mkdir(parents=True, exist_ok=True)
    top = FIXTURES / rule_of(file)
    inside = file.relative_to(top)
    if len(inside.parts) == 1:
        project.mkdir()
        return project, Path(shutil.copy(unfixed(file), project))
    shutil.copytree(top / inside.parts[0], project, ignore=shutil.ignore_patterns("*.fixed.py"))
    return project, project / unfixed(file).relative_to(top / inside.parts[0])


# --- what they make ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", FIXED, ids=name_of)
def test_a_fix_makes_what_the_fixture_says_and_repeats_to_nothing(after: Path, tmp_path: Path) -> None:
    project, file = project_of(after, tmp_path)
    before = scan(request_for(project, rule_of(after)))
    expected = sum(finding.fix is not None for finding in before.findings)
    assert expected

    report = fixed(project, rule_of(after))
    assert file.read_text() == after.read_text()
    # What had a fix is gone, and what is left has none.
    assert len(report.findings) == len(before.findings) - expected
    assert not [finding for finding in report.findings if finding.fix]


def test_every_rule_with_a_fix_has_a_fixture() -> None:
    # The cases of ignore comments are below.
    assert {rule_of(file) for file in FIXED} | {"ignore-unused"} == {rule.id for rule in load_rules() if rule.fixes}


@pytest.mark.parametrize("rule", [rule for rule in load_rules() if rule.fixes], ids=lambda rule: rule.id)
def test_a_fix_is_told_in_the_imperative(rule: Rule) -> None:
    for title, _ in rule.fixes:
        assert title[0].islower()
        assert not title.endswith(".")


def test_safe_fixes_alone_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import requests\nimport yaml\n\nrequests.get('https://a.test', verify=False)\n"
        "yaml.load('a', Loader=yaml.Loader)\n"
    )
    report = fixed(tmp_path, "tls-verify-disabled", "unsafe-deserialization", mode=FixMode(write=True))
    text = (tmp_path / "app.py").read_text()
    assert "yaml.safe_load('a')" in text
    assert "verify=False" in text
    assert [finding.rule for finding in report.findings] == ["tls-verify-disabled"]


# --- the laws, on every fixture and in every way of writing a file ------------------------------------------------------

Rewritten = Callable[[bytes], bytes]

WAYS: dict[str, Rewritten] = {
    "windows": lambda source: source.replace(b"\n", b"\r\n"),
    "marked": lambda source: b"\xef\xbb\xbf" + source,
    "latin": lambda source: b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + source,
    "utf-8": lambda source: "# Zoë 𝛼\n".encode() + source,
    "no last line end": lambda source: source.rstrip(b"\n"),
    "tabs": lambda source: source.replace(b"    ", b"\t"),
    "long": lambda source: source + b"\n\n# the end\n" * 50,
}

READ_AS_UTF8 = {
    "auth-mixin-order",
    "field-constraint-ignored",
    "http-timeout-missing",
    "loguru-diagnose",
    "password-compare-timing",
    "unsafe-deserialization",
}
"""Rules of the other engines, which read no other encoding."""


def comments_of(source: bytes) -> list[str]:
    return [token.string for token in tokenize.tokenize(io.BytesIO(source).readline) if token.type == tokenize.COMMENT]


@pytest.mark.parametrize("way", WAYS)
def test_a_fix_keeps_what_it_does_not_change(way: str, tmp_path: Path) -> None:
    """All fixtures at once, each in a folder of its own; only its own rule may change it."""
    files: dict[Path, Path] = {}
    for after in FIXED:
        _, file = project_of(after, tmp_path / "cases" / rule_of(after))
        file.write_bytes(WAYS[way](file.read_bytes()))
        files[file] = after
    before = {file: file.read_bytes() for file in files}
    request = request_for(tmp_path / "cases", *(rule_of(after) for after in FIXED))

    def look() -> Report:
        report = scan(request)
        own = (finding for finding in report.findings if finding.location.path.startswith(f"{finding.rule}/"))
        return replace(report, findings=tuple(own))

    fixing.run(look, request, EVERYTHING)
    for file, after in files.items():
        written = file.read_bytes()
        if way == "latin" and written == before[file] and rule_of(after) in READ_AS_UTF8:
            continue
        # In the same way of writing it is exactly what the fixture says.
        assert written == WAYS[way](after.read_bytes())
        libcst.parse_module(written)
        assert comments_of(written) == comments_of(before[file])


def test_other_files_stay_as_they_are(tmp_path: Path) -> None:
    project, file = project_of(FIXTURES / "weak-random" / "repaired.fixed.py", tmp_path)
    (project / "notes.py").write_bytes(b"x  =  1 \r\n")
    (project / "data.bin").write_bytes(bytes(range(256)))
    before = {path: path.read_bytes() for path in project.iterdir() if path != file}
    file.chmod(0o640)
    fixed(project, "weak-random")
    assert {path: path.read_bytes() for path in project.iterdir() if path != file} == before
    assert file.stat().st_mode & 0o777 == 0o640


CALLS = (
    "set_cookie('a', 'b'{})",
    "set_cookie(\n    'a',\n    'b'{},\n)",
    "set_cookie(\n    'a',  # x\n    'b'{}  # y\n)",
)
SECURE = ("", ", secure=False", ", secure=SETTING")
EXTRA = ("", ", httponly = False", ", path='/'", ", **options", ", *rest")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(CALLS),
    st.sampled_from(SECURE),
    st.lists(st.sampled_from(EXTRA), max_size=3, unique=True),
    st.sampled_from(["", "    ", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_an_argument_is_set_once_or_not_at_all(
    tmp_path: Path, call: str, secure: str, extra: list[str], indent: str, newline: str
) -> None:
    # What has no name comes first, or it is no Python.
    extra = sorted([secure, *extra], key=lambda one: "*" in one and "**" not in one, reverse=True)
    inside = call.format("".join(extra)).replace("\n", f"\n{indent}")
    text = f"if True:\n{indent}answer.{inside}\n" if indent else f"answer.{inside}\n"
    text = text.replace("\n", newline)
    file = tmp_path / "app.py"
    file.write_bytes(text.encode())
    line = 2 if indent else 1
    end = text.count(newline)
    place = Location("app.py", line, len(indent) + 1, end, len(text.split(newline)[end - 1].rstrip(" #xy")) + 1)
    made = with_fixes([_finding(place)], [], tmp_path)[0]
    # A value that is no literal, or may be given by a mapping, is nobody's to change.
    refused = ", secure=SETTING" in extra or ", **options" in extra or ", *rest" in extra
    given_literally = ", secure=False" in extra and ", httponly = False" in extra
    assert (made.fix is None) == (refused and (", secure=SETTING" in extra or not given_literally))
    if made.fix is None:
        return
    (patch,) = patches([made], tmp_path, unsafe=True)
    written = patch.after.decode()
    tree = libcst.parse_module(written)
    assert tree.code == written
    assert written.count("secure") == 1
    assert written.count("httponly") == 1
    assert [comment for comment in ("# x", "# y") if comment in text] == [
        comment for comment in ("# x", "# y") if comment in written
    ]
    assert newline == "\n" or written.count("\n") == written.count("\r\n")


def _finding(place: Location) -> Finding:
    repair = SetArguments(title="set them", arguments=(("secure", "True"), ("httponly", "True")), positional=2)
    return Finding(
        rule="cookie-insecure",
        message="",
        location=place,
        severity=Severity.LOW,
        precision=Precision.HIGH,
        repairs=(repair,),
    )


# --- where they are written -------------------------------------------------------------------------------------------

FAULT = "import yaml\n\nyaml.load('a', Loader=yaml.Loader)\n"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Report]:
    """Return a project with one fault that has a fix, and its report."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_text(FAULT)
    return project, scan(request_for(project, "unsafe-deserialization"))


def test_a_file_that_has_changed_since_it_was_read_is_left_alone(made: tuple[Path, Report]) -> None:
    project, report = made
    (project / "app.py").write_text("# new\n" + FAULT)
    assert not list(patches(report.findings, project, unsafe=True))


def test_a_file_that_changes_at_the_last_moment_is_not_overwritten(made: tuple[Path, Report]) -> None:
    project, report = made
    (patch,) = patches(report.findings, project, unsafe=True)
    (project / "app.py").write_text("# somebody else's\n")
    with pytest.raises(UsageError, match=r"app\.py: changed"):
        write(patch, project)
    assert (project / "app.py").read_text() == "# somebody else's\n"
    assert [path.name for path in project.iterdir()] == ["app.py"]


def test_nothing_is_written_through_a_link(made: tuple[Path, Report], tmp_path: Path) -> None:
    project, report = made
    (patch,) = patches(report.findings, project, unsafe=True)
    elsewhere = tmp_path / "elsewhere.py"
    (project / "app.py").rename(elsewhere)
    (project / "app.py").symlink_to(elsewhere)
    assert not list(patches(report.findings, project, unsafe=True))
    with pytest.raises(UsageError):
        write(patch, project)
    assert elsewhere.read_text() == FAULT


def test_nothing_is_written_below_a_folder_that_is_a_link(tmp_path: Path) -> None:
    project, real = tmp_path / "project", tmp_path / "real"
    project.mkdir()
    real.mkdir()
    (real / "app.py").write_text(FAULT)
    (project / "inside").symlink_to(real)
    place = Location("inside/app.py", 3, 1, 3, len("yaml.load('a', Loader=yaml.Loader)") + 1)
    (rule,) = (rule for rule in load_rules() if rule.id == "unsafe-deserialization")
    (finding,) = with_fixes([rule.finding(place, "", source="", sink="")], [rule], project)
    assert finding.fix is None
    outside = Location("../real/app.py", 3, 1, 3, place.end_column)
    (finding,) = with_fixes([rule.finding(outside, "", source="", sink="")], [rule], project)
    assert finding.fix is None


def test_a_file_that_must_not_be_written_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "first.py").write_text(FAULT)
    (tmp_path / "second.py").write_text(FAULT)
    (tmp_path / "second.py").chmod(0o444)
    with pytest.raises(UsageError, match=r"second\.py: cannot be written; no file was changed"):
        fixed(tmp_path, "unsafe-deserialization")
    assert (tmp_path / "first.py").read_text() == FAULT


def test_only_the_files_that_were_named_are_changed(tmp_path: Path) -> None:
    for name in ("first.py", "second.py"):
        (tmp_path / name).write_text(FAULT)
    (tmp_path / "pyproject.toml").write_text("")
    request = request_for(tmp_path, "unsafe-deserialization")
    named = ScanRequest(**{**_fields(request), "paths": (tmp_path / "first.py",)})
    fixing.run(lambda: scan(named), named, EVERYTHING)
    assert (tmp_path / "first.py").read_text() != FAULT
    assert (tmp_path / "second.py").read_text() == FAULT


def _fields(request: ScanRequest) -> dict[str, object]:
    return {name: getattr(request, name) for name in ScanRequest.__dataclass_fields__}


# --- comments ---------------------------------------------------------------------------------------------------------

HASH = "import hashlib\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # backlint: ignore[weak-hash] -- a cache\n", "x = 1\n"),
        ("x = 1  # why  # backlint: ignore[weak-hash] -- a cache\n", "x = 1  # why\n"),
        ("def f() -> None:\n    # backlint: ignore[weak-hash] -- a cache\n    pass\n", "def f() -> None:\n    pass\n"),
        (
            "x = hashlib.md5(b'')  # backlint: ignore[weak-hash, weak-random] -- a cache\n",
            "x = hashlib.md5(b'')  # backlint: ignore[weak-hash] -- a cache\n",
        ),
    ],
)
def test_an_unused_ignore_is_taken_away(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(HASH + before)
    report = fixed(tmp_path, "weak-hash", "weak-random", "ignore-unused", mode=FixMode(write=True))
    assert (tmp_path / "app.py").read_text() == HASH + after
    assert not report.findings
