"""Facts that the door must refuse, each with the words it must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.engine.build import at, day, fact
from wayhome.engine import Fact

NOON = "2031-03-04 12:00"
NAIVE = datetime(2031, 3, 4, 12, 0)  # noqa: DTZ001 - this is what must be refused


def one(kind: str, **attributes: Any) -> list[Fact]:
    return [fact(kind, NOON, "social_worker", id="f1", **attributes)]


PLAIN = one("search_done")[0]

# What is wrong, the facts, what the refusal must say.
WRONG: list[tuple[str, list[Fact], str]] = [
    (
        "a kind that is not in the vocabulary",
        one("went_for_a_walk"),
        "fact f1 (went_for_a_walk): no such kind of fact; one of facts.yaml is expected",
    ),
    ("no kind at all", one(""), "no such kind of fact"),
    (
        "a time without a zone",
        [replace(PLAIN, at=NAIVE)],
        "fact f1 (search_done): at has no time zone; an aware instant is expected",
    ),
    (
        "a time of recording without a zone",
        [replace(PLAIN, recorded_at=NAIVE)],
        "recorded_at has no time zone",
    ),
    (
        "a year before anybody",
        [replace(PLAIN, at=at("1031-03-04 12:00"))],
        "at is 1031-03-04; a date from 1900 to 2099 is expected",
    ),
    (
        "a year too far",
        [replace(PLAIN, at=at("2301-03-04 12:00"))],
        "at is 2301-03-04; a date from 1900 to 2099 is expected",
    ),
    (
        "the first instant that is too far",
        [replace(PLAIN, at=datetime(2100, 1, 1, tzinfo=UTC))],
        "at is 2100-01-01",
    ),
    (
        "a time too far in an attribute",
        one("category_confirmed", review_at=datetime(2100, 1, 1, 12, tzinfo=UTC)),
        "review_at is",
    ),
    (
        "a day too far in an attribute",
        one("returned", episode_from=day("2100-01-01")),
        "episode_from is",
    ),
    (
        "recorded in a year too far",
        [replace(PLAIN, recorded_at=at("2301-03-04 12:00"))],
        "recorded_at is 2301-03-04",
    ),
    (
        "a role that nobody has",
        [replace(PLAIN, who="milkman")],
        "who is 'milkman'; a role of roles.yaml is expected",
    ),
    (
        "an attribute that is not in the vocabulary",
        one("search_done", where="garden"),
        "no attribute 'where'; expected one of stage, steps",
    ),
    (
        "an attribute of a fact that has none",
        one("meeting_held", room="12"),
        "no attribute 'room'; expected one of none",
    ),
    (
        "a word that is none of the words",
        one("police_grade_set", grade="urgent"),
        "grade is 'urgent'; one of high, medium, low, no_apparent_risk is expected",
    ),
    (
        "a word in the wrong letters",
        one("police_grade_set", grade="High"),
        "grade is 'High'; one of high",
    ),
    ("a number where a word is asked for", one("police_grade_set", grade=1), "grade is 1; one of"),
    (
        "a word where true or false is asked for",
        one("located", wellbeing_confirmed="yes"),
        "wellbeing_confirmed is 'yes'; true or false is expected",
    ),
    (
        "one where true is asked for",
        one("located", wellbeing_confirmed=1),
        "wellbeing_confirmed is 1; true or false is expected",
    ),
    (
        "a text where a number is asked for",
        one("located", episode_no="two"),
        "episode_no is 'two'; a number is expected",
    ),
    (
        "true where a number is asked for",
        one("located", episode_no=True),
        "episode_no is True; a number is expected",
    ),
    (
        "an instant where a date is asked for",
        one("returned", episode_from=at(NOON)),
        "a date is expected",
    ),
    (
        "a text where a date is asked for",
        one("returned", episode_from="2031-03-04"),
        "episode_from is '2031-03-04'; a date is expected",
    ),
    (
        "a time without a zone in an attribute",
        one("category_confirmed", review_at=NAIVE),
        "an aware instant or a date is expected",
    ),
    (
        "a text where a time is asked for",
        one("category_confirmed", review_at="tonight"),
        "review_at is 'tonight'; an aware instant or a date is expected",
    ),
    (
        "a list where a text is asked for",
        one("located", place=["a", "b"]),
        "place is ['a', 'b']; a text is expected",
    ),
    ("true where a text is asked for", one("located", place=True), "place is True; a text"),
    (
        "a text where a list is asked for",
        one("search_done", steps="house, garden"),
        "steps is 'house, garden'; a list is expected",
    ),
    (
        "a role in place of a list of roles",
        one("notification_sent", to="police"),
        "to is 'police'; a list of roles is expected",
    ),
    (
        "a list with a role that nobody has",
        one("notification_sent", to=["police", "milkman"]),
        "to is ['police', 'milkman']; a list of roles is expected",
    ),
    (
        "a role of nobody in an attribute",
        one("case_allocated", to="milkman"),
        "to is 'milkman'; a role of roles.yaml is expected",
    ),
    (
        "a status that nobody has",
        one("status_changed", status="adopted"),
        "status is 'adopted'; a status of facts.yaml is expected",
    ),
    ("a status left out", one("status_changed"), "status is None; a status of facts.yaml"),
    (
        "a detail that the status does not have",
        one("status_changed", status="looked_after", colour="red"),
        "no attribute 'colour'",
    ),
    (
        "a detail of the status of the wrong type",
        one("status_changed", status="looked_after", allocated="A. Person"),
        "allocated is 'A. Person'; a mapping is expected",
    ),
    (
        "two facts of one name",
        [PLAIN, replace(PLAIN, at=at("2031-03-05 12:00"))],
        "fact f1: two facts have this id",
    ),
    (
        "a correction of nothing",
        [replace(PLAIN, corrects="f9")],
        "fact f1 (search_done): corrects 'f9', which is no fact here",
    ),
    (
        "a correction of itself",
        [replace(PLAIN, corrects="f1")],
        "fact f1 (search_done): its corrections go round in a circle",
    ),
    (
        "corrections that correct each other",
        [replace(PLAIN, corrects="f2"), replace(PLAIN, id="f2", corrects="f1")],
        "its corrections go round in a circle",
    ),
    (
        "a very long value",
        one("police_grade_set", grade="x" * 200),
        "grade is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; one of",
    ),
    (
        "a date of birth as a text",
        one("child_recorded", date_of_birth="2016-05-01"),
        "date_of_birth is '2016-05-01'; a date is expected",
    ),
    (
        "an answer that is not among the answers",
        one("absence_safety_answered", contact="maybe"),
        "contact is 'maybe'; one of yes, no, dont_know is expected",
    ),
]

# Facts that must not be refused.
RIGHT: list[list[Fact]] = [
    [PLAIN],
    [fact("search_done", NOON)],  # nobody is named
    one("search_done", stage=None),
    one("search_done", steps=[]),
    one("search_done", steps=("house", "garden")),
    one("search_done", stage=3),  # a number may stand in a text
    one("located", wellbeing_confirmed=False),
    one("located", episode_no=2),
    one("category_confirmed", review_at=at(NOON)),
    one("category_confirmed", review_at=day("2031-03-05")),
    one("notification_sent", to=["police", "front_door"]),
    one("notification_sent", to=["carer"]),  # a group stands for a role
    one("case_allocated", to="case_holder"),
    one("status_changed", status="looked_after", placement_kind="foster_home"),
    one("absence_safety_answered", contact="dont_know"),
    [PLAIN, replace(PLAIN, id="f2", corrects="f1")],
    [replace(PLAIN, id="f2", corrects="f1"), PLAIN],
    [replace(PLAIN, recorded_at=at("2031-03-05 12:00"))],
    [replace(PLAIN, recorded_at=at("2031-03-01 12:00"))],  # planned
    [replace(PLAIN, at=at("1900-01-02 00:00"))],
    [replace(PLAIN, at=at("2099-12-31 23:59"))],
    [],
]
