"""A command line is put together and handed to a shell.

## Why is this bad?

Nothing shows that a stranger chooses the part, but nothing keeps a later caller from passing request data either: `;`,
`|` and `$(…)` in it are then obeyed by the shell. A file name with a space is enough to break it today.

## Example

```python
import subprocess


def pack(folder: str) -> None:
    subprocess.run(f"tar czf /backups/latest.tar.gz {folder}", shell=True, check=True)
```

## Use instead

```python
import subprocess


def pack(folder: str) -> None:
    subprocess.run(["tar", "czf", "/backups/latest.tar.gz", "--", folder], check=True)
```

## Limits

A command that is one constant is not reported. What a name holds is not looked up: a constant under a name is reported
as well, which is why this is for review only. Where request data is seen to arrive, `command-injection` reports it
instead.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import COMMAND_INJECTION

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=RuffQuery(codes=("S602", "S605", "S609"), unless="seems safe"),
    message="a command line that may change is handed to a shell",
    remedy="pass a list of arguments without `shell=True`, with a fixed program and `--` before the values",
    severity=Severity.MEDIUM,
    precision=Precision.LOW,
    weaknesses=(COMMAND_INJECTION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",),
)
