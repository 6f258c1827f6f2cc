"""A password of any length is accepted.

## Why is this bad?

Whoever may choose `1` as a password will, and guessing such passwords takes seconds, however well they are hashed. Eight
characters are the least that OWASP's verification standard allows (ASVS 5.0, 6.2.1); it recommends 15.

## Example

```python
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class UserCreate(BaseModel):
    name: str
    password: str


@app.post("/register")
def register(user: UserCreate) -> dict[str, str]:
    return {"name": user.name}
```

## Use instead

```python
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class UserCreate(BaseModel):
    name: str
    password: str = Field(min_length=12, max_length=72)


@app.post("/register")
def register(user: UserCreate) -> dict[str, str]:
    return {"name": user.name}
```

## Limits

A password that is asked for and not set is not judged, nor one that code of the project looks at in a way that cannot be
told; a rule elsewhere (an identity provider, the browser) is not seen.
"""

from backlint.concepts import PasswordField, State
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import WEAK_PASSWORD_POLICY

SHORTEST = 8
"""Characters: OWASP ASVS 5.0, 6.2.1."""


def judge(field: PasswordField) -> Verdict | None:
    """Report a password that is set with fewer characters than the standard's least."""
    if not field.production or field.sets is not State.YES or not field.minimum.known:
        return None
    shortest = next(iter(field.minimum.numbers), None)
    if shortest is None or shortest >= SHORTEST:
        return None
    owner = field.owner.rpartition(":")[2] if field.callee else field.owner
    return Verdict(
        values=(("owner", owner), ("field", field.field), ("length", said(shortest))),
        why="nothing asks how long it is"
        if shortest <= 1
        else f"the least that is asked for is {shortest:g} characters",
        severity=Severity.LOW if shortest >= SHORTEST - 2 else None,
    )


def said(shortest: float) -> str:
    """Say which passwords are accepted."""
    return "of any length" if shortest <= 1 else f"of {shortest:g} characters"


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=FactQuery(kind=PasswordField, judge=judge),
    message="{owner} takes a new {field} {length}",
    remedy="ask for 8 characters or more where the password is set, better 12, and refuse common passwords",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(WEAK_PASSWORD_POLICY,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",),
)
