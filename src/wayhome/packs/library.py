"""All procedures of a folder, read and ready for the engine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from wayhome.engine.rules import Condition, Pack, Rule, Vocabulary
from wayhome.packs.clauses import Ambiguity, Clause, read_clauses
from wayhome.packs.fields import Fields, Names, Reading
from wayhome.packs.node import Node
from wayhome.packs.packfile import PackFile, defined_in, read_pack_file, read_prefix
from wayhome.packs.problems import Problem, Problems
from wayhome.packs.rulefile import read_rule
from wayhome.packs.vocabulary import VocabularyFiles, load_vocabulary_files
from wayhome.packs.yamlread import read_yaml

CALENDARS = "calendars"
_HEADING = re.compile(r"^##\s+(\S+)(?:\s+(.*))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """Bank holidays, and the years for which they are known."""

    name: str
    first: date
    last: date
    days: Mapping[date, str]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """One guidance file: its text, and its headings (clause id to title)."""

    name: str
    text: str
    headings: Mapping[str, str]
    file: str = ""


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A procedure with what people and screens need besides the engine's `pack`.

    `sections` gives each rule's section title by file; `files` the files that the digest covers;
    `cited_by_broken` the clauses of rules that could not be read, so that they are told only once.
    """

    pack: Pack
    folder: Path
    header: PackFile
    clauses: Mapping[str, Clause]
    ambiguities: tuple[Ambiguity, ...]
    guidance: Mapping[str, Guidance]
    sections: Mapping[str, str]
    calendar: CalendarFile | None
    files: tuple[str, ...]
    cited_by_broken: frozenset[str] = frozenset()

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Where each clause is put before people, other than in rules."""
        return {clause: home.keys for clause, home in self.header.places.items()}

    @property
    def rules_by_clause(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that cite each clause, in their own cites or in a checklist."""
        found: dict[str, list[Rule]] = {}
        for rule in self.pack.rules:
            listed = {clause for item in rule.checklist for clause in item.cites}
            for clause in {*rule.cites, *listed}:
                found.setdefault(clause, []).append(rule)
        return {clause: tuple(rules) for clause, rules in found.items()}

    @property
    def example_files(self) -> tuple[Path, ...]:
        """The worked cases of the pack."""
        return tuple(sorted((self.folder / "examples").glob("*.yaml")))


@dataclass(frozen=True, slots=True)
class Library:
    """The vocabulary and every procedure that could be read, with all that is wrong."""

    root: Path
    words: VocabularyFiles
    loaded: Mapping[str, LoadedPack]
    problems: tuple[Problem, ...]
    calendars: Mapping[str, CalendarFile] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """What all packs share, as the engine takes it in."""
        return self.words.vocabulary

    @property
    def packs(self) -> dict[str, Pack]:
        """The procedures by key, as the engine takes them in."""
        return {key: loaded.pack for key, loaded in self.loaded.items()}


def load_all(root: Path, keys: Iterable[str] | None = None) -> Library:
    """Reads the procedures' folder: the vocabulary and the packs (all, or those in `keys`).

    Nothing that is wrong stops the rest: what cannot be carried out is left out, and everything
    is told in `problems`, in the order of files and lines.
    """
    root = root.resolve()
    problems = Problems()
    words = load_vocabulary_files(root, problems)
    calendars: dict[str, CalendarFile] = {}
    loaded: dict[str, LoadedPack] = {}
    wanted = None if keys is None else set(keys)
    for folder in pack_folders(root):
        if wanted is not None and folder.name not in wanted:
            continue
        one = _load(folder, words, calendars, problems)
        if one is not None:
            loaded[one.pack.key] = one
    for key in sorted((wanted or set()) - {folder.name for folder in pack_folders(root)}):
        known = [folder.name for folder in pack_folders(root)]
        problems.unknown(Node(root.name, 1), "procedure", key, known)
    return Library(root, words, loaded, tuple(sorted(problems.found)), calendars)


def load_pack(folder: Path, words: VocabularyFiles, problems: Problems) -> LoadedPack | None:
    """Reads one procedure; None where its pack.yaml cannot be used at all."""
    return _load(folder.resolve(), words, {}, problems)


def pack_folders(root: Path) -> list[Path]:
    """The folders that hold a procedure."""
    if not root.is_dir():
        return []
    return sorted(
        path
        for path in root.iterdir()
        if path.is_dir() and path.name != CALENDARS and not path.name.startswith((".", "_"))
    )


def _load(
    folder: Path,
    words: VocabularyFiles,
    calendars: dict[str, CalendarFile],
    problems: Problems,
) -> LoadedPack | None:
    shown = f"{folder.parent.name}/{folder.name}"
    reading = Reading(problems, Names(words.vocabulary, words.subjects))
    pack_node = read_yaml(folder / "pack.yaml", f"{shown}/pack.yaml", problems)
    clause_node = read_yaml(folder / "clauses.yaml", f"{shown}/clauses.yaml", problems)
    clauses, ambiguities = read_clauses(reading, clause_node, read_prefix(pack_node))
    header = read_pack_file(reading, pack_node)
    if header is None or pack_node is None:
        return None
    if header.key != folder.name:
        problems.add(
            pack_node,
            "pack-key",
            f"the key `{header.key}` is not the name of the folder `{folder.name}`",
            "make them the same",
        )
    calendar = _calendar(reading, folder.parent, header.calendar, pack_node, calendars)
    rules, sections, broken = _read_sections(reading, folder, shown)
    rules = _keep_whole(_keyed(rules), header)
    if not header.key or header.in_force_from is None:
        return None
    files = _pack_files(folder)
    calendar_file = folder.parent / CALENDARS / f"{header.calendar}.yaml"
    pack = Pack(
        key=header.key,
        title=header.title,
        authority_names=frozenset(header.authority_names),
        in_force_from=header.in_force_from,
        in_force_until=header.in_force_until,
        rules=tuple(rules),
        definitions=header.definitions,
        states=header.states,
        counts=header.counts,
        settings={name: setting.value for name, setting in header.settings.items()},
        local_roles=header.local_roles,
        holidays=frozenset(calendar.days) if calendar is not None else frozenset(),
        clauses=frozenset(clauses),
        digest=_digest(folder, [*files, *([calendar_file] if calendar is not None else [])]),
    )
    return LoadedPack(
        pack=pack,
        folder=folder,
        header=header,
        clauses=clauses,
        ambiguities=ambiguities,
        guidance=_read_guidance(folder, shown),
        sections=sections,
        calendar=calendar,
        files=tuple(file.relative_to(folder).as_posix() for file in files),
        cited_by_broken=frozenset(broken),
    )


def _read_sections(
    reading: Reading, folder: Path, shown: str
) -> tuple[list[Rule], dict[str, str], set[str]]:
    rules: list[Rule] = []
    broken: set[str] = set()
    sections: dict[str, str] = {}
    for path in sorted((folder / "sections").glob("*.yaml")):
        name = f"{shown}/sections/{path.name}"
        node = read_yaml(path, name, reading.problems)
        if node is not None and node.is_null:
            continue
        fields = Fields.of(reading, node, f"sections/{path.name}")
        if fields is None:
            continue
        fields.take("section")
        sections[name] = fields.text("title")
        for item in fields.listing("rules"):
            rule = read_rule(reading, item)
            if rule is not None:
                rules.append(rule)
            else:
                broken.update(_cited(item))
        fields.done()
    return rules, sections, broken


def _cited(node: Node) -> Iterator[str]:
    """The clauses that a rule cites which could not be read."""
    lists = [node.get("cites")]
    checklist = node.get("checklist")
    if checklist is not None:
        lists += [item.get("cites") for item in checklist.each()]
    for cites in lists:
        for item in cites.each() if cites is not None else ():
            if item.text:
                yield item.text


def _keyed(rules: list[Rule]) -> list[Rule]:
    """Gives each rule without a key one from its answer: `flag-low-grade`, `...-2` and so on."""
    taken = {rule.key for rule in rules if rule.key}
    keyed: list[Rule] = []
    for rule in rules:
        if rule.key:
            keyed.append(rule)
            continue
        words = re.sub(r"[^a-z0-9]+", "-", f"{rule.form} {rule.name}".lower()).strip("-")
        key, number = words, 1
        while key in taken:
            number += 1
            key = f"{words}-{number}"
        taken.add(key)
        keyed.append(replace(rule, key=key))
    return keyed


def _keep_whole(rules: list[Rule], header: PackFile) -> list[Rule]:
    """Leaves out rules that rest on a definition which could not be read (and was told)."""
    known = header.definitions

    def whole(rule: Rule) -> bool:
        return all(name in known for c in conditions_of(rule) for name in defined_in(c))

    return [rule for rule in rules if whole(rule)]


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Every condition of a rule."""
    if rule.when is not None:
        yield rule.when
    for entry in rule.not_needed:
        if entry.when is not None:
            yield entry.when


def _calendar(
    reading: Reading, root: Path, name: str, at: Node, known: dict[str, CalendarFile]
) -> CalendarFile | None:
    if not name:
        return None
    if name not in known:
        path = root / CALENDARS / f"{name}.yaml"
        if not path.is_file():
            there = [file.stem for file in (root / CALENDARS).glob("*.yaml")]
            reading.problems.unknown(at, "calendar", name, there)
            return None
        shown = f"{root.name}/{CALENDARS}/{name}.yaml"
        found = _read_calendar(reading, read_yaml(path, shown, reading.problems), name)
        if found is None:
            return None
        known[name] = found
    return known[name]


def _read_calendar(reading: Reading, node: Node | None, name: str) -> CalendarFile | None:
    fields = Fields.of(reading, node, f"calendars/{name}.yaml")
    if fields is None or node is None:
        return None
    fields.text("calendar", needed=True)
    fields.text("title")
    first = fields.day("from", needed=True)
    last = fields.day("to", needed=True)
    days: dict[date, str] = {}
    for text, value in fields.mapping("days").items():
        try:
            days[date.fromisoformat(text)] = str(value.scalar)
        except ValueError:
            reading.problems.add(value, "wrong-date", f"`{text}` is no date", "write 2018-12-25")
    fields.done()
    if first is None or last is None:
        return None
    return CalendarFile(name, first, last, days, node.file)


def _read_guidance(folder: Path, shown: str) -> dict[str, Guidance]:
    found: dict[str, Guidance] = {}
    for path in sorted((folder / "guidance").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        headings = {m.group(1): m.group(2) or "" for m in _HEADING.finditer(text)}
        found[path.stem] = Guidance(path.stem, text, headings, f"{shown}/guidance/{path.name}")
    return found


def _pack_files(folder: Path) -> list[Path]:
    """The files that make a procedure what it is; worked examples are no part of it."""
    named = [folder / "pack.yaml", folder / "clauses.yaml"]
    return [
        *(path for path in named if path.is_file()),
        *sorted((folder / "sections").glob("*.yaml")),
        *sorted((folder / "guidance").glob("*.md")),
    ]


def _digest(folder: Path, files: list[Path]) -> str:
    """SHA-256 over the names and contents of the files, in order."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
