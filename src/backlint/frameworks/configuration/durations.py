"""Lengths of time in seconds, and how far in the future a moment lies, from what a program computes.

`timedelta(minutes=15)` is a length, `datetime.now(UTC) + timedelta(minutes=15)` a moment 900 seconds from now, and
`int(time.time()) + 900` the same moment as a number. Both are sums: so many times "now", plus seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from backlint.concepts import UNREAD, Reading
from backlint.execution.values import AnyValue, CallEvent, Constant, Produced, Union
from backlint.frameworks.configuration.arguments import last_name
from backlint.frameworks.configuration.readings import combine, incomplete, known, merge_longest
from backlint.frameworks.configuration.settings import Entry
from backlint.frameworks.configuration.survey import Survey

MAX_DEPTH = 12

SECOND, MINUTE, HOUR, DAY, WEEK = 1, 60, 3600, 86400, 604800

_UNITS: Mapping[str, float] = {
    "weeks": WEEK,
    "days": DAY,
    "hours": HOUR,
    "minutes": MINUTE,
    "seconds": SECOND,
    "milliseconds": 1e-3,
    "microseconds": 1e-6,
    # of dateutil, pendulum and arrow: as long as they are at least
    "months": 28 * DAY,
    "years": 365 * DAY,
}
# datetime.timedelta's parameters, in order
_POSITIONS = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")

_LENGTHS = frozenset(
    {
        "datetime.timedelta",
        "dateutil.relativedelta.relativedelta",
        "pendulum.duration",
        "pendulum.Duration",
        "django.utils.timezone.timedelta",
    }
)
_NOW = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "time.time",
        "django.utils.timezone.now",
        "django.utils.timezone.localtime",
        "pendulum.now",
        "arrow.now",
        "arrow.utcnow",
    }
)
# Calls that give their first argument in another form.
_SAME = frozenset(
    {
        "builtins.int",
        "builtins.float",
        "builtins.round",
        "int",
        "float",
        "round",
        "math.floor",
        "math.ceil",
        "calendar.timegm",
        "datetime.datetime.fromtimestamp",
        "datetime.datetime.utcfromtimestamp",
        "time.mktime",
    }
)
# Methods that give their receiver in another form; `replace` of a time zone or of fractions of a second as well.
_SAME_METHODS = frozenset(
    {"timestamp", "timetuple", "utctimetuple", "astimezone", "total_seconds", "int_timestamp", "float_timestamp"}
)
_HARMLESS_REPLACEMENTS = frozenset({"tzinfo", "microsecond", "fold"})
_SHIFTS = frozenset({"add", "shift"})


class Moment(msgspec.Struct, frozen=True):
    """`nows` times the present moment, plus `seconds`."""

    nows: float
    seconds: Reading


def seconds_of(survey: Survey, value: AnyValue | None) -> Reading:
    """Return a length of time in seconds, given as a timedelta or as a number of seconds; unread when unknown."""
    moment = _evaluate(survey, value, MAX_DEPTH) if value is not None else None
    return moment.seconds if moment is not None and moment.nows == 0 else UNREAD


def seconds_from_now(survey: Survey, value: AnyValue | None) -> Reading:
    """Return how many seconds after the present a moment lies; unread when it is not computed from the present."""
    moment = _evaluate(survey, value, MAX_DEPTH) if value is not None else None
    return moment.seconds if moment is not None and moment.nows == 1 else UNREAD


def _evaluate(survey: Survey, value: AnyValue, depth: int) -> Moment | None:
    if depth == 0:
        return None
    if isinstance(value, Union):
        return _any_of([_evaluate(survey, member, depth - 1) for member in value.members])
    if isinstance(value, Produced):
        moment = _call(survey, value.call, depth - 1)
        if moment is not None:
            return moment
    behind = [one.value if isinstance(one, Entry) else one for one in survey.behind(value)]
    if behind:
        return _any_of([_evaluate(survey, one, depth - 1) for one in behind])
    reading = survey.read(value)
    if isinstance(value, Constant) and not reading.numbers:
        return None
    return Moment(0, reading) if reading.numbers else None


def _any_of(moments: list[Moment | None]) -> Moment | None:
    """Join what a moment may be; members of which nothing is known, None among them, leave it incomplete."""
    found = [moment for moment in moments if moment is not None]
    if not found or len({moment.nows for moment in found}) > 1:
        return None
    seconds = merge_longest(moment.seconds for moment in found)
    if len(found) < len(moments):
        seconds = incomplete(seconds)
    return Moment(found[0].nows, seconds)


def _call(survey: Survey, event: CallEvent, depth: int) -> Moment | None:
    arguments = event.arguments
    if event.callee in _NOW:
        return Moment(1, known(0))
    if event.callee in _LENGTHS:
        return _length(survey, event)
    if event.callee.startswith("operator.") and event.receiver is None:
        return _operation(survey, event, depth)
    if event.callee in _SAME and arguments.positional:
        return _evaluate(survey, arguments.positional[0], depth)
    return _method(survey, event, event.receiver, depth) if event.receiver is not None else None


def _method(survey: Survey, event: CallEvent, receiver: AnyValue, depth: int) -> Moment | None:
    method = last_name(event.callee)
    if method in _SAME_METHODS:
        return _evaluate(survey, receiver, depth)
    if method == "replace" and all(name in _HARMLESS_REPLACEMENTS for name, _ in event.arguments.keywords):
        return _evaluate(survey, receiver, depth) if not event.arguments.positional else None
    if method in _SHIFTS:
        return _sum(_evaluate(survey, receiver, depth), _length(survey, event), 1)
    return None


def _length(survey: Survey, event: CallEvent) -> Moment | None:
    """Evaluate `timedelta(…)`: each unit times its number."""
    arguments = event.arguments
    if arguments.opaque:
        return None
    parts: list[Reading] = []
    factors: list[float] = []
    given = [*zip(_POSITIONS, arguments.positional, strict=False), *arguments.keywords]
    for unit, value in given:
        if unit not in _UNITS:
            return None
        parts.append(survey.read(value))
        factors.append(_UNITS[unit])

    def total(*numbers: float) -> float:
        result = sum(number * factor for number, factor in zip(numbers, factors, strict=True))
        return int(result) if result == int(result) else result

    return Moment(0, combine(parts, total)) if parts else Moment(0, known(0))


def _operation(survey: Survey, event: CallEvent, depth: int) -> Moment | None:
    operands = event.arguments.positional
    if len(operands) != 2:
        return None
    left, right = (_evaluate(survey, operand, depth) for operand in operands)
    operation = last_name(event.callee)
    if operation == "+":
        return _sum(left, right, 1)
    if operation == "-":
        return _sum(left, right, -1)
    function = _SCALING.get(operation)
    if function is None or left is None or right is None or left.nows or right.nows:
        return None
    return Moment(0, combine([left.seconds, right.seconds], function))


def _sum(left: Moment | None, right: Moment | None, sign: int) -> Moment | None:
    """Add or subtract two moments. A part of which nothing is known leaves the number of "nows" standing."""
    if left is None or right is None:
        return None
    seconds = combine([left.seconds, right.seconds], lambda one, other: one + sign * other)
    # The place of the length, not of "now", is what people want to see.
    place = right.seconds.location or left.seconds.location
    return Moment(
        left.nows + sign * right.nows, Reading(seconds.constants, seconds.complete, seconds.environment, place)
    )


def _divide(one: float, other: float) -> float | None:
    return one / other if other else None


def _divide_whole(one: float, other: float) -> float | None:
    return one // other if other else None


_SCALING: Mapping[str, Callable[[float, float], float | None]] = {
    "*": lambda one, other: one * other,
    "/": _divide,
    "//": _divide_whole,
}
