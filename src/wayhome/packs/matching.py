"""When a value that was worked out is the value that was expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from wayhome.engine.decision import DueTime, Duty, Subject
from wayhome.packs import london
from wayhome.packs.casechecks import Expected, ExpectedDue


def same_due(expected: ExpectedDue, due: DueTime | None) -> bool:
    """Whether a due time is the expected one: at once, the end of a date, an instant, or none."""
    if expected is None:
        return due is None
    if due is None:
        return False
    if expected == "immediately":
        return due.immediately
    if isinstance(expected, datetime):
        return due.at == expected and not due.immediately and due.day is None
    return due.day == expected and not due.immediately


def plain(value: object) -> object:
    """A value as two of them are compared: moments as text, sequences as lists."""
    if isinstance(value, datetime):
        return london.show(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    return value


def same_value(expected: Expected, value: object) -> bool:
    """Whether a value is the expected one.

    True and false are themselves only; a number equals the same number however written; the order
    of a list does not matter; the entries of a mapping may stand as `key: value` texts in a list.
    """
    wanted, found = plain(expected), plain(value)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, dict):
        if isinstance(found, dict):
            return wanted == found
        entries = {f"{key}: {each}" for key, each in wanted.items()}
        return isinstance(found, list) and entries == set(map(str, found))
    if isinstance(wanted, list):
        listed = found if isinstance(found, list) else [found]
        return sorted(map(str, wanted)) == sorted(map(str, listed))
    if isinstance(found, list):
        return [str(wanted)] == [str(each) for each in found]
    return found is not None and str(wanted) == str(found)


def holds(expected: Expected, value: object) -> bool:
    """Whether what a duty must contain (recipients, a number to ring) contains what is expected."""
    found = plain(value)
    listed = found if isinstance(found, list) else [found]
    words = {str(each) for each in listed if each is not None}
    wanted = plain(expected)
    if isinstance(wanted, list):
        return {str(each) for each in wanted} <= words
    return str(wanted) in words


def same_instance(expected: Expected, duty: Duty, subject: Subject | None) -> bool | None:
    """Whether a duty belongs to the return or episode that is named; None where none is named."""
    if isinstance(expected, dict):
        if set(expected) != {"episode_from"}:
            return None
        day = london.read_day(expected["episode_from"])
        moments = [*duty.instance]
        if subject is not None:
            moments += [subject.started]
            moments += [subject.missing_since] if subject.missing_since else []
        return day in {london.local_day(moment) for moment in moments}
    instant = london.read_instant(expected)
    if instant is None:
        return None
    return instant in duty.instance
