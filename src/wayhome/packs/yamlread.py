"""YAML with a file and line for every value, and without YAML's traps.

Plain scalars are read by fewer rules than YAML 1.1's: `true` and `false`, whole and decimal
numbers, ISO dates, `null`; everything else is text. `yes`, `no`, `on`, `off` (true and false in
YAML 1.1, text in 1.2) are refused wherever they stand unquoted, and so are keys written twice.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import yaml

from wayhome.packs.london import why_not
from wayhome.packs.node import DATE, Node, ScalarValue
from wayhome.packs.problems import Problems

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_TRAPS = frozenset({"yes", "no", "on", "off"})


# Deeper than any file here, and far from where the parser's own recursion would end the process.
_DEPTH = 64
_DIGITS = 30


def read_yaml(path: Path, shown: str, problems: Problems) -> Node | None:
    """Reads one file; what is wrong with it goes to `problems` under the name `shown`.

    None where the file cannot be read as YAML at all.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.add_at(shown, 1, "missing-file", f"`{path.name}` is missing", "add the file")
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.add_at(shown, 1, "unreadable", f"cannot be read: {error}", "save it as UTF-8 text")
        return None
    return parse_yaml(text, shown, problems)


def parse_yaml(text: str, shown: str, problems: Problems) -> Node | None:
    """Reads YAML text; see `read_yaml`."""
    try:
        if not _is_bounded(text, shown, problems):
            return None
        loader = _LOADER(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        problems.add_at(shown, line, "yaml", f"not readable as YAML: {reason}", _yaml_advice(text))
        return None
    except yaml.YAMLError as error:
        problems.add_at(shown, 1, "yaml", f"not readable as YAML: {error}", _yaml_advice(text))
        return None
    if root is None:
        return Node(shown, 1)
    return _convert(root, shown, problems)


def _is_bounded(text: str, shown: str, problems: Problems) -> bool:
    """Whether a text has no anchors and is not nested beyond all use; told on its events.

    An anchor can make a short text into an endless one, and deep nesting ends the process.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            advice = "quote a word that begins with & or *; write a value that is meant twice out"
            message = "anchors and aliases (& and *) are not read"
            problems.add_at(shown, line, "alias", message, advice)
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH:
            message = f"brackets or lists are nested more than {_DEPTH} deep"
            problems.add_at(shown, line, "depth", message, "check that each bracket is closed")
            return False
    return True


def _yaml_advice(text: str) -> str:
    if any(line[: len(line) - len(line.lstrip())].count("\t") for line in text.splitlines()):
        return "indent with spaces, not with tabs"
    return (
        "check the indentation and the brackets of this line and the one above, "
        "and quote text that has a colon in it"
    )


def _convert(node: yaml.Node, shown: str, problems: Problems) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _convert_mapping(node, shown, line, problems)
    if isinstance(node, yaml.SequenceNode):
        return Node(shown, line, items=tuple(_convert(n, shown, problems) for n in node.value))
    value = node.value
    if getattr(node, "style", ""):  # quoted or a block: always text
        return Node(shown, line, scalar=value)
    return Node(shown, line, scalar=_resolve(value, shown, line, problems))


def _convert_mapping(node: yaml.MappingNode, shown: str, line: int, problems: Problems) -> Node:
    entries: dict[str, Node] = {}
    key_lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.add_at(shown, key_line, "key", "a key must be a word", "write `key: value`")
            continue
        key = key_node.value
        if not getattr(key_node, "style", "") and key.lower() in _TRAPS:
            problems.add_at(
                shown,
                key_line,
                "yaml-bool",
                f"the key `{key}` is read as true or false by YAML",
                f'use another word, or quote it: "{key}"',
            )
        if key in entries:
            problems.add_at(
                shown,
                key_line,
                "duplicate-key",
                f"the key `{key}` stands twice (first in line {key_lines[key]})",
                "join the two, or rename one",
            )
            continue
        entries[key] = _convert(value_node, shown, problems)
        key_lines[key] = key_line
    return Node(shown, line, entries=entries, key_lines=key_lines)


def _resolve(value: str, shown: str, line: int, problems: Problems) -> ScalarValue:
    if not value or value[0].isalpha() or value[0] == "~":
        return _resolve_word(value, shown, line, problems)
    if _WHOLE.match(value) or _DECIMAL.match(value):
        if len(value) > _DIGITS:
            problems.add_at(
                shown, line, "number", f"a number of {len(value)} digits", "quote it if it is text"
            )
            return value
        return int(value) if _WHOLE.match(value) else float(value)
    if DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            problems.add_at(shown, line, "wrong-date", f"`{value}` is no date", why_not(value))
    return value


def _resolve_word(value: str, shown: str, line: int, problems: Problems) -> ScalarValue:
    if value in _NULL:
        return None
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    if value.lower() in _TRAPS:
        problems.add_at(
            shown,
            line,
            "yaml-bool",
            f"`{value}` is read as true or false by YAML",
            f'write true or false, or quote the word: "{value}"',
        )
    return value
