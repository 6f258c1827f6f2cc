from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backlint.facts import read as read_module
from backlint.facts.cache import FactsCache
from backlint.facts.read import Limits, WorkerError, read_files

GOOD = "def f(x):\n    return x\n"


def _files(folder: Path, contents: dict[str, str | bytes]) -> list[tuple[str, Path]]:
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(name, folder / name) for name in contents]


def test_each_bad_file_costs_only_itself(tmp_path: Path) -> None:
    files = _files(
        tmp_path,
        {
            "a_good.py": GOOD,
            "brackets.py": "x = " + "[" * 5_000 + "]" * 5_000,
            "null.py": "x = '\0'\n",
            "large.py": "x = '" + "a" * 20_000_000 + "'\n",
            "latin.py": b"x = '\xe9'\n",
            "old.py": "print 'x'\n",
            "broken.py": "def f(:\n",
            "empty.py": "",
            "z_good.py": GOOD,
        },
    )
    files.append(("absent.py", tmp_path / "absent.py"))
    files.append(("folder.py", tmp_path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.py")
        files.append(("pipe.py", tmp_path / "pipe.py"))
    facts = read_files(files, jobs=2)
    assert list(facts) == [name for name, _ in files]
    kinds = {name: item.problem.kind for name, item in facts.items() if item.problem}
    assert kinds.pop("pipe.py", "unreadable") == "unreadable"
    assert kinds == {
        "brackets.py": "too-deep",
        "null.py": "null-byte",
        "large.py": "too-large",
        "latin.py": "encoding",
        "old.py": "python2",
        "broken.py": "syntax",
        "absent.py": "unreadable",
        "folder.py": "unreadable",
    }
    assert facts["a_good.py"].functions[0].name == facts["z_good.py"].functions[0].name == "f"


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is kept otherwise there")
def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = "x = a" + ".b" * 20_000 + "\n"
    files = _files(tmp_path, {"a.py": GOOD, "slow.py": slow, "z.py": GOOD})
    start = time.monotonic()
    facts = read_files(files, jobs=1, limits=Limits(seconds=1.0))
    assert time.monotonic() - start < 20
    assert [name for name, item in facts.items() if item.problem] == ["slow.py"]
    problem = facts["slow.py"].problem
    assert problem is not None
    assert problem.kind == "timeout"


def test_a_file_that_kills_the_worker_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No source is known that still kills the parser on a stack of this size: the stack is taken away instead.
    house = Path(read_module.__file__).parents[2]
    code = (
        "import sys, threading; sys.path.insert(0, sys.argv[1])\n"
        "from backlint.facts import worker; worker._STACK_SIZES = (256 * 1024,)\n"
        "worker.main(30.0)"
    )
    monkeypatch.setattr(read_module, "_command", lambda _limits: [sys.executable, "-P", "-c", code, str(house)])
    deadly = "x = " + "-" * 5_000 + "1\n"
    files = _files(tmp_path, {"a.py": GOOD, "deadly.py": deadly, "deadly2.py": deadly, "z.py": GOOD})
    facts = read_files(files, jobs=1)
    kinds = {name: item.problem and item.problem.kind for name, item in facts.items()}
    assert kinds == {"a.py": None, "deadly.py": "crash", "deadly2.py": "crash", "z.py": None}


def test_a_worker_that_cannot_start_is_an_error_and_no_file_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_module, "_command", lambda _limits: [sys.executable, "-c", "import no_such_module"])
    with pytest.raises(WorkerError, match="no_such_module"):
        read_files(_files(tmp_path, {"a.py": GOOD}))


def test_nothing_is_imported_from_the_folder_that_is_scanned(tmp_path: Path) -> None:
    for name in ("libcst", "msgspec", "signal_", "struct", "threading"):
        (tmp_path / f"{name}.py").write_text("import pathlib; pathlib.Path('executed').touch()\n")
    script = tmp_path / "run" / "run.py"
    script.parent.mkdir()
    script.write_text(
        "from pathlib import Path; from backlint.facts.read import read_files\n"
        "facts = read_files([('struct.py', Path('struct.py'))]); assert facts['struct.py'].problem is None\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run([sys.executable, "-P", str(script)], cwd=tmp_path, env=environment, check=True)
    assert not (tmp_path / "executed").exists()


def test_what_is_cached_needs_no_worker_and_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _files(tmp_path, {"a.py": GOOD, "b.py": "import os\n", "bad.py": "def f(:\n"})
    cache = FactsCache(tmp_path / "cache")
    fresh = read_files(files, cache=cache)
    cache.close()
    monkeypatch.setattr(read_module, "_command", lambda _limits: ["/no/such/program"])
    cached = read_files(files, cache=FactsCache(tmp_path / "cache"))
    assert _plain(cached) == _plain(fresh)
    (tmp_path / "a.py").write_text(GOOD + "\n")
    with pytest.raises(WorkerError):
        read_files(files, cache=FactsCache(tmp_path / "cache"))


def _plain(facts: dict[str, read_module.ModuleFacts]) -> dict[str, bytes]:
    import msgspec

    return {name: msgspec.msgpack.encode(item) for name, item in facts.items()}


def test_a_cached_run_does_not_import_the_parser(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(GOOD)
    code = (
        "import sys; from pathlib import Path\n"
        "from backlint.facts.read import read_files; from backlint.facts.cache import FactsCache\n"
        "folder = Path(sys.argv[1]); cache = FactsCache(folder / 'cache')\n"
        "read_files([('a.py', folder / 'a.py')], cache=cache); cache.close()\n"
        "assert 'libcst' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, check=True)


def test_neither_the_order_of_files_nor_the_number_of_processes_changes_the_facts(tmp_path: Path) -> None:
    files = _files(tmp_path, {f"m{number}.py": f"x = {number}\n" + GOOD * number for number in range(12)})
    once = read_files(files, jobs=1)
    shuffled = random.Random(7).sample(files, len(files))
    # As many processes as asked for start only where there is enough to read.
    again = read_files(shuffled, jobs=3)
    assert list(again) == [name for name, _ in shuffled]
    assert _plain(once) == {name: _plain(again)[name] for name, _ in files}


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    files = _files(tmp_path, {"a.py": GOOD, "b.py": GOOD, "c.py": "x = '\0'"})
    told: list[tuple[int, int]] = []
    read_files([*files, ("absent.py", tmp_path / "absent.py")], progress=lambda done, total: told.append((done, total)))
    assert told[0] == (1, 4)
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_no_files_need_nothing() -> None:
    assert read_files([]) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interrupt_ends_all_processes_and_keeps_what_was_read(tmp_path: Path) -> None:
    # The largest are read first.
    files = {f"m{number}.py": f"x = {number}\n" + GOOD * 2_000 for number in range(4)}
    _files(tmp_path, {**files, "slow.py": "x = a" + ".b" * 20_000 + "\n"})
    code = (
        "import sys; from pathlib import Path\n"
        "from backlint.facts.read import read_files; from backlint.facts.cache import FactsCache\n"
        "folder = Path(sys.argv[1]); cache = FactsCache(folder / 'cache')\n"
        # A shell starts what runs in its background with the signal ignored.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def tell(done, total): print(done, total, flush=True)\n"
        "try: read_files([(p.name, p) for p in folder.glob('*.py')], jobs=2, cache=cache, progress=tell)\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"4 "):
            break
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == b""
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    cache = FactsCache(tmp_path / "cache")
    assert cache.get(cache.key((tmp_path / "m0.py").read_bytes())) is not None
