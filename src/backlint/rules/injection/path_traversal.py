"""Request data chooses a file.

## Why is this bad?

`../../etc/passwd` climbs out of the folder, and an absolute path replaces it altogether: `Path("/srv/files") /
"/etc/passwd"` is `/etc/passwd`. Whoever sends the request reads or overwrites what the server can.

## Example

```python
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
FOLDER = Path("/srv/files")


@app.get("/download")
def download():
    return (FOLDER / request.args["name"]).read_text()
```

## Use instead

```python
from flask import Flask, request, send_from_directory

app = Flask(__name__)
FOLDER = "/srv/files"


@app.get("/download")
def download():
    return send_from_directory(FOLDER, request.args["name"])
```

## Limits

`safe_join`, `send_from_directory`, `secure_filename`, the last part of a path (`Path(name).name`), a comparison with
`is_relative_to` after `resolve()` and a look-up in a list of names are understood. A path parameter that is a single
segment cannot hold a slash and is not reported.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PATH_TRAVERSAL


def judge(_flow: Flow) -> Verdict:
    """Every name that a stranger chooses counts; a single segment of a path holds no slash and does not come here."""
    return Verdict(why="nothing on the way keeps `..` or an absolute path out of the name")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.PATH, sources=REMOTE, judge=judge),
    message="{source} chooses the file that {sink} opens",
    remedy="look the name up in a list, or resolve the path and check `is_relative_to` the folder before opening it",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(PATH_TRAVERSAL,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",),
)
