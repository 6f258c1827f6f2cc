"""What stands before a Django view by its decorators and mixins: guards, limits, methods, exemptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, RateLimit
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    ListObject,
    Produced,
    Tuple,
    Union,
    string_of,
)
from backlint.frameworks.assembly.django_classes import library_classes, method_of_class, stands_before_view
from backlint.frameworks.assembly.django_requests import SOMEBODY, STRANGER, Requests
from backlint.frameworks.assembly.django_settings import Settings
from backlint.frameworks.assembly.rates import limit, says_limit
from backlint.frameworks.assembly.registration import decorator_call, evidence, strings
from backlint.frameworks.routes import Cover

_LOGIN = (ProtectionKind.AUTHENTICATION,)
_ROLE = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
_GIVES: dict[str, tuple[ProtectionKind, ...]] = {
    "django.contrib.auth.decorators.login_required": _LOGIN,
    "django.contrib.auth.decorators.permission_required": _ROLE,
    "django.contrib.admin.views.decorators.staff_member_required": _ROLE,
    "django_otp.decorators.otp_required": _LOGIN,
    "two_factor.views.utils.otp_required": _LOGIN,
    "allauth.account.decorators.verified_email_required": _LOGIN,
    "allauth.decorators.rate_limit": (ProtectionKind.RATE_LIMIT,),
    "guardian.decorators.permission_required": _ROLE,
    "guardian.decorators.permission_required_or_403": _ROLE,
    "guardian.decorators.permission_required_or_404": _ROLE,
    "rules.contrib.views.permission_required": _ROLE,
    "axes.decorators.axes_dispatch": (ProtectionKind.RATE_LIMIT,),
    "axes.decorators.axes_form_invalid": (ProtectionKind.RATE_LIMIT,),
    "defender.decorators.watch_login": (ProtectionKind.RATE_LIMIT,),
    "django.views.decorators.csrf.csrf_protect": (ProtectionKind.CSRF,),
    "django.views.decorators.csrf.requires_csrf_token": (),
}
_MIXINS = {
    "django.contrib.auth.mixins.LoginRequiredMixin": _LOGIN,
    "django.contrib.auth.mixins.PermissionRequiredMixin": _ROLE,
    "guardian.mixins.PermissionRequiredMixin": _ROLE,
    "guardian.mixins.LoginRequiredMixin": _LOGIN,
    "rules.contrib.views.PermissionRequiredMixin": _ROLE,
    "braces.views.LoginRequiredMixin": _LOGIN,
    "braces.views.StaffuserRequiredMixin": _ROLE,
    "braces.views.SuperuserRequiredMixin": _ROLE,
    "braces.views.PermissionRequiredMixin": _ROLE,
    "braces.views.GroupRequiredMixin": _ROLE,
    "django_otp.views.OTPRequiredMixin": _LOGIN,
}
_USER_TEST = "django.contrib.auth.mixins.UserPassesTestMixin"
_PERMISSION = "django.contrib.auth.mixins.PermissionRequiredMixin"
_VERBS = {
    "django.views.decorators.http.require_GET": ("GET",),
    "django.views.decorators.http.require_POST": ("POST",),
    "django.views.decorators.http.require_safe": ("GET",),
}
_A_VIEW = External("django.views.generic.View.dispatch")
"""What a decorator is tried on."""
_MOST_DECORATORS = 8
_RATELIMIT = ("django_ratelimit.decorators.ratelimit",)


class Standing(msgspec.Struct):
    """What the decorators of one view come to, collected one by one. `functions` are decorators of the project's own
    that Django applies to a method for it; `options` what REST framework's decorators set, by the attribute's name.
    """

    covers: list[Cover] = []
    limits: list[tuple[RateLimit, tuple[str, ...]]] = []
    exempt: list[tuple[ProtectionKind, Evidence]] = []
    methods: tuple[str, ...] | None = None
    open: bool = False
    functions: list[AnyValue] = []
    options: dict[str, AnyValue] = {}
    api: tuple[str, ...] | None = None


class Guards:
    """Reads what stands before views, for one application."""

    def __init__(self, settings: Settings, requests: Requests) -> None:
        self.program = settings.program
        self.settings = settings
        self.requests = requests

    def standing(self, events: Iterable[CallEvent], verb: str = "") -> Standing:
        """Return what the calls mean that a view went through, innermost first; of class decorators those for a verb."""
        found = Standing()
        for event in events:
            made = decorator_call(event)
            self._take(found, made.callee.removesuffix("()"), made, verb)
        return found

    def _take(self, found: Standing, name: str, made: CallEvent | None, verb: str) -> None:
        """Take one decorator: its name, and the call that made it where it was given arguments."""
        site = made.site if made is not None else None
        arguments = made.arguments if made is not None else Arguments()
        shown = evidence(self.program, name.rpartition(".")[2], site)
        if _GIVES.get(name):
            found.covers.append(Cover(evidence=shown, gives=_GIVES[name]))
        elif name in _VERBS:
            found.methods = _restrict(found.methods, _VERBS[name])
        elif name == "django.views.decorators.http.require_http_methods":
            verbs, _ = strings(self.program, arguments.get(0, "request_method_list"))
            found.methods = _restrict(found.methods, tuple(one.upper() for one in verbs))
        elif name == "django.contrib.auth.decorators.user_passes_test":
            found.covers.append(self.user_test(arguments.get(0, "test_func"), shown, site))
        elif name == "django.contrib.auth.decorators.login_not_required":
            found.open = True
        elif name == "django.views.decorators.csrf.csrf_exempt":
            found.exempt.append((ProtectionKind.CSRF, shown))
        elif name in _RATELIMIT:
            self._ratelimit(found, arguments, shown)
        elif name == "django.utils.decorators.method_decorator":
            target = string_of(arguments.get(1, "name")) or ""
            if not verb or not target or target in {"dispatch", "as_view", verb}:
                self._each(found, arguments.get(0, "decorator"), verb)
        elif name == "rest_framework.decorators.api_view":
            verbs, _ = strings(self.program, arguments.get(0, "http_method_names"))
            found.api = tuple(one.upper() for one in verbs) or ("GET",)
        elif name.startswith("rest_framework.decorators.") and arguments.positional:
            found.options[name.rpartition(".")[2]] = arguments.positional[0]
        elif says_limit(name):
            self._ratelimit(found, arguments, shown)

    def _each(self, found: Standing, decorator: AnyValue | None, verb: str) -> None:
        """Take what `method_decorator` was given: one decorator or several."""
        if isinstance(decorator, (ListObject, Tuple)):
            for item in self.program.items(decorator)[0]:
                self._each(found, item, verb)
        elif isinstance(decorator, Union):
            for member in decorator.members:
                self._each(found, member, verb)
        elif isinstance(decorator, External):
            self._take(found, decorator.name, None, verb)
        elif isinstance(decorator, Produced):
            self._take(found, decorator.call.callee, decorator.call, verb)
        elif isinstance(decorator, (FunctionObject, Bound)):
            made = self.program.run(decorator, Arguments((_A_VIEW,))).value
            if isinstance(made, Produced):
                self._made(found, made, verb)
            else:
                found.functions.append(decorator)

    def _made(self, found: Standing, made: AnyValue | None, verb: str) -> None:
        """Take the library's decorators through which one of the project's own sends a view: `return login_required(view)`."""
        for _ in range(_MOST_DECORATORS):
            if not isinstance(made, Produced):
                return
            event = decorator_call(made.call)
            self._take(found, event.callee.removesuffix("()"), event, verb)
            made = made.call.arguments.get(0, "function")

    def user_test(self, test: AnyValue | None, shown: Evidence, site: Site | None) -> Cover:
        """Return the cover of a predicate about users."""
        place = site or Site("", 0)
        return Cover(
            evidence=shown,
            function=test,
            asks=True,
            arguments=Arguments((self.requests.user(SOMEBODY, place),)),
            stranger=Arguments((self.requests.user(STRANGER, place),)),
        )

    def _ratelimit(self, found: Standing, arguments: Arguments, shown: Evidence) -> None:
        block = self.settings.resolved(arguments.keyword("block"))
        if isinstance(block, Constant) and block.value is False:
            return
        rate = self.settings.resolved(arguments.get(2, "rate"))
        given = self.settings.resolved(arguments.get(3, "method"))
        methods, _ = strings(self.program, None if isinstance(given, Constant) and given.value is True else given)
        found.limits.append((limit(string_of(rate), shown), tuple(one.upper() for one in methods)))

    def mixins(self, cls: ClassObject, somebody: AnyValue, stranger: AnyValue) -> Iterator[Cover]:
        """Yield what the mixins of a class view guard; the two are instances with a request of each."""
        for name, gives in _MIXINS.items():
            if name not in library_classes(self.program, cls) or not stands_before_view(self.program, cls, name):
                continue
            own = method_of_class(cls, "has_permission") if name == _PERMISSION else None
            shown = evidence(self.program, name.rpartition(".")[2], cls.site)
            if own is not None:
                yield _asking(own, shown, somebody, stranger)
            else:
                yield Cover(evidence=shown, gives=gives)
        if _USER_TEST in library_classes(self.program, cls) and stands_before_view(self.program, cls, _USER_TEST):
            test = method_of_class(cls, "test_func")
            if test is not None:
                yield _asking(test, evidence(self.program, "test_func", test.site), somebody, stranger)


def _asking(method: FunctionObject, shown: Evidence, somebody: AnyValue, stranger: AnyValue) -> Cover:
    # The receiver stands in for an argument: covers of the same function and arguments are run once.
    return Cover(
        evidence=shown,
        function=method,
        asks=True,
        arguments=Arguments((somebody,)),
        stranger=Arguments((stranger,)),
    )


def applies(limits: Iterable[tuple[RateLimit, tuple[str, ...]]], methods: Iterable[str]) -> tuple[RateLimit, ...]:
    """Return the limits that hold for any of some HTTP methods."""
    wanted = set(methods)
    return tuple(one for one, verbs in limits if not verbs or "ALL" in verbs or wanted.intersection(verbs))


def _restrict(held: tuple[str, ...] | None, verbs: tuple[str, ...]) -> tuple[str, ...]:
    return verbs if held is None else tuple(verb for verb in held if verb in verbs)
