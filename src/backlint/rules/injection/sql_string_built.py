"""SQL text put together from parts that may change.

## Why is this bad?

Nothing shows that a stranger chooses the part, but nothing keeps a later caller from passing request data either. The
next change makes it an injection, far from the line that has to be repaired.

## Example

```python
import sqlite3


def count_rows(connection: sqlite3.Connection, status: str) -> int:
    return connection.execute(f"SELECT count(*) FROM orders WHERE status = '{status}'").fetchone()[0]
```

## Use instead

```python
import sqlite3


def count_rows(connection: sqlite3.Connection, status: str) -> int:
    return connection.execute("SELECT count(*) FROM orders WHERE status = ?", (status,)).fetchone()[0]
```

## Limits

Placeholders that are joined by number (`", ".join(["?"] * len(ids))`), constants and numbers are no such part. Where
request data is seen to arrive, `sql-injection` reports it instead.
"""

from backlint.concepts import StatementBuilt
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SQL_INJECTION


def judge(fact: StatementBuilt) -> Verdict | None:
    """Outside of production code (migrations, tests, seeds) nobody else chooses the parts."""
    if not fact.production:
        return None
    shown = f": {fact.text}" if fact.text else ""
    return Verdict(why=f"a part of the statement is neither constant nor bound{shown}")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.QUERIES,
    detects=FactQuery(kind=StatementBuilt, judge=judge),
    message="{callee} runs SQL that is built by formatting",
    remedy="write the statement as one constant and pass the changing parts as bound parameters",
    severity=Severity.MEDIUM,
    precision=Precision.LOW,
    weaknesses=(SQL_INJECTION,),
    since="0.1.0",
)
