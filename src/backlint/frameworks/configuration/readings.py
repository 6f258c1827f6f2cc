"""Computing with readings: joining, converting and combining what is known of values, without guessing the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from backlint.concepts import Reading, State
from backlint.findings import Location

MAX_COMBINATIONS = 32


def known(value: object, location: Location | None = None) -> Reading:
    """Return the reading of a value that is certain."""
    return Reading((value,), complete=True, location=location)


def merge(readings: Iterable[Reading]) -> Reading:
    """Return what is known of a value that may be any of these; unread when there is none."""
    found = list(readings)
    if len(found) == 1:
        return found[0]
    constants: dict[tuple[type, object], object] = {}
    for reading in found:
        for constant in reading.constants:
            constants[type(constant), constant] = constant
    return Reading(
        tuple(constants.values()),
        complete=bool(found) and all(reading.complete for reading in found),
        environment=_environment(found),
        location=_location(found),
    )


def merge_longest(readings: Iterable[Reading]) -> Reading:
    """Return what is known of a number that may be any of these, at the place of the largest."""
    found = list(readings)
    merged = merge(found)
    largest = max((one for one in found if one.numbers), key=lambda one: max(one.numbers), default=None)
    if largest is None or largest.location is None:
        return merged
    return Reading(merged.constants, merged.complete, merged.environment, largest.location)


def incomplete(reading: Reading) -> Reading:
    """Return the reading of a value that may also be something else."""
    return Reading(reading.constants, complete=False, environment=reading.environment, location=reading.location)


def convert(reading: Reading, function: Callable[[object], object]) -> Reading:
    """Return the reading of what a function makes of a value; it returns None for what it has no answer to."""
    converted = tuple(function(constant) for constant in reading.constants)
    kept = tuple(constant for constant in converted if constant is not None)
    complete = reading.complete and bool(kept) and len(kept) == len(converted)
    return Reading(kept, complete, reading.environment, reading.location)


def combine(readings: Sequence[Reading], function: Callable[..., float | None]) -> Reading:
    """Return the reading of a number computed from several numbers, over all that they may be together."""
    found: dict[float, None] = {}
    complete = all(reading.complete for reading in readings)
    for count, values in enumerate(product(*(reading.numbers for reading in readings))):
        result = function(*values) if count < MAX_COMBINATIONS else None
        if result is None:
            complete = False
        else:
            found[result] = None
    return Reading(
        tuple(found),
        complete=complete and bool(found),
        environment=_environment(readings),
        location=_location(readings),
    )


def _environment(readings: Iterable[Reading]) -> str:
    return next((reading.environment for reading in readings if reading.environment), "")


def _location(readings: Iterable[Reading]) -> Location | None:
    return next((reading.location for reading in readings if reading.location), None)


def agreed(states: Iterable[State]) -> State:
    """Return the answer that all give, else unknown."""
    answers = set(states)
    return answers.pop() if len(answers) == 1 else State.UNKNOWN


def state_of(reading: Reading) -> State:
    """Return a boolean that was read as an answer; what is neither true nor false for certain is unknown."""
    if not reading.complete or not reading.constants:
        return State.UNKNOWN
    return agreed(State.YES if constant else State.NO for constant in reading.constants)
