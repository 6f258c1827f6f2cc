"""Bad input gets a clear answer and loses nothing: one line that names it, the other files are still scanned."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

GOOD = """\
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.route("/users")
def users():
    query = "select * from users where name = '" + request.args["name"] + "'"
    return str(sqlite3.connect("shop.db").execute(query).fetchall())
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def scan(path: Path, *prefix: str) -> subprocess.CompletedProcess[str]:
    """Scan by the real command line; whatever it says, it is never a traceback."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "backlint", "scan", str(path), "-o", "concise", "--no-cache"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode >= 0, f"ended by signal {-done.returncode}"
    return done


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with one file that has a fault; it must be found beside whatever else is there."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "good.py").write_text(GOOD)
    return root


# --- what cannot be scanned at all -------------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    done = scan(tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "nowhere" in line
    assert "no such file" in line


def test_an_empty_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = scan(tmp_path / "empty")
    assert (done.returncode, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert "nothing to scan" in line
    assert "empty" in line


@pytest.mark.parametrize("content", [b"[tool.backlint\nx = 1", b"\xff\xfe\x00"])
def test_a_broken_pyproject_is_said_before_anything_is_scanned(content: bytes, project: Path) -> None:
    (project / "pyproject.toml").write_bytes(content)
    done = scan(project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pyproject.toml" in done.stderr.splitlines()[0]


# --- files that cannot be read -----------------------------------------------------------------------------------------

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "text.py": (b"Dear sir, this is no program at all\n", "cannot be parsed"),
    "old.py": (b"print 'hello'\nexec 'x'\n", "Python 2"),
    "encoding.py": (b"x = '\xff\xfe\xe9'\n", "not utf-8"),
    "codec.py": (b"# -*- coding: klingon -*-\nx = 1\n", "klingon"),
    "null.py": (b"x = 1\n\x00\ny = 2\n", "NUL"),
    "big.py": (b"x = 12\n" * (20_000_000 // 7), "larger than"),
    "brackets.py": (b"x = " + b"[" * 5000 + b"]" * 5000 + b"\n", "nests too deeply"),
    "chain.py": (b"x = q" + b".a" * 2000 + b"\n", "nests too deeply"),
}


def test_every_bad_file_is_named_and_the_others_are_scanned(project: Path) -> None:
    for name, (content, _) in BAD_FILES.items():
        (project / name).write_bytes(content)
    (project / "weak.py").write_text("import tempfile\n\n\ndef name():\n    return tempfile.mktemp()\n")
    done = scan(project)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any("good.py:11" in line and " sql-injection " in line for line in lines)
    assert any("weak.py:5" in line and " tempfile-insecure " in line for line in lines)
    for name, (_, word) in BAD_FILES.items():
        (line,) = [line for line in lines if f"{name}:" in line and "unreadable-file" in line]
        assert word in line, name
    # An engine that dies of one file has still read the others.
    assert not [line for line in lines if line.startswith("gap: engine:")]


def test_links_that_lead_in_circles_are_followed_once(project: Path) -> None:
    (project / "loop").symlink_to(".")
    (project / "package").mkdir()
    (project / "package" / "up").symlink_to("..")
    (project / "one.py").symlink_to("other.py")
    (project / "other.py").symlink_to("one.py")
    (project / "gone.py").symlink_to("missing.py")
    done = scan(project)
    assert done.stdout.count(" sql-injection ") == 1
    assert any("one.py" in line and "links in a loop" in line for line in done.stdout.splitlines())


def without_root() -> list[str]:
    """Return what takes root's right to read everything away from a program."""
    if os.geteuid() != 0:
        return []
    program = shutil.which("setpriv")
    if program is None:
        pytest.skip("root reads everything, and setpriv is not there to change that")
    return [program, "--bounding-set=-dac_override,-dac_read_search"]


def test_what_may_not_be_read_is_named(project: Path) -> None:
    (project / "locked").mkdir()
    (project / "locked" / "inner.py").write_text("x = 1\n")
    for name in ("closed.py", "closed.env", "closed.html"):
        (project / name).write_text("x = 1\n")
        (project / name).chmod(0)
    (project / "locked").chmod(0)
    try:
        done = scan(project, *without_root())
    finally:
        (project / "locked").chmod(0o700)
    lines = done.stdout.splitlines()
    assert any(" sql-injection " in line for line in lines)
    for name in ("locked", "closed.py", "closed.env", "closed.html"):
        assert [line for line in lines if name in line and "ermission denied" in line], name


def test_a_script_without_a_suffix_is_run_beside_the_others(project: Path) -> None:
    (project / "tool").write_text("#!/usr/bin/env python3\nimport sys\nprint(sys.argv)\n")
    (project / "tool").chmod(0o755)
    done = scan(project)
    assert [line for line in done.stdout.splitlines() if "good.py:11" in line and " sql-injection " in line]


# --- programs that would run for ever ----------------------------------------------------------------------------------


def nested(header: Callable[[int], str], depth: int, last: str) -> str:
    return "".join("    " * level + header(level) + "\n" for level in range(depth)) + "    " * depth + last + "\n"


def chain(body: Callable[[int], str], length: int) -> str:
    functions = "".join(f"def f{number}(x):\n    return {body(number)}\n" for number in range(length))
    return f"{functions}def f{length}(x):\n    return x\nf0(input())\n"


DEEP_STATEMENTS = "".join(
    f"def f{number}(x):\n" + "".join("    " * level + f"if x.a{level}:\n" for level in range(1, 90))
    + "    " * 90 + "return " + "not " * 250 + f"f{number + 1}(x)\n"
    for number in range(64)
)  # fmt: skip

ENDLESS = {
    "loops": nested(lambda level: f"for i{level} in range(100):", 18, "print(input())"),
    "tables": nested(lambda level: f"for i{level} in (1, 2, 3, 4, 5, 6, 7, 8, 9):", 18, "print(input())"),
    "whiles": nested(lambda level: f"while input({level}):", 40, "print(input())"),
    "comprehension": "x = [0 "
    + " ".join(f"for i{level} in (1, 2, 3, 4, 5, 6, 7, 8, 9)" for level in range(20))
    + "]\n",
    "chained calls": chain(lambda number: f"f{number + 1}(x)", 10_000),
    "mutual recursion": "".join(
        f"def f{number}(x):\n    return ["
        + ", ".join(f"f{(number * 7 + turn * 3) % 40}([x])" for turn in range(6))
        + "]\n"
        for number in range(40)
    )
    + "f0(input())\n",
}
"""Programs whose body is cut short somewhere, which is said."""

LARGE = {
    "objects in objects": "class A:\n    def __init__(self, x):\n        self.x = x\n\n\nx = input()\n"
    + "x = A(x)\n" * 5000,
    "deep statements in deep calls": DEEP_STATEMENTS + "def f64(x):\n    return x\nf0(input())\n",
    "literals": "X = [" + "1, " * 50_000 + "]\nY = {" + "".join(f"{n}: {n}, " for n in range(20_000)) + "}\n",
    "numbers": "a = 9 ** 9 ** 9\nb = 'a' * 10 ** 12\nc = [0] * 10 ** 10\nd = 1 << 10 ** 10\n",
    "doubling": "".join(
        f"{name} = {start}\n" + f"{name} = {name} {operator} {name}\n" * 60
        for name, start, operator in (
            ("a", "'x'", "+"), ("b", "[1]", "+"), ("c", "(1,)", "+"), ("d", "3", "*"), ("e", "input()", "+"),
        )
    ) + "f = [1]\n" + "f.extend(f)\n" * 60,
    "shared": "x = input()\na = [x]\nb = (x,)\nc = {}\n"
    + "a = [a, a]\nb = (b, b)\nc = {'a': c, 'b': c}\n" * 60 + "print(a, b, c)\n",
    "nested": "x = input()\n" + "x = (x, 1)\n" * 3000 + "print(x)\n",
    "circles": "class A: pass\n\n\na = A()\na.a = a\nl = []\nl.append(l)\nd = {}\nd['d'] = d\nprint(a, l, d, a.a.a.a)\n",
    "one object twice": "class A:\n    def __init__(self):\n        self.l = []\n\n\n"
     "def both(a, b):\n    a.l.append(1)\n    return b.l\n\n\n"
     "def main():\n    one = A()\n    both(A(), A())\n    both(one, one)\n    both(A(), A())\n\n\nmain()\n",
    "attributes": "import thing\nx = thing.y\n" + "x = x.a\n" * 3000 + "x = x.b(x)\n" * 3000 + "x()\n",
    "branches": "def f(r):\n" + "".join(f"    if r.a{n}:\n        x{n} = r.b\n" for n in range(1000)) + "    return x1\n",
}  # fmt: skip
"""Programs that are large in one way or another; they are run whole, or say where not."""


@pytest.mark.parametrize("name", ENDLESS)
def test_what_would_run_for_ever_is_cut_short_and_said(name: str, project: Path) -> None:
    (project / "endless.py").write_text(ENDLESS[name])
    done = scan(project)
    lines = done.stdout.splitlines()
    assert any("good.py:11" in line and " sql-injection " in line for line in lines)
    assert [line for line in lines if line.startswith("gap: endless.py:") and ": budget: " in line]


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_costs_little(name: str, project: Path) -> None:
    (project / "large.py").write_text(LARGE[name])
    done = scan(project)
    lines = done.stdout.splitlines()
    assert any("good.py:11" in line and " sql-injection " in line for line in lines)
    assert not [line for line in lines if "internal" in line]


def test_thousands_of_branches_are_too_deep_to_be_read(project: Path) -> None:
    branches = "".join(f"    elif x == {number}:\n        y = {number}\n" for number in range(5000))
    (project / "long.py").write_text(f"def f(x):\n    if x == 'a':\n        y = 0\n{branches}    return y\n")
    done = scan(project)
    assert any("good.py:11" in line and " sql-injection " in line for line in done.stdout.splitlines())
    assert "gap: long.py: too-deep: " in done.stdout


# --- Ctrl-C ------------------------------------------------------------------------------------------------------------


def test_ctrl_c_in_the_machine_ends_cleanly(project: Path) -> None:
    for number in range(40):
        (project / f"endless{number}.py").write_text(ENDLESS["whiles"])
    process = subprocess.Popen(
        [sys.executable, "-m", "backlint", "scan", str(project), "--no-cache"],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # A shell lets what it runs in the background ignore the signal, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 -- there is one thread
    )  # fmt: skip
    try:
        time.sleep(4)
        assert process.poll() is None, "it was done before it was interrupted"
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert out == ""
    assert err.strip() == "error: interrupted"
