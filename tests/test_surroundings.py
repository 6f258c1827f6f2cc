"""Whatever state the machine is in: streams that are closed, disks that are full, signals, and what killed runs leave."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backlint import revisions, scratch
from backlint.cli import main
from backlint.engines import process
from backlint.reporters import output

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shell and signals of a POSIX system")

FAULT = "import tempfile\n\n\ndef name():\n    return tempfile.mktemp()\n"


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **changes}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.py").write_text(FAULT)
    return root


def run(project: Path, *arguments: str, shell: str = '"$@"', **changes: str) -> subprocess.CompletedProcess[str]:
    """Scan from a shell; whatever is said, it is never a traceback."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell}", "-", sys.executable, "-m", "backlint", "scan", str(project),
         "--no-cache", "--fail-on", "low", *(arguments or ("-o", "concise"))],
        env=environment(**changes), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    assert "internal error" not in done.stdout + done.stderr
    return done


# --- streams ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_empty(closed: str, project: Path) -> None:
    done = run(project, "-o", f"json={project.parent / 'out.json'}", "-o", "concise", shell=f'exec "$@" {closed}')
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    report = json.loads((project.parent / "out.json").read_text())
    assert [one["rule"] for one in report["findings"]] == ["tempfile-insecure"]
    # Nothing was written to a file that took the place of a stream.
    assert sorted(path.name for path in project.iterdir()) == ["a.py"]


def test_whoever_reads_no_further_ends_it_quietly(project: Path) -> None:
    done = run(project, "-o", "json", shell='"$@" | true')
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_standard_output_on_a_full_disk_is_said(project: Path) -> None:
    done = run(project, "-o", "json", shell='"$@" > /dev/full')
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: standard output: No space left on device\n"


def test_a_report_that_does_not_fit_on_the_disk_is_said(project: Path) -> None:
    done = run(project, "-o", "sarif=out.sarif", shell=f'cd "{project.parent}"; ulimit -f 1; "$@"')
    assert done.returncode == 2
    assert done.stderr == "error: out.sarif: File too large\n"


# --- environments -----------------------------------------------------------------------------------------------------


def test_without_docstrings_there_is_nothing_to_explain(project: Path) -> None:
    done = run(project, PYTHONOPTIMIZE="2")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "PYTHONOPTIMIZE=2" in line


@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1", "TMPDIR": "/nowhere"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "HOME": "/nowhere", "PYTHONOPTIMIZE": "1"},
    ],
)
def test_what_the_environment_says_of_python_changes_nothing(changes: dict[str, str], project: Path) -> None:
    done = run(project, "-o", "json", **changes)
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert [one["place"]["file"] for one in json.loads(done.stdout)["findings"]] == ["a.py"]


def test_without_room_for_scratch_files_our_own_engine_still_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(process, "Scratch", full)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert main(["scan", str(project), "-o", "json", "--no-cache"]) == 0
    report = json.loads(capsys.readouterr().out)
    told = [gap["message"] for gap in report["gaps"] if gap["kind"] == "engine"]
    assert any("No space left on device" in one for one in told), report


# --- signals, and what is left behind ---------------------------------------------------------------------------------


MOMENTS = ((signal.SIGINT, 0.3), (signal.SIGINT, 0.9), (signal.SIGTERM, 0.6), (signal.SIGHUP, 0.8))


def test_whoever_cancels_a_run_finds_nothing_left(project: Path, tmp_path: Path) -> None:
    """The run is cancelled at some moments of its life; the later ones may find it done."""
    place = tmp_path / "tmp"
    place.mkdir()
    for file in range(30):
        (project / f"m{file}.py").write_text("def f(x):\n    return [x]\n" * 400)
    for number, delay in MOMENTS:
        running = subprocess.Popen(
            [sys.executable, "-m", "backlint", "scan", str(project), "--no-cache", "-q"],
            env=environment(TMPDIR=str(place)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            # A shell starts what runs in its background with the signal ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )  # fmt: skip
        time.sleep(delay)
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
        # In the first moments there is nothing yet that could be cancelled with care.
        assert running.returncode in {128 + number, -number, 0}, err
        if running.returncode > 0:
            assert out == b""
            assert err.strip() in {b"error: interrupted", f"error: ended by {number.name}".encode()}
        assert [path for path in place.rglob("*") if path.name != f"backlint-{os.getuid()}"] == []


def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = "import os, sys; from backlint.scratch import Scratch; print(Scratch().path, flush=True); os.kill(os.getpid(), 9)"
    killed = subprocess.run(
        [sys.executable, "-c", code], env=environment(TMPDIR=str(tmp_path)), capture_output=True, text=True, check=False
    )
    left = Path(killed.stdout.strip())
    assert left.is_dir()
    with scratch.Scratch() as mine:
        assert left.is_dir(), "its lock is so young that it may be about to be held"
        old = time.time() - 120
        for folder in (left, mine):
            os.utime(folder / scratch._LOCK, (old, old))
        with scratch.Scratch() as other:
            assert not left.exists()
            assert mine.is_dir()
            assert other != mine
    assert list(mine.parent.iterdir()) == []


def test_a_house_that_is_not_ours_is_not_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir(0o700)
    (tmp_path / f"backlint-{os.getuid()}").symlink_to("elsewhere")
    with scratch.Scratch() as mine:
        assert mine.parent == tmp_path
    assert list((tmp_path / "elsewhere").iterdir()) == []


# --- links that lead out ----------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str, given: str = "") -> str:
    names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *names, *arguments], cwd=folder, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_what_git_lists_below_a_link_is_not_read(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "inner").mkdir()
    (project / "inner" / "b.py").write_text("x = 1\n")
    git(project, "init", "-q")
    git(project, "add", ".")
    shutil.rmtree(project / "inner")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.py").write_text(FAULT)
    (project / "inner").symlink_to("../outside")
    assert main(["scan", str(project), "-o", "json", "--no-cache"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {one["place"]["file"] for one in report["findings"]} == {"a.py", "inner"}
    assert [gap["file"] for gap in report["gaps"]] == ["inner"]


@pytest.mark.parametrize("inner", ["out.sarif", "folder/out.sarif"])
def test_no_report_is_written_through_a_link_of_the_project(
    inner: str, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "out.sarif").write_text("precious")
    (project / "out.sarif").symlink_to("../outside/out.sarif")
    (project / "folder").symlink_to("../outside")
    monkeypatch.chdir(project)
    assert main(["scan", ".", "-o", f"sarif={inner}", "--no-cache"]) == 2
    assert "leads out of it" in capsys.readouterr().err
    assert main(["baseline", ".", "--file", inner, "--no-cache"]) == 2
    assert (outside / "out.sarif").read_text() == "precious"
    # Where the link does not stand in the project, it is the caller's own.
    output.check_place(tmp_path / "project" / ".." / "outside" / "out.sarif", project)


def test_settings_behind_a_link_that_leads_out_are_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "private.toml").write_text("[tool.backlint]\nmine = 'words of somebody else'\n")
    (project / "pyproject.toml").symlink_to("../private.toml")
    assert main(["scan", str(project), "--no-cache"]) == 2
    told = capsys.readouterr()
    assert told.err == "error: pyproject.toml: it links to a place outside the project\n"
    (tmp_path / ".git").mkdir()
    assert main(["scan", str(project), "--no-cache"]) == 2
    assert "unknown key `mine`" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["baseline", "models"])
@pytest.mark.parametrize("name", ["../private.toml", "/etc/hostname", "a\\u0000b", "x" * 5000, "gone.toml"])
def test_settings_name_files_of_the_project_only(
    key: str, name: str, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "private.toml").write_text("")
    given = f'"{name}"' if key == "baseline" else f'["{name}"]'
    (project / "backlint.toml").write_text(f"{key} = {given}\n")
    assert main(["scan", str(project), "--no-cache"]) == 2
    told = capsys.readouterr().err
    assert "outside of the project" in told or "no such file" in told


# --- trees that nobody makes by accident ------------------------------------------------------------------------------


@needs_git
def test_an_earlier_state_is_written_nowhere_else(project: Path, tmp_path: Path) -> None:
    """Trees of names that git itself refuses, and of one name for a link and a folder, as one can write them by hand."""
    git(project, "init", "-q")
    outside = tmp_path / "outside"
    outside.mkdir()

    def blob(text: str) -> str:
        return git(project, "hash-object", "-w", "--stdin", given=text)

    def tree(*entries: tuple[str, str, str]) -> str:
        content = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(one) for mode, name, one in entries)
        done = subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
            cwd=project, input=content, capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout.decode().strip()

    evil, good = blob("evil"), blob("x = 1\n")
    inner = tree(("100644", "b.py", evil), ("120000", "h", evil))
    top = tree(
        ("40000", "..", tree(("40000", "..", inner), ("100644", "c.py", evil))),
        ("40000", ".git", tree(("100644", "config", evil))),
        ("100644", "a.py", good),
        ("120000", "d", blob(str(outside))),
        ("40000", "d", inner),
        ("100644", "e", evil),
        ("40000", "e", inner),
        ("120000", "f", blob("nowhere" * 2000)),
        ("120000", "g", blob("/etc")),
    )
    commit = git(project, "commit-tree", top, "-m", "x")
    made = revisions.check_out(revisions.Revision("x", commit, ""), project, tmp_path / "there")
    assert (made.root / "a.py").read_text() == "x = 1\n"
    assert list(outside.iterdir()) == []
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py") if not path.is_symlink()}
    assert written == {"project/a.py", "there/project/a.py", "there/project/d/b.py"}
    assert not list(made.root.joinpath(".git").iterdir())
