"""The command line: one clear line for every wrong use, the right exit code for every end, no policy."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from reporters.reports import INJECTION, LEAK, OPEN, report, write_project

from backlint import __version__, cli
from backlint.cli import exit_code, main
from backlint.configuration import UsageError
from backlint.findings import Severity
from backlint.reporters.output import (
    Output,
    parse_outputs,
    prefix_to,
    presentation_for,
    rendered,
    wants_color,
    write,
    write_standard_output,
)
from backlint.reporters.progress import ProgressBar

ROOT = Path(__file__).parent.parent


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def python(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, **options
    )


# --- help, and what it loads ------------------------------------------------------------------------------------------


def test_help_lists_every_command_under_its_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--help")
    assert (code, err) == (0, "")
    for name, command in cli.program.commands.items():
        assert f"\n  {name} " in out
        assert command.get_short_help_str(70) in " ".join(out.split()), name
    assert out.index("Common:") < out.index("scan ") < out.index("Adopt:") < out.index("Other:")


@pytest.mark.parametrize(
    "command", ["scan", "endpoints", "checklist", "explain", "rules", "config", "baseline", "ignores"]
)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "Usage: backlint" in out
    assert not [line for line in out.splitlines() if line.rstrip().endswith("...") and "Usage" not in line]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"backlint {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["--version"], ["config"], ["scan", "nosuch"]])
def test_what_needs_nothing_heavy_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom backlint.cli import main\n"
        f"main({arguments!r})\n"
        "heavy = {'rich', 'libcst', 'semgrep', 'yaml', 'jinja2', 'backlint.engines.flow', 'backlint.execution.machine'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    if arguments == ["config"]:
        code = code.replace("'yaml', ", "")  # the catalogue reads the Semgrep rules
    result = python("-c", code, cwd=tmp_path)
    assert "LOADED []" in result.stderr, result.stderr


def test_it_runs_as_a_module() -> None:
    assert python("-m", "backlint", "--version").stdout == f"backlint {__version__}\n"


# --- wrong use --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scna"], "No such command 'scna'. Did you mean 'scan'?"),
        (["scan", "--selct", "x"], "--select"),
        (["scan", "nosuch"], "nosuch: no such file or directory"),
        (["scan", "ap"], "ap: no such file or directory; did you mean `app`?"),
        (["scan", "-o", "jsn"], "no format `jsn`; did you mean `json`?"),
        (["scan", "-o", "pdf"], "there are text, concise, json, sarif, github, gitlab, "),
        (["scan", "-o", "sarif="], "names no file"),
        (["scan", "-o", "sarif=app"], "app: is a folder"),
        (["scan", "-o", "sarif=none/x.sarif"], "none: no such folder to write x.sarif to"),
        (["scan", "-o", "json", "-o", "sarif"], "two reports for standard output"),
        (["endpoints", "--without", "zzz"], "there are `authentication`, `authorization`, `validation`, `rate-limit`"),
        (["scan", "--fail-on", "hihg"], "no severity `hihg`; did you mean `high`?"),
        (["scan", "--persona", "auditor"], "no persona `auditor`; did you mean `audit`?"),
        (["scan", "--baseline", "none.toml"], "none.toml: no such file or directory"),
        (["scan", "--config", "none.toml"], "none.toml: no such configuration file"),
        (["scan", "--today", "tomorrow"], "'tomorrow' is no day; write YYYY-MM-DD"),
        (["scan", "-j", "0"], "0 is not in the range 1<=x<=64"),
        (["explain", "sql-injecton"], "did you mean sql-injection"),
        (["explain"], "Missing argument"),
        (["endpoints", "-o", "sarif"], "no format `sarif`; there are text, json, markdown"),
    ],
)
def test_wrong_use_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert said in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_a_broken_pyproject_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.backlint\n")
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "scan")
    assert (code, out) == (2, "")
    assert err.startswith("error: pyproject.toml: not valid TOML: ")
    assert err.count("\n") == 1


def test_hostile_names_are_escaped_in_errors(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "scan", "no\x1b[2Jsuch")
    assert code == 2
    assert "\x1b" not in err


def test_a_wrong_key_shows_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.backlint]\nselct = ["cors"]\n')
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "config")
    assert code == 2
    assert '2 | selct = ["cors"]\n  | ^^^^^ did you mean `select`?\n' in err


def test_an_internal_error_is_one_line_and_says_where_only_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(cli.program.commands["rules"], "callback", fail)
    code, out, err = run(capsys, "rules")
    assert (code, out) == (4, "")
    assert err == "error: internal error: ZeroDivisionError: two lines (-vv shows where)\n"
    monkeypatch.setattr(cli.program.commands["config"], "callback", fail)
    code, _, err = run(capsys, "config", "-vv")
    assert code == 4
    assert " in fail\nZeroDivisionError: two lines\n" in err


def test_an_interrupt_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.program.commands["rules"], "callback", interrupt)
    code, out, err = run(capsys, "rules")
    assert (code, out) == (130, "")
    assert err.strip() == "error: interrupted"


# --- commands that read no project --------------------------------------------------------------------------------------


def test_explain_takes_rules_items_numbers_and_families(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", "sql-injection")
    assert code == 0
    assert out.startswith("sql-injection: ")
    assert "Why is this bad?" in out
    for name in ("4", "parameterized-queries"):
        assert "sql-injection" in run(capsys, "explain", name)[1]
    assert "unreadable-file" in run(capsys, "explain", "analysis")[1]


def test_every_rule_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "rules", "-o", "json")[1])
    assert found
    for item in found:
        code, out, _ = run(capsys, "explain", item["id"])
        assert code == 0
        assert out.startswith(f"{item['id']}: {item['title']}")
        assert "```" not in out


def test_the_rules_about_the_analysis_itself_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    found = {item["id"]: item for item in json.loads(run(capsys, "rules", "-o", "json")[1])}
    assert found["unreadable-file"]["severity"] == found["ignore-unknown-rule"]["severity"] == "medium"
    for rule_id in ("ignore-without-reason", "ignore-unused", "ignore-expired"):
        assert (found[rule_id]["severity"], found[rule_id]["family"]) == ("low", "analysis")


def test_config_shows_where_each_setting_comes_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.backlint]\nfail-on = "high"\n')
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "config")
    assert code == 0
    assert 'fail-on = "high"  # pyproject.toml:2\n' in out
    assert 'persona = "regular"  # default\n' in out


def test_config_checks_the_names_of_rules(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.backlint]\nignore = ["sql-injektion"]\n')
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "config")
    assert code == 2
    assert "did you mean `sql-injection`?" in err


def test_the_schema_of_the_settings_is_for_editors(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(run(capsys, "config", "--schema")[1])
    assert "per-path-ignores" in json.dumps(schema)


# --- reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "threshold", "zero", "partial", "expected"),
    [
        ((), Severity.INFO, False, False, 0),
        ((OPEN,), Severity.MEDIUM, False, False, 1),
        ((OPEN,), Severity.HIGH, False, False, 0),
        ((INJECTION,), Severity.HIGH, False, False, 1),
        ((LEAK,), Severity.INFO, True, False, 0),
        ((), Severity.MEDIUM, False, True, 4),
        ((LEAK,), Severity.MEDIUM, True, True, 4),
    ],
)
def test_exit_codes(
    findings: tuple[object, ...], threshold: Severity, zero: bool, partial: bool, expected: int
) -> None:
    value = report(Path("/nowhere"), findings=findings, partial=partial)
    assert exit_code(value, threshold, exit_zero=zero) == expected


def test_one_run_writes_several_reports(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path / "shop")
    monkeypatch.chdir(tmp_path)
    outputs = parse_outputs(("text", "sarif=out.sarif", "text=out.txt"))
    presentation = presentation_for(color="always", root=tmp_path / "shop", verbose=False, quiet=False)
    written = rendered(report(tmp_path / "shop"), outputs, replace(presentation, limit=1), 1)
    write(written)
    assert written.told == ("sarif report written to out.sarif", "text report written to out.txt")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"
    out = capsys.readouterr().out
    assert "\x1b[" in out
    assert "shop/app/api/admin.py:6:1" in out
    assert "… and 2 more" in out
    file = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "\x1b" not in file
    assert "more" not in file


def test_no_output_means_text_and_the_first_format() -> None:
    assert parse_outputs(()) == (Output("text"),)
    with pytest.raises(UsageError):
        parse_outputs(("",))


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "0"}, False),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(choice: str, terminal: bool, environment: dict[str, str], expected: bool) -> None:
    assert wants_color(choice, terminal=terminal, environment=environment) is expected


def test_a_terminal_without_unicode_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    write_standard_output("a · b … é\n", for_people=True)
    write_standard_output("é\n", for_people=False)
    assert stream.buffer.getvalue() == b"a - b ... \\xe9\n" + "é\n".encode()  # type: ignore[attr-defined]


def test_paths_lead_from_here(tmp_path: Path) -> None:
    assert prefix_to(tmp_path, tmp_path) == ""
    assert prefix_to(tmp_path / "a" / "b", tmp_path) == "a/b/"
    assert prefix_to(tmp_path, tmp_path / "a") == ""


def test_a_short_run_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar() as bar:
        bar("reading", 1, 2)
    assert capsys.readouterr().err == ""


def test_a_long_run_shows_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlint.reporters.progress.PATIENCE", 0.0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with ProgressBar() as bar:
        bar("reading", 1, 2)
        time.sleep(0.2)
        bar("judging", 2, 2)
    assert "reading" in capsys.readouterr().err


# --- whole runs ---------------------------------------------------------------------------------------------------------

FAULT = """\
import sqlite3

from fastapi import FastAPI

app = FastAPI()


@app.get("/lookup")
def lookup(code: str):
    connection = sqlite3.connect("shop.db")
    return {"rows": connection.execute("SELECT id FROM orders WHERE code = '" + code + "'").fetchall()}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("backlint.scan")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (folder / "app.py").write_text(FAULT)
    monkeypatch.chdir(folder)
    return folder


ONLY = ("--select", "sql-injection,analysis", "-j", "1")


def test_a_scan_finds_and_fails(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, out, _ = run(capsys, "scan", *ONLY)
    assert code == 1
    assert "[sql-injection]: " in out
    assert "GET /lookup" in out
    assert str(shop) not in out
    assert run(capsys, "scan", *ONLY, "--exit-zero")[0] == 0


@pytest.mark.usefixtures("shop")
def test_a_scan_gives_the_same_bytes_twice(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "scan", *ONLY, "-o", "json")
    assert first == run(capsys, "scan", *ONLY, "-o", "json")
    assert json.loads(first[1])["findings"][0]["rule"] == "sql-injection"


def test_a_comment_with_a_reason_hides_it(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    text = FAULT.replace(
        ".fetchall()}", ".fetchall()}  # backlint: ignore[sql-injection] -- internal; until=2030-01-01"
    )
    (shop / "app.py").write_text(text)
    assert run(capsys, "scan", *ONLY, "--today", "2029-12-31")[0] == 0
    code, out, _ = run(capsys, "scan", *ONLY, "--today", "2030-01-02")
    assert code == 1
    assert "[ignore-expired]" in out
    _, out, _ = run(capsys, "ignores", "--today", "2029-12-31", "-j", "1")
    assert "hides sql-injection: internal (until 2030-01-01)" in out


def test_the_hook_is_silent_on_success_and_reports_what_touches_its_files(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    (shop / "other.py").write_text("x = 1\n")
    assert run(capsys, "scan", "--hook", *ONLY, "other.py") == (0, "", "")
    code, out, err = run(capsys, "scan", "--hook", *ONLY, "app.py", "other.py")
    assert code == 1
    assert out.splitlines()[0].startswith("error[sql-injection]")
    assert err == ""


def test_the_hook_passes_when_all_its_files_are_excluded(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / "pyproject.toml").write_text('[tool.backlint]\nexclude = ["*.py"]\n')
    assert run(capsys, "scan", "--hook", "app.py") == (0, "", "")
    code, out, err = run(capsys, "scan", "app.py")
    assert (code, out) == (3, "")
    assert err.startswith("error: ")


@pytest.mark.parametrize(
    ("command", "form", "said"),
    [
        ("endpoints", "json", '"endpoints": ['),
        ("endpoints", "markdown", "| Method |"),
        ("endpoints", "text", "METHOD  PATH"),
        ("checklist", "json", '"scorecard": ['),
        ("checklist", "markdown", "| # | Item |"),
        ("checklist", "text", "Checklist "),
        ("rules", "json", '"id": '),
        ("rules", "text", "1. Security headers"),
    ],
)
def test_what_is_shown_can_go_to_a_file(
    capsys: pytest.CaptureFixture[str], shop: Path, command: str, form: str, said: str
) -> None:
    code, out, err = run(capsys, command, "-o", f"{form}=shown.txt")
    assert (code, out, err.splitlines()[-1]) == (0, "", f"{form} written to shown.txt")
    assert said in (shop / "shown.txt").read_text(encoding="utf-8")
    assert run(capsys, command, "-o", f"{form}=none/shown.txt")[0] == 2


def test_a_baseline_that_the_settings_name_already_is_written(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / "backlint.toml").write_text('baseline = "later.toml"\n', encoding="utf-8")
    code, _, err = run(capsys, "scan", "-j", "1")
    assert code == 2
    assert "run `backlint baseline`" in err
    code, _, err = run(capsys, "baseline", "-j", "1")
    assert code == 0
    assert err.splitlines()[-1].startswith("later.toml: ")
    assert run(capsys, "scan", "-j", "1")[0] == 0


def test_a_baseline_is_written_used_and_pruned(
    capsys: pytest.CaptureFixture[str], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(capsys, "baseline", "-j", "1")
    assert code == 0
    assert "added, 0 gone" in err
    assert 'used by `baseline = "backlint-baseline.toml"` in the settings' in err
    file = shop / "backlint-baseline.toml"
    assert "sql-injection app.py lookup" in file.read_text()
    code, out, _ = run(capsys, "scan", "--baseline", file.name, "-j", "1")
    assert code == 0
    assert "in the baseline" in out
    (shop / "app.py").write_text(FAULT.replace(' + code + "\'"', ""))
    assert "gone: backlint baseline --prune" in run(capsys, "scan", "--baseline", file.name, "-j", "1")[1]
    monkeypatch.setenv("CI", "true")
    assert run(capsys, "baseline", "--prune", "-j", "1")[0] == 0
    assert "sql-injection" not in file.read_text()
    (shop / "app.py").write_text(FAULT)
    code, _, err = run(capsys, "baseline", "-j", "1")
    assert code == 2
    assert "--allow-new" in err


@pytest.mark.usefixtures("shop")
def test_endpoints_and_checklist(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "endpoints", "-j", "1")
    assert code == 0
    assert "/lookup" in out
    document = json.loads(run(capsys, "endpoints", "-o", "json", "-j", "1")[1])
    assert [item["path"] for item in document["endpoints"]] == ["/lookup"]
    code, out, _ = run(capsys, "checklist", "-j", "1")
    assert code == 0
    assert "Parameterized queries" in out
    assert json.loads(run(capsys, "checklist", "-o", "json", "-j", "1")[1])["scorecard"]


@pytest.mark.usefixtures("shop")
def test_an_empty_folder_is_nothing_to_scan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run(capsys, "scan", str(tmp_path / "empty"))
    assert (code, out) == (3, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_an_unread_file_is_a_finding_and_the_others_are_scanned(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / "legacy.py").write_text('print "two"\n')
    (shop / "zero.py").write_bytes(b"x = 1\0\n")
    code, out, _ = run(capsys, "scan", *ONLY, "-o", "json")
    assert code == 1
    found = {(item["rule"], item["place"]["file"]) for item in json.loads(out)["findings"]}
    assert found == {("unreadable-file", "legacy.py"), ("unreadable-file", "zero.py"), ("sql-injection", "app.py")}


def await_children(pid: int) -> None:
    """Wait until a process has started others, where the system tells; else for as long as that should take."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(100):
        time.sleep(0.1)
        if children.exists() and children.read_text().strip():
            break
    time.sleep(0.3)


def test_ctrl_c_ends_cleanly(shop: Path) -> None:
    for number in range(300):
        (shop / f"module{number}.py").write_text("x = [\n" + "    f(1, 2, 3),\n" * 400 + "]\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-m", "backlint", "scan", "--no-cache"],
        cwd=shop, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # A shell lets what it runs in the background ignore the signal, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- there is one thread
    )  # fmt: skip
    await_children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert out == ""
    assert err.strip() == "error: interrupted"


def test_a_shell_completes_commands_and_flags() -> None:
    for words, completed in (("backlint che", "checklist"), ("backlint scan --sin", "--since")):
        done = subprocess.run(
            [sys.executable, "-m", "backlint"],
            env={
                **os.environ,
                "COMP_WORDS": words,
                "COMP_CWORD": str(words.count(" ")),
                "_BACKLINT_COMPLETE": "bash_complete",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.splitlines() == [f"plain,{completed}"]


def test_what_is_left_out_is_told_with_its_reason(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    for name in ("legacy/old.py", "node_modules/tool.py", "env/lib/site.py"):
        (shop / name).parent.mkdir(parents=True)
        (shop / name).write_text("import os\n", encoding="utf-8")
    (shop / "env" / "pyvenv.cfg").touch()
    (shop / "backlint.toml").write_text('exclude = ["legacy/"]\n', encoding="utf-8")
    out = run(capsys, "config")[1]
    assert "left out: legacy  # excluded\nleft out: node_modules  # installed packages\n" in out
    for name, reason in (
        ("legacy/old.py", "old.py (excluded)"),
        ("node_modules/tool.py", "tool.py (installed packages)"),
        ("env/lib/site.py", "site.py (a virtual environment)"),
    ):
        code, _, err = run(capsys, "scan", name)
        assert (code, err.splitlines()[-1]) == (3, f"error: nothing to scan: {reason} is left out of the project")
    (shop / "backlint.toml").write_text('exclude = ["*"]\n', encoding="utf-8")
    code, _, err = run(capsys, "scan")
    assert code == 3
    assert "nothing to scan: all is left out: " in err
    assert "app.py (excluded)" in err
