"""A procedure's rules as typed data: what `wayhome.packs` reads and the engine carries out.

Every construct of the rule language (docs/reference/rules.md, ADR 0010) is one class here. The
classes
hold no behaviour: `wayhome.engine.compiled` turns them into functions once, when a pack is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool
Unit: TypeAlias = Literal[
    "minutes", "hours", "days", "weeks", "months", "years", "working_days", "school_days"
]
Operator: TypeAlias = Literal["any_of", "not", "known", "at_least", "under", "mentions"]

MOMENTS = ("started", "went_missing", "found", "safe", "back", "ended", "closed")


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one attribute; a list attribute is tested item by item.

    `at_least` and `under` compare a number, or how many a list holds; `mentions` looks for whole
    words in a text.
    """

    attr: str
    op: Operator
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """Which facts: their kind, tests of their attributes, who did, saw or said them."""

    kind: str
    where: tuple[Test, ...] = ()
    by: frozenset[str] = frozenset()
    scope: Literal["subject", "child"] = "subject"


@dataclass(frozen=True, slots=True)
class SettingRef:
    """A number or duration that the pack keeps under `settings`."""

    name: str


@dataclass(frozen=True, slots=True)
class Duration:
    amount: int
    unit: Unit


# --- events ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of an episode's life (see MOMENTS)."""

    name: str


@dataclass(frozen=True, slots=True)
class Becomes:
    """This procedure's category becomes one of these."""

    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class StatusEvent:
    status: frozenset[str]
    begins: bool


@dataclass(frozen=True, slots=True)
class AgeReached:
    years: int


@dataclass(frozen=True, slots=True)
class Reaches:
    """A count of the pack reaches its threshold."""

    count: str


@dataclass(frozen=True, slots=True)
class OnDate:
    day: date


Source: TypeAlias = Selector | Moment | Becomes | StatusEvent | AgeReached | Reaches | OnDate


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens; with `after`, only once that much time has passed since.

    `silent`: only where the same did not happen again in that time.
    """

    source: Source
    after: Duration | SettingRef | None = None
    silent: bool = False


# --- conditions -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


@dataclass(frozen=True, slots=True)
class HasStatus:
    status: frozenset[str]
    where: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Age:
    at_least: int | None = None
    under: int | None = None


@dataclass(frozen=True, slots=True)
class CategoryIs:
    categories: frozenset[str]
    ever: bool = False


@dataclass(frozen=True, slots=True)
class MomentCame:
    name: str


@dataclass(frozen=True, slots=True)
class FactExists:
    selector: Selector


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest fact of the selector's kind (and `by`) passes the selector's tests."""

    selector: Selector


@dataclass(frozen=True, slots=True)
class Opening:
    """The fact that opens the rule passes these tests."""

    where: tuple[Test, ...] = ()
    by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StateIs:
    name: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class CountIs:
    name: str
    at_least: int | None = None  # None: the count's own threshold


@dataclass(frozen=True, slots=True)
class AuthorityIs:
    relation: frozenset[str]  # own | placed_in | placed_out | elsewhere


@dataclass(frozen=True, slots=True)
class HeldBy:
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class SettingIs:
    name: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class Defined:
    """A named condition of the pack."""

    name: str


Condition: TypeAlias = (
    All
    | AnyOf
    | Not
    | HasStatus
    | Age
    | CategoryIs
    | MomentCame
    | FactExists
    | Latest
    | Opening
    | StateIs
    | CountIs
    | AuthorityIs
    | HeldBy
    | SettingIs
    | Defined
)


# --- what a rule says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a time is counted from; exactly one field is set."""

    moment: str | None = None  # "opened", "missing_since" or one of MOMENTS
    attr: str | None = None  # a time or date in the opening fact
    fact: Selector | None = None  # the latest such fact
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty is due. `immediately`: at the opening's instant, with 15 minutes to do it."""

    how: Literal["immediately", "within", "before", "at"]
    amount: Duration | SettingRef | None = None
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Every one of these roles has been told."""

    roles: tuple[str, ...]
    about: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    how: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What meets a duty: any of `any_of`, or every one of `all_of`, or everybody told."""

    any_of: tuple[Event, ...] = ()
    all_of: tuple[Evidence, ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class NotNeeded:
    reason: str
    by: tuple[Event, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Roles in the clause's order (the one that holds the case, else the first), or whoever the
    opening fact names.
    """

    roles: tuple[str, ...]
    from_opening: Literal["", "who"] = ""
    from_attr: str = ""
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Value:
    """A value that an item carries; exactly one of the sources is set."""

    constant: Scalar | tuple[Scalar, ...] | None = None
    count: str = ""
    state: str = ""
    attr: str = ""
    of: Selector | None = None
    minutes: tuple[str, str] | None = None
    mapped: tuple[tuple[str, Scalar], ...] = ()
    otherwise: Scalar | None = None


@dataclass(frozen=True, slots=True)
class CheckItem:
    item: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. Fields that its kind of answer does not use stay at their default.

    `form` is duty, prompt, flag, finding, category, grade or grades; `name` the duty kind, the
    prompt's, flag's or
    finding's name, the category, the grade; `place` is file and line for messages.
    """

    form: Literal["duty", "prompt", "flag", "finding", "category", "grade", "grades"]
    name: str
    key: str
    cites: tuple[str, ...]
    subject: str = "episode"
    opens: tuple[Event, ...] = ()
    when: Condition | None = None
    each: bool = False
    owner: Owner | None = None
    due: tuple[Due, ...] = ()
    late: tuple[Due, ...] = ()
    never_late: bool = False
    every: Duration | SettingRef | None = None
    met: Evidence | None = None
    since: Literal["opened", "subject"] = "opened"
    not_needed: tuple[NotNeeded, ...] = ()
    until: tuple[Event, ...] = ()
    value: Value | None = None
    grades: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    step: str = ""
    reading: str = ""
    place: str = ""


# --- a whole pack ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountRule:
    """How many in a rolling window that ends at the newest start, the newest included."""

    name: str
    window: Duration | SettingRef
    threshold: int | SettingRef
    category: frozenset[str] = frozenset()
    of: Selector | None = None  # None: episodes, counted by the date the child went missing
    unless: frozenset[str] = frozenset()  # not an episode that was last called one of these


@dataclass(frozen=True, slots=True)
class StateRule:
    """The latest event gives the value; `attr` takes it from the fact."""

    opens: tuple[Event, ...]
    value: Scalar | None = None
    attr: str = ""


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """Which facts start and end a subject (procedures/lifecycle.yaml)."""

    name: str
    starts: tuple[Selector, ...]
    starts_if_new: tuple[Selector, ...] = ()
    says_missing: tuple[Selector, ...] = ()  # starts anew after the end of the one before
    one_until: tuple[Selector, ...] = ()
    background: tuple[Selector, ...] = ()
    after_return: tuple[Selector, ...] = ()
    found: tuple[Selector, ...] = ()
    safe: tuple[Selector, ...] = ()
    back: tuple[Selector, ...] = ()
    lost_again: tuple[Selector, ...] = ()
    outcome: tuple[Selector, ...] = ()
    closed: tuple[Selector, ...] = ()
    seen: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeType:
    """Type of one attribute: text, bool, number, date, time, enum, role, roles, list or map."""

    type: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactType:
    name: str
    attributes: Mapping[str, AttributeType]
    sensitivity: str
    subject: str = "episode"


@dataclass(frozen=True, slots=True)
class DutyKind:
    name: str
    means: str
    tier: Literal["now", "today", "dated", "standing"]
    discloses: bool = False
    accountable: Literal["responsible", "host", "area_found", "either"] = "either"
    safety: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A role worked out for the child: by kind of placement, or by who is allocated."""

    name: str
    by_placement_kind: Mapping[str, str]
    by_allocation: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What all packs share: facts, statuses, roles, duty kinds, subjects, states, severity of
    categories.
    """

    facts: Mapping[str, FactType]
    statuses: Mapping[str, Mapping[str, AttributeType]]
    roles: frozenset[str]
    groups: Mapping[str, Group]
    duties: Mapping[str, DutyKind]
    subjects: Mapping[str, SubjectRule]
    states: Mapping[str, tuple[StateRule, ...]]
    severity: tuple[str, ...]
    raises: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of one procedure."""

    key: str
    title: str
    authority_names: frozenset[str]
    in_force_from: date
    in_force_until: date | None
    rules: tuple[Rule, ...]
    definitions: Mapping[str, Condition] = field(default_factory=dict)
    states: Mapping[str, tuple[StateRule, ...]] = field(default_factory=dict)
    counts: Mapping[str, CountRule] = field(default_factory=dict)
    settings: Mapping[str, Scalar | Duration] = field(default_factory=dict)
    local_roles: Mapping[str, str] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    clauses: frozenset[str] = frozenset()
    digest: str = ""
