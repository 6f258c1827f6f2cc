"""Nothing of a scanned project is run or loaded, nothing outside of it is read or written, and nobody is called."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import backlint

ROOT = Path(__file__).parent.parent
HOUSE = Path(backlint.__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts and traces of a POSIX system")

FAULT = """\
import subprocess
import tempfile
from flask import Flask, request

app = Flask(__name__)


@app.get("/")
def index():
    subprocess.run(request.args["c"], shell=True)
    return tempfile.mktemp()
"""

MODULES = (
    *("conftest setup sitecustomize usercustomize manage noxfile gunicorn_conf".split()),
    *("msgspec libcst click yaml pathspec platformdirs ruff semgrep sqlite3 rich jinja2 tomllib".split()),
    *("json re signal threading dataclasses typing pathlib hashlib encodings _ctypes".split()),
)
"""Names under which something of the project would be loaded by whoever looks into the current folder."""


def planted(root: Path, mark: Path) -> None:
    """Fill a project with what programs of all kinds run or obey when they find it."""
    root.mkdir()
    for name in MODULES:
        (root / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write(__file__ + '\\n')\n")
    (root / "app.py").write_text(FAULT)
    (root / "x.pth").write_text("import conftest\n")
    (root / "ruff.toml").write_text("[lint]\nselect = []\n")
    (root / ".ruff.toml").write_text("exclude = ['*']\n")
    (root / ".semgrepignore").write_text("*\n")
    (root / ".semgrep.yml").write_text("rules: []\n")
    (root / ".env").write_text(f"PYTHONPATH={root}\nPYTHONSTARTUP={root}/conftest.py\n")
    (root / "pyproject.toml").write_text("[tool.ruff]\nexclude = ['*']\n[tool.ruff.lint]\nselect = []\n")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


PROGRAMS = (
    *(
        "core.fsmonitor core.sshCommand core.pager core.editor core.askPass core.gitProxy core.alternateRefsCommand".split()
    ),
    *("diff.external diff.e.command diff.e.textconv filter.e.clean filter.e.smudge filter.e.process".split()),
    *("gpg.program credential.helper uploadpack.packObjectsHook pager.ls-files interactive.diffFilter".split()),
)
"""Settings of a repository that name a program."""


def armed(root: Path, mark: Path) -> None:
    """Make a repository whose settings name programs wherever git has room for one."""
    git(root, "init", "-q")
    (root / ".gitattributes").write_text("* filter=e diff=e merge=e text eol=crlf\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    (root / "later.py").write_text(FAULT)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "two")
    program = mark.parent / "program"
    program.write_text(f"#!/bin/sh\necho $0 >> {mark}\ncat\n")
    program.chmod(0o755)
    hooks = mark.parent / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, hooks / name)
    named = [
        f"[{key.rpartition('.')[0].replace('.', ' ', 1)}]\n\t{key.rpartition('.')[2]} = {program}" for key in PROGRAMS
    ]
    named = [re.sub(r"^\[(\w+) (\w+)\]", r'[\1 "\2"]', one) for one in named]
    # The objects that are missing are to be fetched from a program, too.
    more = f"[core]\n\thooksPath = {hooks}\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
    more += f'[remote "origin"]\n\turl = ext::{program}\n\tpromisor = true\n[alias]\n\tls-files = "!{program}"\n'
    with (root / ".git" / "config").open("a") as config:
        config.write("\n".join(named) + "\n" + more)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    planted(root, tmp_path / "executed")
    if shutil.which("git") is not None:
        armed(root, tmp_path / "executed")
    return root


def run(
    project: Path, *arguments: str, prefix: tuple[str, ...] = (), **changes: str
) -> subprocess.CompletedProcess[str]:
    """Scan from within the project, where the current folder is searched for modules."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "backlint", "scan", ".", "-o", "concise", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(HOUSE), "XDG_CACHE_HOME": str(project.parent / "cache"), **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_that_a_project_brings_along_is_run_or_obeyed(project: Path, tmp_path: Path) -> None:
    done = run(project)
    assert done.returncode == 1, done.stderr
    assert " command-injection " in done.stdout
    assert " tempfile-insecure " in done.stdout, "ruff obeys the project's settings"
    assert "gap: engine" not in done.stdout
    if shutil.which("git") is not None:
        since = run(project, "--since", "HEAD~1", "--persona", "audit")
        assert since.returncode == 1, since.stderr
        assert "later.py:" in since.stdout
        assert "app.py:10" not in since.stdout
        # A blob that is not here would be fetched.
        blob = git(project, "rev-parse", "HEAD~1:app.py")
        (project / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        missing = run(project, "--since", "HEAD~1")
        assert (missing.returncode, missing.stderr) == (
            2, "error: git cannot read an earlier `app.py`; is this a partial clone?\n",
        )  # fmt: skip
    executed = tmp_path / "executed"
    assert not executed.exists(), executed.read_text()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("elsewhere", ["../../outside", "/"])
def test_files_are_listed_where_the_project_is(elsewhere: str, tmp_path: Path) -> None:
    from backlint.files import find_files

    (tmp_path / "outside").mkdir()
    (tmp_path / "project" / "inner").mkdir(parents=True)
    (tmp_path / "outside" / "a.py").write_text("x = 1\n")
    (tmp_path / "project" / "inner" / "b.py").write_text("x = 1\n")
    git(tmp_path / "project", "init", "-q")
    git(tmp_path / "project", "config", "core.worktree", elsewhere)
    assert [file.path for file in find_files(tmp_path / "project").files] == ["inner/b.py"]
    assert [file.path for file in find_files(tmp_path / "project" / "inner").files] == ["b.py"]


# --- what Python itself does ------------------------------------------------------------------------------------------

HOOK = """\
import os, sys
log = os.open(os.environ["AUDIT_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
def hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, (str, bytes)):
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or set(mode or "") & set("wax+")
            told = "write" if writes else "read", os.path.abspath(os.fsdecode(path))
        else:
            return
    elif event == "exec":
        told = "exec", arguments[0].co_filename
    elif event == "subprocess.Popen":
        told = "start", str(arguments[0] or arguments[1][0])
    elif event.startswith(("socket.", "os.system", "os.exec", "os.posix_spawn", "urllib.", "http.", "ftplib.", "smtplib.")):
        told = "call", event
    elif event.startswith(("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.chown",
                           "os.truncate", "os.utime", "shutil.")):
        if -1 not in arguments[1:] and event in ("os.remove", "os.rmdir", "os.mkdir"):
            return  # below a folder that is open, which was told of
        told = "write", os.path.abspath(os.fsdecode(arguments[0])) if isinstance(arguments[0], (str, bytes)) else ""
    else:
        return
    os.write(log, ("%s\\t%s\\n" % told).encode("utf-8", "surrogateescape"))
sys.addaudithook(hook)
"""


def audited(project: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """Yield what our own processes do: reading, writing, code that is run, programs that are started, and calls."""
    folder = project.parent
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(HOOK)
    (folder / "tmp").mkdir()
    log = folder / "log"
    done = run(
        project,
        *arguments,
        PYTHONPATH=f"{folder / 'hook'}{os.pathsep}{HOUSE}",
        AUDIT_LOG=str(log),
        TMPDIR=str(folder / "tmp"),
        PYTHONDONTWRITEBYTECODE="1",
    )
    assert done.returncode == 1, done.stderr
    for line in log.read_text("utf-8", "surrogateescape").splitlines():
        what, _, told = line.partition("\t")
        yield what, told


def is_below(path: str, *folders: str | Path) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)


def test_our_own_processes_keep_to_the_project(project: Path) -> None:
    folder = project.parent
    (folder / "outside").mkdir()
    (folder / "outside" / "secret.py").write_text("x = 1\n")
    (project / "link.py").symlink_to("../outside/secret.py")
    (project / "links").symlink_to("../outside")
    did = set(audited(project))
    # Both our process and the one that reads Python were watched.
    assert sum(what == "read" and path == str(project / "app.py") for what, path in did)
    assert {told for what, told in did if what == "call"} == set()
    assert [told for what, told in did if what == "exec" and is_below(told, project)] == []
    mine = (folder / "cache", folder / "tmp", "/dev/null")
    assert [told for what, told in did if what == "write" and told and not is_below(told, *mine)] == []
    python = (sys.prefix, sys.base_prefix, HOUSE, ROOT / "rules", folder / "hook", *sys.path[1:])
    python += (sys.pycache_prefix,) if sys.pycache_prefix else ()
    machine = ("/dev", "/proc", "/sys", "/etc", "/usr/share", "/usr/lib", "/lib", "/bin", "/usr/bin")
    read = [told for what, told in did if what == "read" and not is_below(told, project, *mine, *python, *machine)]
    # Settings are looked for upward to the repository's top, which the project is.
    assert [path for path in read if Path(path).is_file()] == []
    started = {Path(told).name for what, told in did if what == "start"}
    assert started <= {"git", "ruff", "semgrep-core", "python", Path(sys.executable).name}


# --- what all processes do --------------------------------------------------------------------------------------------


def is_traced(tmp_path: Path) -> bool:
    program = shutil.which("strace")
    if program is None:
        return False
    done = subprocess.run([program, "-o", str(tmp_path / "probe"), "true"], capture_output=True, check=False)
    return done.returncode == 0


_OPENED = re.compile(r'\b(?:openat|open|creat)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)", ([A-Z_|]+)')


def test_the_other_engines_keep_to_the_project_as_well(project: Path, tmp_path: Path) -> None:
    if not is_traced(tmp_path):
        pytest.skip("strace is not installed, or may not trace")
    (tmp_path / "tmp").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text(FAULT)
    (project / "link.py").symlink_to("../outside/secret.py")
    trace = tmp_path / "trace"
    watched = ("strace", "-f", "-qq", "-o", str(trace), "-e", "trace=%file,%network")
    done = run(project, "--no-cache", prefix=watched, TMPDIR=str(tmp_path / "tmp"), PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 1, done.stderr
    text = trace.read_text("utf-8", "replace")
    assert "semgrep-core" in text
    assert [line for line in text.splitlines() if re.search(r"\b(?:connect|sendto|bind)\(", line)] == []
    opened = _OPENED.findall(text)
    written = {path for path, flags in opened if re.search("O_WRONLY|O_RDWR|O_CREAT", flags)}
    mine = (tmp_path / "tmp", "/dev/null", "/dev/tty")
    # Semgrep names its own files from its folder, which is a scratch folder.
    assert [path for path in written if path.startswith("/") and not is_below(path, *mine)] == []
    assert [path for path, _ in opened if "outside" in path] == []
    assert list((tmp_path / "tmp").glob("*/*")) == []
