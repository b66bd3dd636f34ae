"""What is written in a sections file is what the engine gets."""

import tempfile
from datetime import date
from pathlib import Path

import pytest

from tests.packs import wrongness
from wayhome.engine import rules as r
from wayhome.packs import Library, load_all

RULES = "testshire/sections/09-more.yaml"


@pytest.fixture(scope="module")
def right() -> Library:
    return load_all(wrongness.RIGHT)


@pytest.fixture
def read(tmp_path: Path):
    """Reads one more rule in the right pack, given as its lines."""

    def one(*lines: str) -> r.Rule:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        root = wrongness.lay_out(None, folder)
        body = "\n".join(f"  {line}" for line in lines[1:])
        text = f"section: '9'\ntitle: More\nrules:\n- {lines[0]}\n{body}\n"
        (root / RULES).write_text(text, encoding="utf-8")
        library = load_all(root)
        assert [str(problem) for problem in library.problems] == []
        return library.packs["testshire"].rules[-1]

    return one


def rule(library: Library, key: str) -> r.Rule:
    return next(rule for rule in library.packs["testshire"].rules if rule.key == key)


def fact(kind: str, **more: object) -> r.Event:
    return r.Event(r.Selector(kind, **more))  # type: ignore[arg-type]


def test_a_duty_keeps_everything_it_says(right: Library) -> None:
    found = rule(right, "report-at-once")
    assert found == r.Rule(
        form="duty",
        name="police_report",
        key="report-at-once",
        cites=("TES-2-01",),
        opens=(fact("absence_noticed"),),
        when=r.Opening((r.Test("whereabouts", "not", ("known",)),)),
        owner=r.Owner(
            ("any_professional",),
            "who",
            among=frozenset({"foster_carer", "residential_worker", "parent_carer", "school"}),
        ),
        due=(r.Due("immediately", anchors=(r.Anchor(moment="opened"),)),),
        met=r.Evidence((fact("reported_to_police"),)),
        since="subject",
        not_needed=(
            r.NotNeeded("the child is there", (r.Event(r.Moment("back")), fact("located"))),
        ),
        checklist=(r.CheckItem("Say what the child wears", ("TES-2-04",)),),
        place="procedures/testshire/sections/02-duties.yaml:4",
    )


def test_a_word_is_a_moment_where_it_is_one_and_else_a_kind_of_fact(right: Library) -> None:
    found = rule(right, "interview-in-72-hours")
    assert found.opens == (r.Event(r.Moment("found")),)
    assert found.met == r.Evidence((fact("return_interview_held"),))
    assert found.due == (
        r.Due(
            "within",
            r.Duration(72, "hours"),
            (r.Anchor(moment="back"), r.Anchor(moment="found")),
        ),
    )
    assert found.owner == r.Owner(("missing_coordinator", "social_worker"))


def test_what_is_due_immediately_counts_earlier_deeds_unless_the_rule_says(read) -> None:
    start = ("duty: police_report", "cites: [TES-2-01]", "opens: returned", "owner: school")
    met = "met: reported_to_police"
    assert read(*start, "due: immediately", met).since == "subject"
    assert read(*start, "due: immediately", met, "since: opened").since == "opened"
    assert read(*start, "due: {within: 2 hours}", met).since == "opened"


def test_same_day_is_no_days_after_the_opening(right: Library) -> None:
    found = rule(right, "tell-social-worker")
    assert found.due == (r.Due("within", r.Duration(0, "days"), (r.Anchor(moment="opened"),)),)


def test_events_of_category_and_status_are_read(right: Library) -> None:
    found = rule(right, "tell-social-worker")
    assert found.opens == (
        r.Event(r.Becomes(frozenset({"missing", "abducted"}))),
        r.Event(r.StatusEvent(frozenset({"looked_after"}), begins=True)),
    )


def test_every_key_of_a_condition_must_hold_and_a_group_stays_a_group(right: Library) -> None:
    assert rule(right, "tell-social-worker").when == r.All(
        (
            r.AnyOf((r.HeldBy(frozenset({"social_worker"})), r.Defined("in_care"))),
            r.AuthorityIs(frozenset({"own", "placed_out"})),
        )
    )


def test_several_due_times_stay_several_and_settings_are_named(right: Library) -> None:
    found = rule(right, "meeting-after-three")
    assert found.due == (
        r.Due("within", r.SettingRef("meeting_within"), (r.Anchor(moment="opened"),)),
        r.Due("before", r.Duration(1, "days"), (r.Anchor(day=date(2040, 12, 24)),)),
    )
    assert found.late == (
        r.Due("within", r.Duration(10, "working_days"), (r.Anchor(moment="opened"),)),
    )
    assert found.opens == (r.Event(r.Reaches("repeat")),)


def test_all_and_told_are_evidence(right: Library) -> None:
    strategy = r.Test("kind", "any_of", ("strategy",))
    assert rule(right, "meeting-after-three").met == r.Evidence(
        all_of=(
            r.Evidence((fact("meeting_held", where=(strategy,)),)),
            r.Evidence((fact("return_interview_held"),)),
        )
    )
    assert rule(right, "tell-social-worker").met == r.Evidence(
        told=r.Told(
            ("social_worker",),
            about=frozenset({"child_missing"}),
            how=frozenset({"notification_sent"}),
        )
    )


def test_a_recurring_duty_has_its_interval(right: Library) -> None:
    found = rule(right, "panel-monthly")
    assert found.every == r.Duration(1, "months")
    assert found.never_late
    assert found.subject == "procedure"
    assert found.opens == (r.Event(r.OnDate(date(2020, 4, 1))),)
    assert found.when == r.SettingIs("panel_sits", frozenset({True}))


def test_time_that_must_pass_belongs_to_the_event(read) -> None:
    found = read(
        "duty: school_referral",
        "cites: [TES-4-01]",
        "opens: {fact: absence_noticed, after: 20 school_days, silent: true}",
        "owner: {who: {attr: reporter}, otherwise: school}",
        "met: {fact: notification_sent}",
        "each: true",
        "value: [101, 999]",
    )
    assert found.opens == (
        r.Event(r.Selector("absence_noticed"), r.Duration(20, "school_days"), silent=True),
    )
    assert found.owner == r.Owner(("school",), from_attr="reporter")
    assert found.each
    assert found.value == r.Value(constant=(101, 999))


def test_a_list_of_kinds_is_a_choice_between_them(read) -> None:
    found = read(
        "flag: seen",
        "cites: [TES-3-01]",
        "when: {fact: {fact: [located, returned], scope: child}}",
    )
    assert found.when == r.AnyOf(
        (
            r.FactExists(r.Selector("located", scope="child")),
            r.FactExists(r.Selector("returned", scope="child")),
        )
    )


def test_not_with_a_list_means_none_of_them(read) -> None:
    found = read(
        "flag: quiet",
        "cites: [TES-3-01]",
        "when: {not: [{status: looked_after}, {age: {at_least: 16}}], been: missing}",
    )
    assert found.when == r.All(
        (
            r.Not(r.AnyOf((r.HasStatus(frozenset({"looked_after"})), r.Age(at_least=16)))),
            r.CategoryIs(frozenset({"missing"}), ever=True),
        )
    )


def test_tests_of_attributes_are_read_with_their_operators(read) -> None:
    found = read(
        "flag: tests",
        "cites: [TES-3-01]",
        "when:",
        "  fact:",
        "    fact: returned",
        "    where:",
        "      injured: true",
        "      with: {known: false}",
        "      days_away: {at_least: 2, under: 9}",
    )
    assert isinstance(found.when, r.FactExists)
    assert found.when.selector.where == (
        r.Test("injured", "any_of", (True,)),
        r.Test("with", "known", (False,)),
        r.Test("days_away", "at_least", (2,)),
        r.Test("days_away", "under", (9,)),
    )


def test_a_status_may_be_asked_with_its_details(read) -> None:
    found = read(
        "flag: in_a_home",
        "cites: [TES-3-01]",
        "when: {status: {is: looked_after, where: {placement_kind: residential_home}}}",
    )
    assert found.when == r.HasStatus(
        frozenset({"looked_after"}), (r.Test("placement_kind", "any_of", ("residential_home",)),)
    )


def test_the_other_conditions_are_read(read) -> None:
    found = read(
        "flag: many",
        "cites: [TES-3-01]",
        "opens: {fact: returned, by: [social_worker, school]}",
        "when:",
        "- {count: {is: repeat, at_least: 5}, moment: [back, safe]}",
        "- {opened_by: school, opening: {injured: true}, state: {seen: true, whereabouts: known}}",
    )
    assert found.when == r.All(
        (
            r.All(
                (
                    r.CountIs("repeat", 5),
                    r.AnyOf((r.MomentCame("back"), r.MomentCame("safe"))),
                )
            ),
            r.All(
                (
                    r.Opening(by=frozenset({"school"})),
                    r.Opening((r.Test("injured", "any_of", (True,)),)),
                    r.All(
                        (
                            r.StateIs("seen", frozenset({True})),
                            r.StateIs("whereabouts", frozenset({"known"})),
                        )
                    ),
                )
            ),
        )
    )


def test_categories_and_grades_keep_the_order_of_the_file(right: Library) -> None:
    rules = right.packs["testshire"].rules
    assert [rule.name for rule in rules if rule.form == "category"] == [
        "returned", "absent_no_apparent_risk", "missing",
    ]  # fmt: skip
    grades = [rule for rule in rules if rule.form in ("grade", "grades")]
    assert [(g.form, g.name, g.grades) for g in grades] == [
        ("grades", "", ("medium", "high")),
        ("grade", "high", ()),
    ]


def test_a_finding_is_true_unless_it_has_a_value(read, right: Library) -> None:
    assert read("finding: covered", "cites: [TES-1-01]").value == r.Value(constant=True)
    assert rule(right, "finding-length").value == r.Value(minutes=("missing_since", "safe"))
    assert rule(right, "finding-graded").value == r.Value(
        attr="grade",
        of=r.Selector("police_grade_set"),
        mapped=(("low", "1"), ("high", "3")),
        otherwise="2",
    )


def test_a_rule_without_a_key_is_called_after_its_answer(right: Library) -> None:
    keys = [rule.key for rule in right.packs["testshire"].rules]
    assert "flag-pattern" in keys
    assert len(keys) == len(set(keys))


def test_a_prompt_may_have_events_that_answer_it_and_a_step(right: Library) -> None:
    found = rule(right, "prompt-description")
    assert found.until == (fact("reported_to_police"),)
    assert found.step == "police_report"
    assert found.opens == (fact("absence_noticed", by=frozenset({"school", "foster_carer"})),)


def test_one_hour_and_two_hours_are_both_hours(read) -> None:
    found = read(
        "duty: police_report",
        "cites: [TES-2-01]",
        "opens: returned",
        "owner: school",
        "due: [{within: 1 hour}, {within: 1 working_day}]",
        "met: located",
    )
    assert [due.amount for due in found.due] == [
        r.Duration(1, "hours"),
        r.Duration(1, "working_days"),
    ]
