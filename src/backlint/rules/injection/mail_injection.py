r"""Request data becomes a header or recipient of a mail.

## Why is this bad?

A line break adds a header such as `Bcc:`, and a recipient from the request makes your server send mail to anybody: it
ends on the lists of spammers.

## Example

```python
import smtplib

from flask import Flask, request

app = Flask(__name__)


@app.post("/contact")
def contact():
    text = f"Subject: {request.form['subject']}\r\n\r\nA visitor wrote to you."
    smtplib.SMTP("localhost").sendmail("site@example.com", ["team@example.com"], text)
    return {"sent": True}
```

## Use instead

```python
import smtplib
from email.message import EmailMessage

from flask import Flask, request

app = Flask(__name__)


@app.post("/contact")
def contact():
    message = EmailMessage()
    message["Subject"] = "A visitor wrote to you"
    message.set_content(request.form["text"])
    smtplib.SMTP("localhost").send_message(message, "site@example.com", ["team@example.com"])
    return {"sent": True}
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MAIL_INJECTION


def judge(_flow: Flow) -> Verdict:
    """A line break makes another header."""
    return Verdict(why="line breaks are not refused on the way, and nothing limits who gets the mail")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.MAIL, sources=REMOTE, judge=judge),
    message="{source} becomes part of the mail that {sink} sends",
    remedy="build the mail with `EmailMessage`, which refuses line breaks, and take recipients from your own records",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(MAIL_INJECTION,),
    since="0.1.0",
)
