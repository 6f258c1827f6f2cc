"""An uploaded file is stored whatever it is.

## Why is this bad?

A page, a script or an archive that unpacks to terabytes is stored beside the pictures that were expected, and served
from your own name.

## Example

```python
from pathlib import Path
from uuid import uuid4

from flask import Flask, request

app = Flask(__name__)
FOLDER = Path("/srv/uploads")


@app.post("/avatar")
def upload():
    picture = request.files["picture"]
    picture.save(FOLDER / uuid4().hex)
    return {"ok": True}
```

## Use instead

```python
from pathlib import Path
from uuid import uuid4

from flask import Flask, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
FOLDER = Path("/srv/uploads")
SUFFIXES = {".jpg", ".png"}


@app.post("/avatar")
def upload():
    picture = request.files["picture"]
    suffix = Path(picture.filename).suffix.lower()
    if suffix not in SUFFIXES:
        abort(415)
    picture.save(FOLDER / (uuid4().hex + suffix))
    return {"ok": True}
```

## Limits

A test of the content type or suffix is trusted as it stands; what is inside the file is not known.
"""

from backlint.concepts import Application, Endpoint, State
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import FILE_UPLOAD


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report files that are used without a test of their name or type."""
    files = tuple(p for p in endpoint.parameters if p.where == "file" and p.used and p.validated is State.NO)
    if not files or not application.production:
        return None
    own = (p.location for p in files if p.location.path == endpoint.location.path)
    return Verdict(
        location=min((place for place in own if place.line >= endpoint.location.line), default=None),
        values=(("names", ", ".join(dict.fromkeys(p.name for p in files if p.name)) or "a file"),),
        why="neither its name nor its type is compared with what is allowed",
        related=tuple(Step(p.location, f"{p.name or 'the file'} is taken here") for p in files),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} takes the upload {names} whatever it is",
    remedy="compare suffix and content type with a short list, make the stored name yourself, and limit the size",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(FILE_UPLOAD,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",),
)
