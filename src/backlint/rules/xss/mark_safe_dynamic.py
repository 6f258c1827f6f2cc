"""Changing text is declared to be safe HTML.

## Why is this bad?

`Markup` and `mark_safe` switch escaping off for one value. Where parts of the text come from a database or a request,
the promise is made for text that nobody has seen.

## Example

```python
from markupsafe import Markup


def badge(name: str) -> Markup:
    return Markup(f"<b class='badge'>{name}</b>")
```

## Use instead

```python
from markupsafe import Markup


def badge(name: str) -> Markup:
    return Markup("<b class='badge'>{}</b>").format(name)
```

## Limits

Constants, text whose parts are all escaped, and the result of a sanitizer are not reported. Text that cannot be
followed is reported for review only. ruff's S308 and S704 are not adopted: they know neither escaping nor sanitizers.
"""

from backlint.concepts import RawMarkup, State
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CROSS_SITE_SCRIPTING


def judge(fact: RawMarkup) -> Verdict | None:
    """Report markup that is neither constant nor escaped; for review where either is not known."""
    if not fact.production or State.YES in (fact.constant, fact.escaped):
        return None
    unsure = State.UNKNOWN in (fact.constant, fact.escaped)
    return Verdict(
        why="where its parts come from was not resolved" if unsure else "parts of the text are put in without escaping",
        precision=Precision.LOW if unsure else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.XSS,
    detects=FactQuery(kind=RawMarkup, judge=judge),
    message="{callee} declares text safe that is put together from values",
    remedy='keep the markup constant and pass values as arguments: `Markup("<b>{}</b>").format(name)`, `format_html`',
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(CROSS_SITE_SCRIPTING,),
    since="0.1.0",
)
