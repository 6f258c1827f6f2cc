"""Request data names the fields of a query.

## Why is this bad?

A filter's keywords are a language: `password__startswith=a` or `owner__email__contains=x` asks for columns and related
tables that the endpoint never meant to show. Trying values one by one reads a password hash.

## Example

```python
from django.contrib.auth.models import User
from django.http import JsonResponse
from django.urls import path


def search(request):
    found = User.objects.filter(**request.GET.dict())
    return JsonResponse({"names": [user.username for user in found]})


urlpatterns = [path("search", search)]
```

## Use instead

```python
from django.contrib.auth.models import User
from django.http import JsonResponse
from django.urls import path


def search(request):
    found = User.objects.filter(username__icontains=request.GET.get("name", ""))
    return JsonResponse({"names": [user.username for user in found]})


urlpatterns = [path("search", search)]
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind, SourceKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MASS_ASSIGNMENT, NOSQL_INJECTION


def judge(flow: Flow) -> Verdict | None:
    """Names from outside ask for more than was meant; where no route is known, a path has no part that names a field."""
    if flow.sources <= {SourceKind.PATH} and not flow.entry:
        return None
    return Verdict(why="nothing on the way limits the names, and a name can ask for another column or a related table")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION,
    detects=FlowQuery(sink=SinkKind.ORM_KEYS, sources=REMOTE, judge=judge),
    message="{source} chooses the fields that {sink} asks for",
    remedy="name the fields in the code and take only their values from the request",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(NOSQL_INJECTION, MASS_ASSIGNMENT),
    since="0.1.0",
)
