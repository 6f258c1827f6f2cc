"""Text that somebody has stored is printed into a page as it is.

## Why is this bad?

Whoever could write the text, in a comment, a profile or the name of a file, runs JavaScript in the browser of everybody
who opens the page: no link has to be followed.

## Example

```python
import sqlite3

from flask import Flask, render_template_string, request

app = Flask(__name__)
database = sqlite3.connect("notes.sqlite")
database.row_factory = sqlite3.Row
PAGE = "{% for note in notes %}<p>{{ note.text|safe }}</p>{% endfor %}"


@app.post("/notes")
def leave():
    database.execute("INSERT INTO notes (text) VALUES (?)", (request.form["text"],))
    return "thanks"


@app.get("/notes")
def notes():
    return render_template_string(PAGE, notes=database.execute("SELECT text FROM notes").fetchall())
```

## Use instead

```python
import sqlite3

from flask import Flask, render_template_string, request

app = Flask(__name__)
database = sqlite3.connect("notes.sqlite")
database.row_factory = sqlite3.Row
PAGE = "{% for note in notes %}<p>{{ note.text }}</p>{% endfor %}"


@app.post("/notes")
def leave():
    database.execute("INSERT INTO notes (text) VALUES (?)", (request.form["text"],))
    return "thanks"


@app.get("/notes")
def notes():
    return render_template_string(PAGE, notes=database.execute("SELECT text FROM notes").fetchall())
```

Where the text has to be HTML, clean it (`nh3.clean`) before it is stored or printed.

## Limits

A template for a mail weighs less, since no program that shows mails runs scripts, and one for plain text is believed less; both
are told by their names. Followed are the columns of models that the program fills with data from outside, and the rows of database connections, to
where a template prints them as they are (`|safe`, `{% autoescape off %}`), or where code puts them into HTML of its own.
"""

from backlint.concepts import (
    STORED,
    TEMPLATE_PRINTS,
    Flow,
    SinkKind,
    is_escaped_by_setup,
    is_mail_template,
    is_plain_template,
)
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CROSS_SITE_SCRIPTING

_WHERE = {
    "raw": "the template prints it without escaping it, and nothing has cleaned it",
    "html": "it is declared to be HTML, so that the template does not escape it, and nothing has cleaned it",
}

_BY_HAND = "the value stands inside of the markup and is not escaped on the way; the answer's type is HTML"


def judge(flow: Flow) -> Verdict | None:
    """Report stored text that a template prints without escaping it, or that code puts into markup of its own.

    What is stored as a whole page is meant to be one.
    """
    if not flow.callee.startswith(TEMPLATE_PRINTS):
        return Verdict(why=_BY_HAND) if flow.built else None
    why = _WHERE.get(flow.callee.removeprefix(TEMPLATE_PRINTS))
    if why is None:
        return None
    path = flow.location.path
    severity = Severity.MEDIUM if flow.callee.endswith(".raw") and is_escaped_by_setup(path) else None
    return Verdict(
        why=why,
        values=(("sink", path.rpartition("/")[2]),),
        severity=Severity.LOW if is_mail_template(path) else severity,
        precision=Precision.LOW if is_plain_template(path) else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.XSS,
    detects=FlowQuery(sink=SinkKind.HTML, sources=STORED, judge=judge),
    message="{source} becomes part of the HTML that {sink} sends",
    remedy="let the template escape it, or clean the HTML (nh3) before it gets here",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(CROSS_SITE_SCRIPTING,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",),
)
