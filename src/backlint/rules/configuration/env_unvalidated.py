"""The environment is read here and there, and nothing says whether it is complete.

## Why is this bad?

A variable that is missing or misspelt is found by the first request that needs it, days after the start, or never: a key is
then empty and a limit is off. A class that reads all of them at the start, with types, refuses to start instead.

## Example

`client.py`:

```python
import os


def call() -> str:
    return os.environ.get("SERVICE_ADDRESS", "") + os.environ.get("SERVICE_PATH", "")
```

`mails.py`:

```python
import os


def sender() -> str:
    return os.environ.get("MAIL_SENDER", "")
```

`pay.py`:

```python
import os


def key() -> str:
    return os.environ.get("PAYMENT_NAME", "") + os.environ.get("PAYMENT_ACCOUNT", "")
```

## Use instead

```python
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    service_address: str
    service_path: str
    mail_sender: str
    payment_name: str
    payment_account: str


settings = Settings()
```

## Limits

It is advice, shown for review only: where three or more reads stand outside of the file that holds most of them, and no settings
class or typed reader (pydantic-settings, environs, django-environ, decouple, Starlette's `Config`) is used.
"""

from backlint.concepts import EnvironmentRead
from backlint.rule import FactQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INSECURE_DEFAULT

FEW = 3
"""Reads outside of one file that make it worth the while: this tool's figure."""
LISTED = 10


def judge(read: EnvironmentRead) -> Verdict | None:
    """Report an environment that is read by hand in several files."""
    scattered = read.scattered
    if read.schema or len(scattered) < FEW or not read.production:
        return None
    files = len({place.path for place in read.places})
    return Verdict(
        values=(("count", str(len(read.places))), ("files", str(files))),
        why=f"{len(scattered)} of them stand outside of {read.settings}",
        location=scattered[0],
        related=tuple(Step(place, "reads a variable") for place in scattered[:LISTED]),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=EnvironmentRead, judge=judge),
    message="the environment is read by hand at {count} places in {files} files",
    remedy="read all variables once, at the start, through a class with types that fails where one is missing",
    severity=Severity.LOW,
    precision=Precision.LOW,
    weaknesses=(INSECURE_DEFAULT,),
    since="0.1.0",
)
