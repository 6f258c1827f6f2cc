"""The same bytes for the same input: whatever the seed of hashes, the number of processes, the order in which files were
made, and what the cache holds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ROOT / "fixtures" / "apps"


def copied(app: Path, into: Path, *, backwards: bool) -> Path:
    """Copy an application, its files made in the order of their names or in the opposite one."""
    made = into / app.name
    for file in sorted((one for one in app.rglob("*") if one.is_file()), reverse=backwards):
        target = made / file.relative_to(app)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return made


def scanned(app: Path, cache: Path, *options: str, seed: int) -> bytes:
    """Scan in a process of its own and return the report as JSON."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONHASHSEED": str(seed),
        "XDG_CACHE_HOME": str(cache),
    }
    done = subprocess.run(
        [sys.executable, "-m", "backlint", "scan", ".", "-o", "json", "--today", "2026-01-01", *options],
        cwd=app,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("framework", ["fastapi", "flask", "django"])
def test_a_report_is_the_same_whatever_ran_before_and_beside_it(framework: str, tmp_path: Path) -> None:
    app = APPS / f"{framework}-vulnerable"
    forwards = copied(app, tmp_path / "a", backwards=False)
    backwards = copied(app, tmp_path / "b", backwards=True)
    cache = tmp_path / "cache"
    cache.mkdir()
    expected = scanned(forwards, cache, "--no-cache", "-j", "1", seed=0)
    assert b'"rule"' in expected
    assert not list(cache.rglob("*.*"))
    cold = scanned(backwards, cache, "-j", "2", seed=1)
    assert list(cache.rglob("*.*"))
    # Another file beside it, so that the whole answer is not the one that is kept.
    warm = scanned(backwards, cache, "-j", "2", "-o", f"concise={tmp_path / 'other'}", seed=2)
    again = scanned(backwards, cache, "-j", "2", seed=3)
    assert cold == expected
    assert warm == expected
    assert again == expected


TIES = """\
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)
    balance = db.Column(db.Integer)


def chosen():
    return request.args.get("id") if request.args.get("a") else request.args.get("team_id", request.form["c"])


@app.post("/take")
def take():
    account = Account.query.filter_by(id=chosen()).first()
    account.balance -= int(request.form["amount"])
    db.session.commit()
    db.session.execute("select " + chosen() + request.form["d"] + request.headers["e"])
    return {"balance": account.balance, "name": f"{chosen()}{request.cookies['f']}"}
"""
"""Several inputs at one place, several sinks on one line: which of them is told must not be left to a set."""


def test_of_several_at_one_place_the_same_one_is_told_each_time(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_text(TIES)
    reports = {
        scanned(project, tmp_path, "--no-cache", "--persona", "audit", "--ignore", "headers", seed=seed)
        for seed in range(4)
    }
    (report,) = reports
    for rule in (b'"amount-unbounded"', b'"sql-injection"'):
        assert rule in report
