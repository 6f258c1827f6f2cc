"""A login goes into the session that was there before it.

## Why is this bad?

Whoever plants the key of a session of their own in somebody's browser (by a link, a neighbouring host, a shared computer) is
logged in together with them: the server keeps what it knows of the user under a key that the attacker knows.

## Example

```python
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import path


def login(request):
    user = User.objects.filter(username=request.POST["name"]).first()
    if user is None or not check_password(request.POST["password"], user.password):
        return HttpResponseForbidden()
    request.session["user_id"] = user.pk
    return HttpResponse("welcome")


urlpatterns = [path("login/", login)]
```

## Use instead

```python
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import path


def login(request):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return HttpResponseForbidden()
    begin_session(request, user)
    return HttpResponse("welcome")


urlpatterns = [path("login/", login)]
```

`request.session.cycle_key()` before the entry is set does as well.

## Limits

Django's sessions that the server keeps. Sessions in signed cookies have no key that somebody could plant: ignore the finding
there. Flask's and Starlette's own sessions are such cookies and are not looked at.
"""

from backlint.concepts import Application, Deed, Endpoint, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SESSION_FIXATION


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report a login that says who the user is in a session whose key stays."""
    if not application.production or Deed.KEEPS_SESSION not in endpoint.deeds or Trait.LOGIN not in endpoint.traits:
        return None
    return Verdict(why="the session says who the user is from now on, and its key is the one from before")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} logs in without a new session key",
    remedy="call `django.contrib.auth.login`, or `request.session.cycle_key()` before the entry is set",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(SESSION_FIXATION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",),
)
