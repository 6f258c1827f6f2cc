"""The name of a temporary file is made before the file is.

## Why is this bad?

`tempfile.mktemp` returns a name that is free at that moment. Another user of the machine can create a file or a link of
that name before it is opened, and then reads, replaces or redirects what is written.

## Example

```python
import tempfile

path = tempfile.mktemp(suffix=".pdf")
```

## Use instead

```python
import tempfile

with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
    file.write(b"")
```
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import TEMPORARY_FILE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.DEPLOYMENT,
    detects=RuffQuery(codes=("S306",)),
    message="another user can take the temporary file's name before it is opened",
    remedy="use NamedTemporaryFile, TemporaryDirectory or mkstemp, which create what they name",
    severity=Severity.LOW,
    precision=Precision.HIGH,
    weaknesses=(TEMPORARY_FILE,),
    since="0.1.0",
    references=("https://docs.python.org/3/library/tempfile.html#deprecated-functions-and-variables",),
)
