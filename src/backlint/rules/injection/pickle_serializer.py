"""Sessions or task messages are deserialised by pickle.

## Why is this bad?

Whoever can write a session or a message runs code in the server: pickle builds any object that the data asks for. Of a
signed cookie that is whoever learns the key, of a broker or a cache whoever reaches it.

## Example

```python
from celery import Celery

app = Celery("shop", broker="redis://queue:6379/0")
app.conf.update(accept_content=["pickle"], task_serializer="pickle")
```

## Use instead

```python
from celery import Celery

app = Celery("shop", broker="redis://queue:6379/0")
app.conf.update(accept_content=["json"], task_serializer="json")
```

## Limits

Read are Django's `SESSION_SERIALIZER` and Celery's options, in Django's settings too. What a cache keeps is not judged.
"""

from backlint.concepts import Setting
from backlint.rule import AnyRepair, FactQuery, Item, Precision, SetArguments, SetValue, Severity, Verdict, declare_rule
from backlint.weaknesses import DESERIALIZATION

_SERIALIZERS = frozenset(
    {
        "pickle",
        "application/x-python-serialize",
        "django.contrib.sessions.serializers.pickleserializer",
        "django.core.signing.pickleserializer",
    }
)
"""Django 4.0's serializers (removed in 5.0) and kombu's two names of pickle (kombu 5.5, `serialization`)."""
_NAMES = frozenset("accept_content result_accept_content task_serializer result_serializer".split())
_SETTINGS = {"SESSION_SERIALIZER"} | {f"CELERY_{name.upper()}" for name in _NAMES}


def judge(setting: Setting) -> Verdict | None:
    """Report a setting that names pickle, alone or among others."""
    if not setting.production or setting.name not in _NAMES | _SETTINGS:
        return None
    named = next((text for text in setting.value.texts if text.lower() in _SERIALIZERS), None)
    if named is None:
        return None
    return Verdict(
        values=(("name", setting.name), ("value", named)),
        why="pickle can call any function as it loads",
        repairs=repairs_for(setting.name),
    )


def repairs_for(name: str) -> tuple[AnyRepair, ...]:
    """Return what says JSON instead, in a setting or in a call. Sessions and messages of before are read no more."""
    if name == "SESSION_SERIALIZER":
        better = '"django.contrib.sessions.serializers.JSONSerializer"'
        return (SetValue(title="keep sessions as JSON", value=better),)
    title = "send JSON"
    return (SetArguments(title=title, arguments=((name, '"json"'),), add=False), SetValue(title=title, value='"json"'))


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FactQuery(kind=Setting, judge=judge),
    message="{name} lets {value} build objects from stored data",
    remedy="use JSON: `django.contrib.sessions.serializers.JSONSerializer`, Celery's `json`",
    # Who writes to the queue or knows the key that signs the sessions has got in somewhere else before.
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(DESERIALIZATION,),
    since="0.1.0",
    references=("https://docs.celeryq.dev/en/stable/userguide/security.html#serializers",),
    found_fixes=(("keep sessions, or send messages, as JSON", False),),
)
