"""The fictional vocabulary of these tests: roles, facts, a lifecycle, states, duty kinds.

The names are those of procedures/*.yaml, cut down to what the tests need.
"""

from __future__ import annotations

from typing import Any

from wayhome.engine import rules as r


def attrs(where: dict[str, Any]) -> tuple[r.Test, ...]:
    """`stage="done"` is equal, a tuple is any of, a dict names the operator."""
    found = []
    for attr, wanted in where.items():
        name = attr.rstrip("_")
        if isinstance(wanted, dict):
            for op, value in wanted.items():
                values = value if isinstance(value, tuple) else (value,)
                found.append(r.Test(name, op, values))
        else:
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            found.append(r.Test(name, "any_of", values))
    return tuple(found)


def sel(kind: str, *, by: str | tuple[str, ...] = (), scope: Any = "subject", **where: Any) -> Any:
    roles = (by,) if isinstance(by, str) else by
    return r.Selector(kind, attrs(where), frozenset(roles), scope)


def on(source: Any, *, after: Any = None, **where: Any) -> r.Event:
    """An event: a kind of fact (with its tests), or a source already made."""
    return r.Event(sel(source, **where) if isinstance(source, str) else source, after)


def span(text: str) -> r.Duration | r.SettingRef:
    """`72 hours`, `5 working_days`, or a setting by its name."""
    if " " not in text:
        return r.SettingRef(text)
    amount, unit = text.split()
    return r.Duration(int(amount), unit)  # type: ignore[arg-type]


def events(given: Any) -> tuple[r.Event, ...]:
    listed = given if isinstance(given, (list, tuple)) else [given]
    return tuple(e if isinstance(e, r.Event) else on(e) for e in listed)


ROLES = """child parent_carer foster_carer residential_worker social_worker front_door
    emergency_duty_team team_manager school health police police_inspector missing_coordinator
    return_interviewer other_authority any_professional director member_of_public
    family_member""".split()
ANSWERS = """place_verified contact age_considered exploitation trafficking self_harm medication
    protection_plan weather harm_last_time""".split()
YES_NO = r.AttributeType("enum", ("yes", "no", "dont_know"))
TEXT, BOOL, TIME = r.AttributeType("text"), r.AttributeType("bool"), r.AttributeType("time")
DATE, NUMBER = r.AttributeType("date"), r.AttributeType("number")
ABOUT = r.AttributeType("enum", ("child_missing", "absence", "return", "other"))
CATEGORIES = ("missing", "unauthorised_absence", "absent_no_apparent_risk", "not_missing")

ATTRIBUTES: dict[str, dict[str, r.AttributeType]] = {
    "child_recorded": {
        "date_of_birth": DATE,
        "youngest_plausible_date_of_birth": DATE,
        "first_name": TEXT,
    },
    "status_changed": {
        "status": r.AttributeType("enum", ("looked_after", "early_help", "not_open")),
        "until": TIME,
        "replaces_status": TEXT,
    },
    "earlier_episode": {"from": TIME, "to": TIME, "category": r.AttributeType("enum", CATEGORIES)},
    "absence_noticed": {
        "whereabouts": r.AttributeType("enum", ("known", "unknown")),
        "due_back": TIME,
        "risk_grounds": r.AttributeType("list"),
    },
    "last_seen": {"responsible_adult": BOOL, "time_known": BOOL, "place": TEXT},
    "left": {"with_permission": BOOL, "time_known": BOOL},
    "whereabouts_learned": {
        "certainty": r.AttributeType("enum", ("claimed", "suspected", "verified")),
        "verified_how": r.AttributeType(
            "enum",
            (
                "seen_by_responsible_adult",
                "seen_by_police",
                "spoken_to_on_phone",
                "message",
                "friends_word",
                "phone_location",
            ),
        ),
        "place_safe": YES_NO,
        "place": TEXT,
    },
    "absence_safety_answered": {**dict.fromkeys(ANSWERS, YES_NO), "how_verified": TEXT},
    "category_confirmed": {
        "category": r.AttributeType("enum", CATEGORIES[1:]),
        "decision_maker": TEXT,
        "reason": TEXT,
        "review_at": TIME,
    },
    "category_decided": {"category": r.AttributeType("enum", CATEGORIES), "reason": TEXT},
    "police_category_decided": {"category": r.AttributeType("enum", CATEGORIES)},
    "police_grade_set": {
        "grade": r.AttributeType("enum", ("high", "medium", "low", "no_apparent_risk"))
    },
    "reported_to_police": {"as": r.AttributeType("enum", ("missing", "abduction"))},
    "search_done": {"stage": TEXT, "steps": r.AttributeType("list")},
    "located": {"wellbeing_confirmed": BOOL, "place": TEXT, "episode_no": NUMBER},
    "returned": {"to_kind": TEXT, "episode_no": NUMBER, "episode_from": DATE},
    "wellbeing_confirmed": {"episode_no": NUMBER},
    "return_interview_held": {"for_return": TIME, "episode_no": NUMBER, "findings": TEXT},
    "return_interview_declined": {"reason": TEXT},
    "notification_sent": {"to": r.AttributeType("roles"), "about": ABOUT},
    "notification_received": {"from": r.AttributeType("role"), "about": ABOUT},
    "update_given": {"to": r.AttributeType("roles"), "about": ABOUT},
    "referral_made": {"to": r.AttributeType("roles"), "about": ABOUT},
    "meeting_arranged": {"arranged_for": TIME, "on": DATE, "party": NUMBER, "owner": TEXT},
    "duty_done": {"duty": TEXT},
    "duty_not_needed": {"duty": TEXT, "reason": TEXT},
    "due_time_set": {"duty": TEXT, "due_at": TIME, "reason": TEXT},
    "interval_set": {"duty": TEXT, "amount": NUMBER, "unit": TEXT, "reason": TEXT},
    "prompt_answered": {"prompt": TEXT, "answer": TEXT},
    "case_allocated": {"to": r.AttributeType("role")},
    "setting_recorded": {"name": TEXT, "terms": r.AttributeType("list")},
}
PLAIN = """learned_child_missing child_taken whereabouts_lost contact_lost harm_suspected
    harm_alleged immediate_risk_recognised information_recorded placed_elsewhere child_died
    outcome_recorded episode_closed placement_planned placement_started notice_listed
    list_removal_confirmed absent_from_school back_in_education contact_attempted
    meeting_held""".split()
STATUS_DETAIL = {
    "placement_kind": r.AttributeType("enum", ("foster_home", "residential_home")),
    "allocated": r.AttributeType("map"),
    "responsible_authority": r.AttributeType("map"),
    "host_authority": r.AttributeType("map"),
    "case_holder": TEXT,
    "social_worker_allocated": BOOL,
}
EPISODE = r.SubjectRule(
    "episode",
    starts=tuple(
        map(
            sel,
            "absence_noticed learned_child_missing child_taken whereabouts_lost "
            "contact_lost".split(),
        )
    ),
    starts_if_new=(
        sel("reported_to_police"),
        sel("police_category_decided"),
        sel("category_decided"),
        sel("search_done"),
        sel("notification_sent", about=("child_missing", "absence")),
    ),
    says_missing=(
        *map(sel, "learned_child_missing child_taken whereabouts_lost contact_lost".split()),
        sel("reported_to_police", as_="missing"),
        sel("police_category_decided", category=("missing", "abducted")),
        sel("category_decided", category=("missing", "abducted")),
    ),
    background=tuple(map(sel, ("last_seen", "left", "contact_attempted"))),
    after_return=(
        sel("return_interview_held"),
        sel("return_interview_declined"),
        sel("notification_sent", about="return"),
    ),
    found=tuple(map(sel, ("located", "returned", "placed_elsewhere"))),
    safe=(
        sel("wellbeing_confirmed"),
        sel("located", wellbeing_confirmed=True),
        sel("placed_elsewhere"),
    ),
    back=(sel("returned"),),
    lost_again=(sel("whereabouts_lost"), sel("contact_lost")),
    outcome=tuple(map(sel, ("returned", "placed_elsewhere", "child_died", "outcome_recorded"))),
    closed=(sel("episode_closed"),),
    seen=(
        sel("last_seen", responsible_adult={"not": False}, time_known={"not": False}),
        sel("left", time_known={"not": False}),
    ),
)
SUBJECTS = {
    "episode": EPISODE,
    "school_absence": r.SubjectRule(
        "school_absence", starts=(sel("absent_from_school"),), closed=(sel("back_in_education"),)
    ),
    "placement": r.SubjectRule(
        "placement",
        starts=(sel("placement_planned"), sel("placement_started")),
        one_until=(sel("placement_started"),),
    ),
    "notice": r.SubjectRule(
        "notice", starts=(sel("notice_listed"),), closed=(sel("list_removal_confirmed"),)
    ),
}
STATES = {
    "whereabouts": (
        r.StateRule(events(on("absence_noticed", whereabouts={"not": "known"})), "unknown"),
        r.StateRule(events(on("absence_noticed", whereabouts="known")), "known"),
        r.StateRule(events([on("whereabouts_lost"), on("contact_lost")]), "unknown"),
        r.StateRule(events(on("whereabouts_learned", certainty="claimed")), "claimed"),
        r.StateRule(events(on("whereabouts_learned", certainty="suspected")), "suspected"),
        r.StateRule(events(on("whereabouts_learned", certainty="verified")), "verified"),
        r.StateRule(events([on("located"), on("returned")]), "verified"),
    ),
    "police_grade": (r.StateRule(events(on("police_grade_set")), attr="grade"),),
}
SEVERITY = tuple(
    """none closed ended returned not_missing missing_education absent_no_apparent_risk
    unauthorised_absence located_wellbeing_unconfirmed wanted absconder missing abducted""".split()
)
RAISES = (
    *map(sel, ("harm_suspected", "harm_alleged", "immediate_risk_recognised")),
    *map(sel, ("whereabouts_lost", "contact_lost", "child_taken", "learned_child_missing")),
    sel("reported_to_police", as_="missing"),
    sel("police_category_decided", category=("missing", "abducted")),
    sel("category_decided", category=("missing", "abducted")),
    sel("whereabouts_learned", certainty=("claimed", "suspected")),
)
GROUPS = {
    "carer": r.Group(
        "carer",
        {"foster_home": "foster_carer", "residential_home": "residential_worker"},
        (),
        "parent_carer",
    ),
    "case_holder": r.Group("case_holder", {}, ("social_worker", "team_manager"), "front_door"),
}
KINDS = {
    name: r.DutyKind(name, name, tier, discloses=discloses, accountable=accountable, safety=safety)
    for name, tier, discloses, accountable, safety in (
        ("police_report", "now", False, "host", True),
        ("search", "now", False, "host", True),
        ("return_interview", "dated", False, "responsible", False),
        ("meeting", "dated", False, "either", False),
        ("review", "dated", False, "either", False),
        ("report_abuse", "now", True, "area_found", True),
    )
}
VOCABULARY = r.Vocabulary(
    facts={
        name: r.FactType(name, attributes, "ordinary")
        for name, attributes in {**{plain: {} for plain in PLAIN}, **ATTRIBUTES}.items()
    },
    statuses=dict.fromkeys(("looked_after", "early_help", "not_open"), STATUS_DETAIL),
    roles=frozenset(ROLES),
    groups=GROUPS,
    duties=KINDS,
    subjects=SUBJECTS,
    states=STATES,
    severity=SEVERITY,
    raises=RAISES,
)
