"""The one clock.

Nothing else in Wayhome asks for the time: the linter bans every other way. The engine does not
ask either; it is told. A test, a drill or a replay sets the clock with `frozen_at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("wayhome_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def frozen_at(instant: datetime) -> Iterator[datetime]:
    """Inside the block `now()` answers this instant. Blocks may be nested.

    An instant without a zone is refused: nobody could say which moment it is.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"the clock needs an instant with a zone, not {instant.isoformat()}")
    token = _set.set(instant.astimezone(UTC))
    try:
        yield now()
    finally:
        _set.reset(token)
