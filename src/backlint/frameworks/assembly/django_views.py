"""Django's views as routes: functions, class views and what wraps them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from backlint.concepts import Parameter, ProtectionKind, SourceKind, Trait
from backlint.execution.program import Run
from backlint.execution.taint import Origin
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    Member,
    Partial,
    Produced,
    Tuple,
    string_of,
)
from backlint.findings import Location
from backlint.frameworks.assembly import ninja
from backlint.frameworks.assembly.django_classes import answered_alike, answered_verbs, library_classes, method_of_class
from backlint.frameworks.assembly.django_guards import Guards, Standing, applies
from backlint.frameworks.assembly.django_included import Included
from backlint.frameworks.assembly.django_middleware import MiddlewareReader
from backlint.frameworks.assembly.django_requests import ANYBODY, PLAIN, REST, SOMEBODY, STRANGER, Requests
from backlint.frameworks.assembly.django_resolving import resolving
from backlint.frameworks.assembly.django_settings import Settings
from backlint.frameworks.assembly.django_signals import LOGIN_SIGNALS, receivers
from backlint.frameworks.assembly.django_urls import Pattern
from backlint.frameworks.assembly.django_ways_in import ways_in
from backlint.frameworks.assembly.django_wrapping import (
    KNOWN,
    class_of,
    dotted,
    mapped_actions,
    short,
    unwrap,
    view_name,
)
from backlint.frameworks.assembly.ninja import Operation
from backlint.frameworks.assembly.paths import declared
from backlint.frameworks.assembly.registration import decorations, evidence, place_of, written
from backlint.frameworks.assembly.rest_framework_lists import listed_by, made_by
from backlint.frameworks.assembly.rest_framework_policies import ActionCall, Policies
from backlint.frameworks.assembly.rest_framework_views import (
    OPEN,
    actions_of,
    body_of,
    handler_of,
    hooks_before,
    is_api_view,
    ready_made,
)
from backlint.frameworks.routes import Cover, Route

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_METHOD = f"{PLAIN}().method"
_NOT_ALLOWED = 405
_PAGE = ("GET",)
_FORM = ("GET", "POST")
_AUTH_VIEWS = "django.contrib.auth.views."
_SIGNED_IN = frozenset({f"{_AUTH_VIEWS}PasswordChangeView", f"{_AUTH_VIEWS}PasswordChangeDoneView"})
"""Views of Django's that ask for a login themselves."""


class ViewReader:
    """Makes the routes of one application out of its patterns."""

    def __init__(self, settings: Settings, middleware: MiddlewareReader) -> None:
        self.program = settings.program
        self.settings = settings
        self.requests = Requests(settings.program, settings)
        self.guards = Guards(settings, self.requests)
        self.policies = Policies(settings)
        self.middleware = middleware
        self.resolving = resolving(settings.program)
        self.known = settings.known()

    def routes(self, pattern: Pattern) -> Iterator[Route]:
        """Yield the routes of one pattern: one for each method, or group of methods, that is answered differently."""
        if pattern.admin:
            yield self._admin(pattern)
            return
        if pattern.included is not None:
            yield self._included(pattern, pattern.included)
            return
        if pattern.operation is not None:
            yield self._operation(pattern, pattern.operation)
            return
        view, wrappers, made = unwrap(pattern.view)
        view = ready_made(view)
        if made is not None:
            cls = class_of(made)
            outer = view if isinstance(view, FunctionObject) else None
            if is_api_view(self.program, cls):
                yield from self._rest_class(pattern, cls, made, wrappers, outer)
            else:
                yield from self._class(pattern, cls, made, wrappers, outer)
        elif isinstance(view, (ClassObject, External)) and (pattern.actions or is_api_view(self.program, view)):
            yield from self._rest_class(pattern, view, None, wrappers, None)
        else:
            yield from self._function(pattern, view, wrappers)

    # --- functions

    def _function(self, pattern: Pattern, view: AnyValue, wrappers: tuple[CallEvent, ...]) -> Iterator[Route]:
        standing = self.guards.standing((*decorations(view), *wrappers))
        if standing.api is not None:
            yield from self._rest_function(pattern, view, standing)
            return
        handler = self._handler(view)
        verbs = standing.methods
        for methods, request in self._groups(pattern, lambda _: handler, verbs):
            yield self._route(
                pattern,
                methods,
                request,
                standing,
                handler=handler,
                arguments=Arguments((request,), self._keywords(pattern)),
                stranger=self._stranger(pattern, handler, request),
                name=view_name(self.program, written(view)),
                location=place_of(self.program, written(view), pattern.site),
            )

    def _stranger(
        self, pattern: Pattern, handler: AnyValue | None, request: AnyValue
    ) -> tuple[AnyValue, Arguments] | None:
        """Return what answers, with the request of somebody who has not signed in."""
        if handler is None:
            return None
        method = string_of(request.fields.get("method")) if isinstance(request, Produced) else None
        unknown = self._request(PLAIN, pattern, (method,) if method else (), STRANGER)
        return handler, Arguments((unknown,), self._keywords(pattern))

    def _handler(self, view: AnyValue) -> AnyValue | None:
        """Return what is called for a view; None for one of which nothing is known."""
        if isinstance(view, (FunctionObject, Bound, Partial)):
            return view
        if isinstance(view, InstanceObject):
            call = method_of_class(view.cls, "__call__")
            return Bound(call, view) if call is not None else Member(view, "__call__")
        if isinstance(view, External) and view.name.startswith(KNOWN):
            return view
        return None

    def _groups(
        self, pattern: Pattern, answers: Callable[[AnyValue], AnyValue | None], wanted: tuple[str, ...] | None
    ) -> Iterator[tuple[tuple[str, ...], AnyValue]]:
        """Yield the methods that are answered in the same way, with a request of one of them; `answers` gives what answers
        a request.

        A function that restricts nothing answers any method. What it does is tried with each; the methods that it
        tells apart are routes of their own, all others are shown as GET, and as POST too where it reads a body.
        """
        if (wanted is not None and len(wanted) == 1) or answers(self._request(PLAIN, pattern, ())) is None:
            for methods in [wanted or _PAGE]:
                yield methods, self._request(PLAIN, pattern, methods)
            return
        groups: dict[object, tuple[list[str], AnyValue, Run]] = {}
        verbs = wanted or _VERBS
        for number, verb in enumerate(verbs):
            request = self._request(PLAIN, pattern, (verb,))
            handler = answers(request)
            if handler is None:
                continue
            run = self.program.run(handler, Arguments((request,), self._keywords(pattern)), self.known)
            # What has not asked for the method does the same for the others.
            alike = () if _METHOD in run.asked or not run.complete else verbs[number + 1 :]
            if not run.exits or any(exit_.status != _NOT_ALLOWED for exit_ in run.exits):
                groups.setdefault(_signature(run), ([], request, run))[0].extend((verb, *alike))
            if alike:
                break
        for found, request, run in groups.values():
            if wanted is not None:
                yield tuple(found), request
            elif "GET" in found:
                both = "POST" in found and _reads_body(run)
                yield (_FORM if both else _PAGE), request
            else:
                yield (("POST",) if "POST" in found else tuple(found)), request

    # --- class views

    def _dispatched(
        self, pattern: Pattern, cls: AnyValue, wrappers: tuple[CallEvent, ...], given: Mapping[str, AnyValue]
    ) -> Iterator[Route]:
        """Yield the routes of a class that answers every method by its own `dispatch`."""
        dispatch = method_of_class(cls, "dispatch")
        if dispatch is None:
            return
        keywords = self._keywords(pattern)

        def answers(request: AnyValue) -> AnyValue:
            return Bound(dispatch, self.requests.view(cls, request, keywords, given.items()))

        standing = self._class_standing(cls, (dispatch,), wrappers, "dispatch")
        for methods, request in self._groups(pattern, answers, standing.methods):
            one = Standing(list(standing.covers), standing.limits, list(standing.exempt))
            if isinstance(cls, ClassObject):
                somebody = self._instance(pattern, cls, methods[0], SOMEBODY, given)
                stranger = self._instance(pattern, cls, methods[0], STRANGER, given)
                one.covers.extend(self.guards.mixins(cls, somebody[0], stranger[0]))
            yield self._route(
                pattern,
                methods,
                request,
                one,
                handler=answers(request),
                arguments=Arguments((request,), keywords),
                name=f"{view_name(self.program, cls)}.dispatch",
                location=place_of(self.program, dispatch, pattern.site),
            )

    def _class(
        self,
        pattern: Pattern,
        cls: AnyValue,
        made: CallEvent,
        wrappers: tuple[CallEvent, ...],
        outer: FunctionObject | None,
    ) -> Iterator[Route]:
        given = dict(made.arguments.keywords)
        verbs = answered_verbs(self.program, cls, given)
        if not verbs:
            yield from self._dispatched(pattern, cls, wrappers, given)
        for group in answered_alike(self.program, cls, verbs):
            verb = group[0]
            method = method_of_class(cls, verb.lower())
            dispatch = method_of_class(cls, "dispatch")
            standing = self._class_standing(cls, (method, dispatch), wrappers, verb)
            if standing.methods is not None and verb not in standing.methods:
                continue
            request = self._request(PLAIN, pattern, group)
            keywords = self._keywords(pattern)
            instance = self.requests.view(cls, request, keywords, given.items())
            somebody = self._instance(pattern, cls, verb, SOMEBODY, given)
            stranger = self._instance(pattern, cls, verb, STRANGER, given)
            covers: list[Cover] = []
            if isinstance(cls, ClassObject):
                covers.extend(self.guards.mixins(cls, somebody[0], stranger[0]))
            if any(name in _SIGNED_IN for name in library_classes(self.program, cls)):
                shown = evidence(self.program, short(cls), pattern.site)
                covers.append(Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,)))
            function = self._answers(cls, instance, method, dispatch, verb)
            handler, known = self._outside(function, standing, outer, made)
            standing.covers.extend(covers)
            unknown = self._answers(cls, stranger[0], method, dispatch, verb)
            yield self._route(
                pattern,
                group,
                request,
                standing,
                handler=handler,
                arguments=Arguments((request,), keywords),
                stranger=(unknown, Arguments((stranger[1],), keywords))
                if outer is None and unknown is not None
                else None,
                name=f"{view_name(self.program, cls)}.{verb.lower()}"
                if method is not None
                else view_name(self.program, cls),
                location=place_of(self.program, written(method) if method is not None else cls, pattern.site),
                known=known,
                view=method if dispatch is not None else None,
                traits=ways_in(self.program, cls, verb),
            )

    def _class_standing(
        self, cls: AnyValue, methods: Iterable[FunctionObject | None], wrappers: tuple[CallEvent, ...], verb: str
    ) -> Standing:
        events = [event for method in methods if method is not None for event in decorations(method)]
        for one in cls.ancestors() if isinstance(cls, ClassObject) else ():
            if isinstance(one, ClassObject):
                events.extend(one.decorations)
        return self.guards.standing((*events, *wrappers), verb.lower())

    def _answers(
        self,
        cls: AnyValue,
        instance: AnyValue,
        method: FunctionObject | None,
        dispatch: FunctionObject | None,
        verb: str,
    ) -> AnyValue | None:
        if dispatch is not None:
            return Bound(dispatch, instance)
        if method is not None:
            return Bound(method, instance)
        if any(name.startswith(KNOWN) for name in library_classes(self.program, cls)):
            return (
                Member(instance, verb.lower())
                if isinstance(cls, ClassObject)
                else External(f"{dotted(cls)}.{verb.lower()}")
            )
        return None

    def _outside(
        self, function: AnyValue | None, standing: Standing, outer: FunctionObject | None, made: CallEvent | None
    ) -> tuple[AnyValue | None, Mapping[str, AnyValue]]:
        """Put the project's own decorators around what answers; what `as_view()` gave stands for it inside of them."""
        for decorator in standing.functions:
            if function is not None:
                wrapped = self.program.run(decorator, Arguments((function,))).value
                function = wrapped if isinstance(wrapped, (FunctionObject, Bound, Partial)) else function
        if outer is None or made is None or function is None or not isinstance(made.result, Produced):
            return function, {}
        return outer, {f"{made.callee}()@{made.result.born}": function}

    # --- Django REST framework

    def _rest_class(
        self,
        pattern: Pattern,
        cls: AnyValue,
        made: CallEvent | None,
        wrappers: tuple[CallEvent, ...],
        outer: FunctionObject | None,
    ) -> Iterator[Route]:
        given = dict(pattern.given)
        mapped = pattern.actions
        if made is not None:
            given.update(made.arguments.keywords)
            mapped = mapped or mapped_actions(made)
        for verb, action in actions_of(self.program, cls, mapped, given):
            method = method_of_class(cls, action)
            dispatch = method_of_class(cls, "dispatch")
            standing = self._class_standing(cls, (method, dispatch), wrappers, verb)
            request = self._request(REST, pattern, (verb,))
            keywords = self._keywords(pattern)
            fields = {**given, "action": Constant(action, "str")}
            instance = self.requests.view(cls, request, keywords, fields.items())
            function = handler_of(self.program, cls, action, instance)
            if dispatch is not None and function is not None:
                function = Bound(dispatch, instance)
            handler, known = self._outside(function, standing, outer, made)
            for hook, arguments in hooks_before(cls, instance, request, keywords):
                shown = evidence(self.program, hook.facts.name, hook.site)
                standing.covers.append(Cover(evidence=shown, function=hook, arguments=arguments))
            self._policies(pattern, cls, verb, fields, standing)
            route = self._route(
                pattern,
                (verb,),
                request,
                standing,
                handler=handler if handler is not None else _library_handler(cls, action),
                arguments=Arguments((request,), keywords),
                name=f"{view_name(self.program, cls)}.{action}"
                if isinstance(cls, ClassObject)
                else view_name(self.program, cls),
                location=place_of(self.program, written(method) if method is not None else cls, pattern.site),
                known=known,
                parameters=body_of(self.program, cls, action),
                rest=True,
                view=method if dispatch is not None else None,
                traits=ways_in(self.program, cls, verb),
            )
            lists, makes = listed_by(self.settings, cls, action), made_by(self.settings, cls, action)
            yield msgspec.structs.replace(route, lists=lists, makes=makes)

    def _rest_function(self, pattern: Pattern, view: AnyValue, standing: Standing) -> Iterator[Route]:
        handler = self._handler(view)
        cls = External("rest_framework.views.APIView")
        for verb in standing.api or _PAGE:
            one = Standing(list(standing.covers), standing.limits, list(standing.exempt))
            self._policies(pattern, cls, verb, dict(standing.options), one)
            request = self._request(REST, pattern, (verb,))
            yield self._route(
                pattern,
                (verb,),
                request,
                one,
                handler=handler,
                arguments=Arguments((request,), self._keywords(pattern)),
                name=view_name(self.program, view),
                location=place_of(self.program, view, pattern.site),
                rest=True,
            )

    def _policies(
        self, pattern: Pattern, cls: AnyValue, verb: str, given: dict[str, AnyValue], standing: Standing
    ) -> None:
        """Add the policies of REST framework that are in force for an action."""
        own = isinstance(cls, ClassObject) and (
            cls.lookup("permission_classes") is not None or method_of_class(cls, "get_permissions") is not None
        )
        if not own and any(name in OPEN for name in library_classes(self.program, cls)):
            given = {"permission_classes": Tuple(()), **given}
        call = ActionCall(
            cls=cls,
            method=verb,
            somebody=self._instance(pattern, cls, verb, SOMEBODY, given, REST),
            stranger=self._instance(pattern, cls, verb, STRANGER, given, REST),
            given=given,
            site=pattern.site,
        )
        standing.covers.extend(self.policies.authenticators(call))
        standing.covers.extend(self.policies.permissions(call))
        self._throttled(standing, call)
        cover, exempt = self.policies.csrf(call)
        standing.exempt = [one for one in standing.exempt if one[0] is not ProtectionKind.CSRF]
        if exempt is not None:
            standing.exempt.append(exempt)
        elif cover is not None:
            standing.covers.append(cover)

    def _throttled(self, standing: Standing, call: ActionCall) -> None:
        """Add the throttles in force, or what spares an action the default ones."""
        limits = self.policies.limits(call)
        standing.limits.extend((one, ()) for one in limits)
        spared = None if limits else self.policies.unlimited(call)
        if spared is not None:
            standing.exempt.append((ProtectionKind.RATE_LIMIT, spared))

    # --- Django Ninja

    def _operation(self, pattern: Pattern, operation: Operation) -> Route:
        request = self._request(PLAIN, pattern, operation.methods)
        standing = self.guards.standing(decorations(operation.function))
        stranger = self._request(PLAIN, pattern, operation.methods, STRANGER)
        standing.covers.extend(ninja.guards(self.program, operation, request, stranger))
        standing.limits.extend(ninja.limits_of(self.program, operation))
        if not any(ProtectionKind.CSRF in one.gives for one in standing.covers):
            shown = evidence(self.program, "NinjaAPI", operation.site)
            standing.exempt.append((ProtectionKind.CSRF, shown))
        inputs, declared_inputs = ninja.inputs(self.program, operation)
        function = written(operation.function)
        return self._route(
            pattern,
            operation.methods,
            request,
            standing,
            handler=self._handler(operation.function),
            arguments=Arguments((request,), (*self._keywords(pattern), *inputs)),
            name=view_name(self.program, function),
            location=place_of(self.program, function, operation.site),
            parameters=declared_inputs,
            rest=True,
        )

    # --- what all have

    def _request(self, kind: str, pattern: Pattern, methods: tuple[str, ...], sender: str = ANYBODY) -> AnyValue:
        method = methods[0] if len(methods) == 1 else ""
        return self.requests.make(kind, pattern.site, method=method, path=pattern.path, sender=sender)

    def _instance(
        self, pattern: Pattern, cls: AnyValue, verb: str, sender: str, given: Mapping[str, AnyValue], kind: str = PLAIN
    ) -> tuple[AnyValue, AnyValue]:
        """Return an instance of a class view with a request of somebody, and that request."""
        request = self._request(kind, pattern, (verb,), sender)
        return self.requests.view(cls, request, self._keywords(pattern), given.items()), request

    def _keywords(self, pattern: Pattern) -> tuple[tuple[str, AnyValue], ...]:
        return self.requests.keywords(pattern.parameters, pattern.extra, pattern.site)

    def _route(  # noqa: PLR0913
        self,
        pattern: Pattern,
        methods: tuple[str, ...],
        request: AnyValue,
        standing: Standing,
        *,
        handler: AnyValue | None,
        arguments: Arguments,
        name: str,
        location: Location,
        known: Mapping[str, AnyValue] | None = None,
        parameters: tuple[Parameter, ...] = (),
        stranger: tuple[AnyValue, Arguments] | None = None,
        rest: bool = False,
        view: AnyValue | None = None,
        traits: frozenset[Trait] = frozenset(),
    ) -> Route:
        named = name.rpartition(":")[2]
        free = standing.open or rest or named.endswith(("LoginView", "login_not_required"))
        shown = handler if handler is not None else External("django.views.View")
        covers = (
            *self.middleware.covers(request, shown, arguments.keywords),
            *self.resolving,
            *self.middleware.login_required(free=free),
            *self.middleware.login_limit(pattern.path, name),
            *standing.covers,
            *(receivers(self.program, LOGIN_SIGNALS) if _LOGS_IN.search(f"{pattern.path} {name}") else ()),
        )
        path = tuple(declared(self.program, one, pattern.site) for one in pattern.parameters)
        return Route(
            methods=methods,
            path=pattern.path,
            name=name,
            location=location,
            handler=handler,
            arguments=arguments,
            parameters=(*path, *parameters),
            covers=covers,
            limits=applies(standing.limits, methods),
            exempt=tuple(standing.exempt),
            known={**self.known, **(known or {})},
            stranger=stranger,
            view=view,
            traits=traits,
        )

    def _admin(self, pattern: Pattern) -> Route:
        """Return one route for all of Django's administration, which lets staff in only."""
        place = self.program.location(pattern.site)
        shown = evidence(self.program, "AdminSite", pattern.site)
        gives = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
        return Route(
            methods=_PAGE,
            path=pattern.path,
            name="django.contrib.admin:site.urls",
            location=place,
            handler=External("django.contrib.admin.site.index"),
            covers=(Cover(evidence=shown, gives=gives),),
        )

    def _included(self, pattern: Pattern, one: Included) -> Route:
        """Return a route of another package: what the project puts before all routes holds for it as well."""
        standing = self.guards.standing(())
        request = self._request(REST if one.rest else PLAIN, pattern, one.methods)
        if one.rest:
            made = (External(one.view), request)
            call = ActionCall(
                cls=External(one.view), method="POST", somebody=made, stranger=made, given={}, site=pattern.site
            )
            self._throttled(standing, call)
        route = self._route(
            pattern,
            one.methods,
            request,
            standing,
            handler=External(one.view),
            arguments=Arguments((request,)),
            name=one.view,
            location=self.program.location(pattern.site),
            rest=True,
        )
        return msgspec.structs.replace(route, traits=one.traits)


_LOGS_IN = re.compile(r"log_?(?:in|out)|sign_?(?:in|out)", re.IGNORECASE)
"""Paths and names of views that call Django's `authenticate` and `login`, which send signals."""


def _signature(run: Run) -> object:
    """Return what tells two runs of a function apart: how they end and what they do."""
    ends = frozenset((exit_.kind, exit_.status, exit_.redirects, exit_.site) for exit_ in run.exits)
    return ends, frozenset((effect.mark, effect.site) for effect in run.effects)


def _reads_body(run: Run) -> bool:
    kinds = {SourceKind.BODY, SourceKind.FILE}
    return any(isinstance(one.origin, Origin) and one.origin.kinds & kinds for one in run.used | run.validated)


def _library_handler(cls: AnyValue, action: str) -> AnyValue | None:
    return External(f"{dotted(cls)}.{action}") if isinstance(cls, External) and cls.name.startswith(KNOWN) else None
