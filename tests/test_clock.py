from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wayhome import clock

AN_EVENING = datetime(2031, 7, 1, 23, 40, tzinfo=ZoneInfo("Europe/London"))


def test_the_clock_answers_an_aware_instant_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_clock_goes_forward() -> None:
    first = clock.now()
    assert clock.now() >= first


def test_a_set_clock_stands_still_and_answers_in_utc() -> None:
    with clock.frozen_at(AN_EVENING) as instant:
        assert clock.now() == AN_EVENING == instant
        assert clock.now().tzinfo is UTC


def test_after_the_block_the_clock_runs_again_even_after_an_error() -> None:
    with pytest.raises(KeyError), clock.frozen_at(AN_EVENING):
        raise KeyError
    assert clock.now() != AN_EVENING


def test_blocks_nest() -> None:
    later = AN_EVENING + timedelta(hours=72)
    with clock.frozen_at(AN_EVENING):
        with clock.frozen_at(later):
            assert clock.now() == later
        assert clock.now() == AN_EVENING


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = AN_EVENING.replace(tzinfo=None)
    with pytest.raises(ValueError, match="needs an instant with a zone"), clock.frozen_at(naive):
        pass
