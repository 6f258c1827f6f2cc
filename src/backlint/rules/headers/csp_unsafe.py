"""The content security policy lets any script run.

## Why is this bad?

A policy is there for the day on which somebody else's text becomes part of a page: only scripts from the places that it
names run then. One that allows scripts in the page itself, or from everywhere, stops none of them.

## Example

```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'; script-src 'self' 'unsafe-inline'"
    return response


@app.get("/")
def home():
    return "<p>hello</p>"
```

## Use instead

```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'; script-src 'self'"
    return response


@app.get("/")
def home():
    return "<p>hello</p>"
```

## Limits

Only policies that stand in the program as text are judged, by `script-src` or, without it, `default-src`. Where a nonce, a
hash or `'strict-dynamic'` is named too, browsers take no notice of `'unsafe-inline'`.
"""

import re
from collections.abc import Iterator

from backlint.concepts import Application, Setting
from backlint.rule import (
    ApplicationQuery,
    FactQuery,
    Item,
    Location,
    Precision,
    Severity,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import PROTECTION_MECHANISM

HEADER = "content-security-policy"
SETTINGS = frozenset({"content_security_policy", "CSP_SCRIPT_SRC"})
ANYWHERE = frozenset({"*", "http:", "https:", "data:", "http://*", "https://*"})
INLINE, EVAL = "'unsafe-inline'", "'unsafe-eval'"
NAMED = re.compile(r"'(?:nonce-|sha\d{3}-|strict-dynamic)", re.IGNORECASE)


def judge_header(application: Application) -> Iterator[Verdict]:
    """Judge a policy that is set by hand."""
    evidence = application.headers.get(HEADER)
    if evidence is None or not evidence.detail or not application.production:
        return
    verdict = judge_sources(find_sources(evidence.detail), Location(evidence.file, evidence.line))
    if verdict is not None:
        yield verdict


def judge_setting(setting: Setting) -> Verdict | None:
    """Judge a policy, or its sources of scripts, in an extension's options or settings."""
    if setting.name not in SETTINGS or not setting.production or not setting.value.known:
        return None
    texts = setting.value.texts
    if setting.name == "CSP_SCRIPT_SRC":
        return judge_sources(frozenset(texts))
    return judge_sources(find_sources(texts[0])) if len(texts) == 1 else None


def find_sources(policy: str) -> frozenset[str]:
    """Return from where a policy lets scripts come: `script-src`, else `default-src`."""
    parts = [part.lower().split() for part in policy.split(";")]
    directives = {words[0]: frozenset(words[1:]) for words in parts if words}
    return directives.get("script-src", directives.get("default-src", frozenset()))


def judge_sources(sources: frozenset[str], location: Location | None = None) -> Verdict | None:
    """Report sources that let any script in; evaluating text is less bad."""
    loose = sorted(sources & ANYWHERE)
    if INLINE in sources and not any(map(NAMED.match, sources)):
        loose.insert(0, INLINE)
    severity = Severity.MEDIUM if loose else Severity.LOW
    if EVAL in sources:
        loose.append(EVAL)
    if not loose:
        return None
    return Verdict(
        values=(("sources", ", ".join(loose)),),
        why="a script that somebody else gets into a page runs all the same",
        severity=severity,
        location=location,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=(ApplicationQuery(judge=judge_header), FactQuery(kind=Setting, judge=judge_setting)),
    message="the content security policy lets scripts come from {sources}",
    remedy="name the hosts that scripts come from, and give scripts in pages a nonce for each response",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(PROTECTION_MECHANISM,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html",),
)
