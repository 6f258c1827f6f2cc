"""A small project on disk and the report of a scan of it, written by hand: what every reporter is tested on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from backlint import reporters
from backlint.concepts import (
    REMOTE,
    Application,
    Endpoint,
    Evidence,
    Parameter,
    Protection,
    ProtectionKind,
    RateLimit,
    SinkKind,
    State,
    Trait,
)
from backlint.findings import (
    Edit,
    Finding,
    Fix,
    Gap,
    Location,
    Precision,
    Severity,
    Statistics,
    Step,
    Suppression,
)
from backlint.fingerprints import with_fingerprints
from backlint.formats import ALPHANUMERIC, prefixed
from backlint.report import Report, Score, Standing
from backlint.reporters.presentation import Presentation
from backlint.rule import (
    AnalysisQuery,
    EndpointQuery,
    FlowQuery,
    Item,
    Rule,
    SecretQuery,
)
from backlint.weaknesses import HARDCODED_SECRET, MISSING_AUTHENTICATION, SQL_INJECTION, UNREADABLE

VULNERABLE = Path(__file__).parent.parent.parent / "fixtures" / "apps" / "flask-vulnerable"
"""An application with findings of every engine, traces, further places and fixes."""

SECRET = "sk_" + "live_" + "51HqJ2kLmN0pQrStUvWxYz3xQ"
"""No key of anybody: put together here, so that no scanner takes this file for a leak."""

ORDERS = """\
from fastapi import APIRouter, Depends

router = APIRouter(prefix="/orders")


@router.post("/search")
def search(body: SearchIn, db: Session = Depends(get_db)):
    return repository.find(db, body.order_by)
"""

REPOSITORY = """\
from sqlalchemy import text


def find(db, order_by):
    query = f"SELECT * FROM orders ORDER BY {order_by}"
    return db.execute(text(query))
"""

ADMIN = """\
from fastapi import APIRouter

router = APIRouter(prefix="/admin")


@router.delete("/cache")
def clear_cache():
    cache.clear()
"""

SETTINGS = f'import os\n\nDEBUG = os.getenv("DEBUG")\nSTRIPE_KEY = "{SECRET}"\n'


def write_project(root: Path) -> None:
    """Write the files that the report speaks of."""
    for name, text in {
        "app/api/orders.py": ORDERS,
        "app/repository.py": REPOSITORY,
        "app/api/admin.py": ADMIN,
        "app/settings.py": SETTINGS,
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")


PAGE = """\
## Why is this bad?

Whoever sends the request can end the intended statement and add another.

## Example

```python
cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")
```

## Use instead

```python
cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
```
"""


def rule(
    rule_id: str,
    *,
    item: Item = Item.QUERIES,
    family: str = "injection",
    severity: Severity = Severity.HIGH,
    precision: Precision = Precision.HIGH,
    weakness: object = SQL_INJECTION,
    query: object = None,
    title: str = "",
    message: str = "{source} reaches {sink}",
) -> Rule:
    """Return a rule with a page."""
    return Rule(
        id=rule_id,
        family=family,
        item=item,
        title=title or rule_id.replace("-", " ").capitalize(),
        docs=PAGE.strip(),
        message=message,
        remedy="pass the value as a bound parameter",
        severity=severity,
        precision=precision,
        weaknesses=(weakness,),  # type: ignore[arg-type]
        queries=(query or FlowQuery(sink=SinkKind.SQL, sources=REMOTE),),  # type: ignore[arg-type]
        since="0.1.0",
        references=("https://owasp.org/www-community/attacks/SQL_Injection",),
    )


def _never(*_: object) -> None:
    return None


RULES = (
    rule(
        "hardcoded-secret",
        item=Item.SECRETS,
        family="secrets",
        weakness=HARDCODED_SECRET,
        query=SecretQuery(formats=(prefixed("a live key", "sk_" + "live_", ALPHANUMERIC, (4, 99), "the service"),)),
        title="A credential is in the source",
    ),
    rule(
        "ignore-expired",
        item=Item.ANALYSIS,
        family="analysis",
        severity=Severity.LOW,
        weakness=UNREADABLE,
        query=AnalysisQuery(gaps=()),
        message="this comment ended on {until} and hides nothing any more",
    ),
    rule(
        "ignore-unknown-rule",
        item=Item.ANALYSIS,
        family="analysis",
        severity=Severity.LOW,
        weakness=UNREADABLE,
        query=AnalysisQuery(gaps=()),
        message="this comment hides nothing: {problem}",
    ),
    rule(
        "ignore-unused",
        item=Item.ANALYSIS,
        family="analysis",
        severity=Severity.LOW,
        weakness=UNREADABLE,
        query=AnalysisQuery(gaps=()),
        message="{rules} is ignored here, but there is nothing to ignore",
    ),
    rule(
        "ignore-without-reason",
        item=Item.ANALYSIS,
        family="analysis",
        severity=Severity.LOW,
        weakness=UNREADABLE,
        query=AnalysisQuery(gaps=()),
        message="this comment hides nothing, since it gives no reason",
    ),
    rule(
        "missing-authentication",
        item=Item.GUARDS,
        family="guards",
        severity=Severity.MEDIUM,
        precision=Precision.MEDIUM,
        weakness=MISSING_AUTHENTICATION,
        query=EndpointQuery(judge=_never),
        title="An endpoint has no authentication",
        message="{endpoint} has no authentication",
    ),
    rule("sql-injection", title="SQL built from request data"),
)

INJECTION = Finding(
    rule="sql-injection",
    message="field order_by of the body becomes part of the SQL that Session.execute runs",
    location=Location("app/repository.py", 6, 12, 6, 35),
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    why="order_by is `str`; nothing on the way limits its values",
    remedy='map it to a column: {"date": Order.date}[order_by]',
    endpoint="POST /orders/search",
    scope="find",
    anchor="db.execute(text(query))",
    trace=(
        Step(Location("app/api/orders.py", 7, 12, 7, 26), "body of POST /orders/search, which the caller chooses"),
        Step(Location("app/api/orders.py", 8, 12, 8, 46), "passed on here"),
        Step(Location("app/repository.py", 4, 14, 4, 22), "as order_by"),
        Step(Location("app/repository.py", 5, 46, 5, 54), "placed in the statement"),
        Step(Location("app/repository.py", 6, 12, 6, 35), "run here"),
    ),
)

OPEN = Finding(
    rule="missing-authentication",
    message="this endpoint has no authentication",
    location=Location("app/api/admin.py", 6, 1, 6, 25),
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    why="40 of 41 other endpoints depend on current_user",
    remedy="APIRouter(..., dependencies=[Depends(current_user)])",
    endpoint="DELETE /admin/cache",
    scope="clear_cache",
    anchor="DELETE /admin/cache",
    related=(Step(Location("app/api/admin.py", 3, 10, 3, 36), "no dependencies here"),),
    fix=Fix(
        "Add the dependency to the router",
        safe=False,
        edits=(Edit(Location("app/api/admin.py", 3, 35, 3, 35), ", dependencies=[Depends(current_user)]"),),
    ),
)

LEAK = Finding(
    rule="hardcoded-secret",
    message=f"a Stripe key ({SECRET}) is in the source",
    location=Location("app/settings.py", 4, 15, 4, 15 + len(SECRET)),
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    why=f"it is used as it stands: {SECRET}",
    remedy="revoke it first, then read it from the environment",
    anchor="STRIPE_KEY",
)

IGNORED = Finding(
    rule="sql-injection",
    message="path parameter name becomes part of the SQL that execute runs",
    location=Location("app/repository.py", 5, 13, 5, 55),
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    scope="find",
    anchor="execute(name)",
    suppression=Suppression("inline", "checked by the Enum", Location("app/repository.py", 5, 60, 5, 100)),
)

ENDPOINTS = (
    Endpoint(
        methods=("DELETE",),
        path="/admin/cache",
        handler="app.api.admin:clear_cache",
        framework="fastapi",
        location=Location("app/api/admin.py", 7),
        application="app.main:app",
        protections={
            ProtectionKind.AUTHENTICATION: Protection(State.NO),
            ProtectionKind.RATE_LIMIT: Protection(State.NO),
        },
        traits=frozenset({Trait.ADMIN, Trait.CHANGES_STATE}),
    ),
    Endpoint(
        methods=("GET",),
        path="/health",
        handler="app.main:health",
        framework="fastapi",
        location=Location("app/main.py", 3),
        application="app.main:app",
        protections={ProtectionKind.AUTHENTICATION: Protection(State.NO)},
        traits=frozenset({Trait.HEALTH, Trait.PUBLIC_BY_DESIGN}),
    ),
    Endpoint(
        methods=("POST",),
        path="/orders/search",
        handler="app.api.orders:search",
        framework="fastapi",
        location=Location("app/api/orders.py", 7),
        application="app.main:app",
        parameters=(
            Parameter(
                name="body", where="body", validated=State.YES, location=Location("app/api/orders.py", 7), by="SearchIn"
            ),
        ),
        protections={
            ProtectionKind.AUTHENTICATION: Protection(State.YES, (Evidence("current_user", "app/auth.py", 12),)),
            ProtectionKind.RATE_LIMIT: Protection(
                State.YES, (Evidence("limiter", "app/api/orders.py", 6, "5/minute"),)
            ),
        },
        limits=(RateLimit(5.0, Evidence("limiter", "app/api/orders.py", 6, "5/minute")),),
    ),
)

SCORECARD = (
    Score(Item.HEADERS, Standing.MET, "Talisman sets all of them", (Evidence("Talisman", "app/main.py", 8),)),
    Score(Item.RATE_LIMITS, Standing.ATTESTED, "nginx limit_req 100r/m, infra/nginx.conf"),
    Score(Item.VALIDATION, Standing.MET, "38 models, no raw body"),
    Score(Item.QUERIES, Standing.VIOLATED, "1 statement is built from request data", findings=1),
    Score(Item.PASSWORDS, Standing.NOT_APPLICABLE, "no password is stored"),
    Score(Item.SECRETS, Standing.VIOLATED, "1 credential in the source", findings=1),
    Score(Item.CORS, Standing.UNKNOWN, "origins come from ALLOWED_ORIGINS, which is not set in the project"),
    Score(Item.INJECTION, Standing.MET, "no field name comes from a request"),
    Score(Item.XSS, Standing.MET, "no HTML is served"),
    Score(Item.AUDIT, Standing.UNKNOWN, "an audit record could not be told from other logs"),
    Score(Item.GUARDS, Standing.VIOLATED, "1 endpoint is open", findings=1),
)

GAPS = (Gap("app/legacy.py", 3, "syntax", "invalid syntax"), Gap("", 0, "engine", "semgrep is not installed"))


def report(root: Path, **changes: object) -> Report:
    """Return the report; `changes` replace its fields."""
    fields: dict[str, object] = {
        "root": str(root),
        "version": "0.1.0",
        "rules": RULES,
        "findings": with_fingerprints((INJECTION, OPEN, LEAK)),
        "suppressed": with_fingerprints((IGNORED,)),
        "applications": (
            Application(
                key="app.main:app",
                framework="fastapi",
                location=Location("app/main.py", 1),
                complete=True,
                endpoints=ENDPOINTS,
            ),
        ),
        "endpoints": ENDPOINTS,
        "scorecard": SCORECARD,
        "gaps": GAPS,
        "statistics": Statistics(files=214, lines=18_302, frameworks=("fastapi", "sqlalchemy"), suppressed=1),
        "today": "2026-11-22",
    }
    return Report(**{**fields, **changes})  # type: ignore[arg-type]


def rendered(name: str, said: Report) -> str:
    """Return a report in a format."""
    return reporters.load(name)(said, Presentation())


def ruff(form: str) -> str:
    """Return what ruff writes of the vulnerable application in a format of its own."""
    command = (
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select=S",
        f"--output-format={form}",
        ".",
    )
    done = subprocess.run(command, cwd=VULNERABLE, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout
