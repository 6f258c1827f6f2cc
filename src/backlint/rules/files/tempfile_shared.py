"""A file with a fixed name stands in a folder that everyone may write to.

## Why is this bad?

Another user of the machine can put a file or a link of that name there first: what the program writes then goes
elsewhere, and what it reads is what the other wants it to read.

## Example

```python
with open("/tmp/session-cache") as file:
    cache = file.read()
```

## Use instead

```python
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    Path(folder, "session-cache").touch()
```

## Limits

On a machine or in a container that nobody else is on it does no harm, and which it is cannot be seen: shown for review
only.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import TEMPORARY_FILE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.DEPLOYMENT,
    detects=RuffQuery(codes=("S108",)),
    message="a fixed name in a folder that everyone may write to",
    remedy="use the tempfile module, or a folder of the application's own",
    severity=Severity.LOW,
    precision=Precision.LOW,
    weaknesses=(TEMPORARY_FILE,),
    since="0.1.0",
)
