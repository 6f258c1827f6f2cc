from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlint.facts import cache as cache_module
from backlint.facts.cache import FactsCache, cache_folder


def _database(folder: Path) -> Path:
    return folder / "facts" / "facts.sqlite"


def _filled(folder: Path) -> bytes:
    cache = FactsCache(folder)
    key = cache.key(b"source")
    cache.put([(key, b"facts")])
    cache.close()
    return key


def test_what_is_put_is_found_by_the_next_run(tmp_path: Path) -> None:
    key = _filled(tmp_path)
    cache = FactsCache(tmp_path)
    assert cache.key(b"source") == key
    assert cache.get(key) == b"facts"
    assert cache.get(cache.key(b"other")) is None


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir(mode=0o755)
    _filled(tmp_path)
    assert stat.S_IMODE((tmp_path / "facts").stat().st_mode) == 0o700
    assert stat.S_IMODE(_database(tmp_path).stat().st_mode) == 0o600
    assert (tmp_path / "facts" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_the_folder_is_the_given_one_then_that_of_the_environment_then_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKLINT_CACHE_DIR", str(tmp_path / "named"))
    assert cache_folder(tmp_path / "given") == tmp_path / "given"
    assert cache_folder() == tmp_path / "named"
    monkeypatch.delenv("BACKLINT_CACHE_DIR")
    assert cache_folder().name == "backlint"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_damaged_database_is_never_trusted_and_never_fails(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    key = _filled(folder)
    path = _database(folder)
    content = bytearray(path.read_bytes())
    start = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=600))
    content[start : start + len(damage)] = damage
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    cache = FactsCache(folder)
    assert cache.get(key) in (None, b"facts")
    cache.put([(key, b"facts")])
    cache.close()
    cache = FactsCache(folder)
    cache.get(key)
    cache.put([(key, b"facts")])
    assert cache.get(key) == b"facts" or cache.problem is not None
    cache.close()


def test_a_database_that_is_none_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    _database(tmp_path).write_bytes(b"this is no database, and long enough to be looked at" * 100)
    key = _filled(tmp_path)
    assert FactsCache(tmp_path).get(key) == b"facts"


def test_a_database_with_other_columns_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    with sqlite3.connect(_database(tmp_path)) as connection:
        connection.execute("CREATE TABLE facts (other TEXT)")
    connection.close()
    cache = FactsCache(tmp_path)
    assert cache.get(cache.key(b"source")) is None
    cache.close()
    key = _filled(tmp_path)
    assert FactsCache(tmp_path).get(key) == b"facts"


def test_a_row_that_was_changed_is_not_believed(tmp_path: Path) -> None:
    key = _filled(tmp_path)
    with sqlite3.connect(_database(tmp_path)) as connection:
        connection.execute("UPDATE facts SET data = ?", (b"forged",))
    connection.close()
    assert FactsCache(tmp_path).get(key) is None


def test_a_folder_that_cannot_be_made_is_said_and_survived(tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("a file where the folder should be")
    cache = FactsCache(tmp_path)
    assert cache.problem is not None
    cache.put([(cache.key(b"source"), b"facts")])
    assert cache.get(cache.key(b"source")) is None
    cache.close()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
def test_a_link_in_the_place_of_the_database_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    _database(tmp_path).symlink_to(victim)
    assert FactsCache(tmp_path).problem is not None
    assert victim.read_text() == "mine"


def test_a_database_that_another_process_holds_is_waited_for_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = _filled(tmp_path)
    monkeypatch.setattr(cache_module, "_PATIENCE_SECONDS", 0.05)
    holder = sqlite3.connect(_database(tmp_path), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    cache = FactsCache(tmp_path)
    cache.put([(key, b"lost")])
    cache.close()
    holder.rollback()
    holder.close()
    assert FactsCache(tmp_path).get(key) == b"facts"


def test_the_oldest_are_dropped_when_it_grows_too_large(tmp_path: Path) -> None:
    cache = FactsCache(tmp_path, max_bytes=400_000)
    old = cache.key(b"old")
    cache.put([(old, b"x")])
    cache.close()
    connection = sqlite3.connect(_database(tmp_path), isolation_level=None)
    connection.execute("UPDATE facts SET used = 1")
    connection.close()
    cache = FactsCache(tmp_path, max_bytes=400_000)
    for number in range(20):
        rows = [(cache.key(b"%d %d" % (number, row)), os.urandom(10_000)) for row in range(10)]
        cache.put(rows)
    assert cache.get(old) is None
    assert cache.get(rows[-1][0]) == rows[-1][1]
    cache.close()
    assert _database(tmp_path).stat().st_size < 1_000_000


def test_a_killed_run_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from backlint.facts.cache import FactsCache\n"
        "cache = FactsCache(Path(sys.argv[1])); cache.put([(cache.key(b'source'), b'facts')])\n"
        "print('saved', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == b"saved\n"
    process.kill()
    process.wait()
    process.stdout.close()
    cache = FactsCache(tmp_path)
    assert cache.get(cache.key(b"source")) == b"facts"


def test_runs_side_by_side_do_not_disturb_each_other(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from backlint.facts.cache import FactsCache\n"
        "cache = FactsCache(Path(sys.argv[1]))\n"
        "for n in range(30): cache.put([(cache.key(b'%s %d' % (sys.argv[2].encode(), n)), b'facts')])\n"
        "cache.close(); sys.exit(cache.problem)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(run)], env=environment) for run in range(3)
    ]
    assert [run.wait() for run in runs] == [0, 0, 0]
    cache = FactsCache(tmp_path)
    assert all(cache.get(cache.key(b"%d %d" % (run, n))) == b"facts" for run in range(3) for n in range(30))


def test_facts_of_another_version_are_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _filled(tmp_path)
    monkeypatch.setattr(cache_module.importlib.metadata, "version", lambda _: "99")
    cache = FactsCache(tmp_path)
    assert cache.get(cache.key(b"source")) is None


def test_what_has_no_version_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise cache_module.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(cache_module.importlib.metadata, "version", missing)
    cache = FactsCache(tmp_path)
    cache.put([(cache.key(b"source"), b"facts")])
    assert cache.get(cache.key(b"source")) is None
    assert cache.problem is not None


def test_opening_it_is_quick(tmp_path: Path) -> None:
    FactsCache(tmp_path).close()
    start = time.perf_counter()
    FactsCache(tmp_path).close()
    assert time.perf_counter() - start < 0.5
