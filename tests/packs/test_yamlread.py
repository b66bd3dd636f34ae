"""YAML with places and without traps."""

from datetime import date

import pytest

from wayhome.packs.node import Node
from wayhome.packs.problems import Problems, suggest
from wayhome.packs.yamlread import parse_yaml


def read(text: str) -> tuple[object, list[str]]:
    problems = Problems()
    node = parse_yaml(text, "f.yaml", problems)
    assert node is not None
    return node.plain(), [str(problem) for problem in problems.found]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("72", 72),
        ("-3", -3),
        ("2.5", 2.5),
        ("2018-12-01", date(2018, 12, 1)),
        ("2018-12-01 23:40", "2018-12-01 23:40"),
        ("'2018-12-01'", "2018-12-01"),
        ("12:30", "12:30"),
        ("0101", "0101"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("null", None),
        ("~", None),
        ("'true'", "true"),
        ("'no'", "no"),
        ("nobody", "nobody"),
        ("", None),
        ("'72'", "72"),
    ],
)
def test_a_plain_word_means_what_it_looks_like(written: str, value: object) -> None:
    assert read(f"a: {written}\n") == ({"a": value}, [])


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off"])
def test_words_that_yaml_takes_for_true_or_false_are_told(word: str) -> None:
    content, told = read(f"a: {word}\n{word}: b\n'{word}x': c\n")
    assert isinstance(content, dict)
    assert content["a"] == word
    assert len(told) == 2
    assert told[0].endswith("(f.yaml:1)")
    assert told[1].endswith("(f.yaml:2)")


def test_every_value_knows_its_line() -> None:
    node = parse_yaml("a:\n  - b: 1\n    c: |\n      text\n  - 2\n", "f.yaml", Problems())
    assert node is not None
    first = node.get("a")
    assert first is not None and first.items is not None
    assert [item.line for item in first.items] == [2, 5]
    assert first.items[0].get("c") == Node("f.yaml", 3, scalar="text\n")
    assert first.items[0].at_key("c").line == 3


def test_a_file_with_nothing_in_it_is_nothing() -> None:
    assert read("# only a remark\n") == (None, [])


def test_a_list_as_a_key_is_told() -> None:
    assert "a key must be a word" in read("? [a, b]\n: c\n")[1][0]


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "a:\n\t- b", "- a\nb: c", "%", "\x01"])
def test_what_is_no_yaml_is_told_with_its_line_and_advice(text: str) -> None:
    problems = Problems()
    assert parse_yaml(text, "f.yaml", problems) is None
    assert len(problems.found) == 1
    assert "not readable as YAML" in problems.found[0].message
    assert problems.found[0].advice


@pytest.mark.parametrize(
    ("name", "known", "advice"),
    [
        ("retured", ["returned", "located"], "did you mean `returned`?"),
        ("xyz", ["returned", "located"], "known: located, returned"),
        ("xyz", [], "none is defined"),
        ("xyz", [f"name_{n}" for n in range(20)], ""),
    ],
)
def test_advice_names_the_nearest_word_or_the_few_there_are(
    name: str, known: list[str], advice: str
) -> None:
    assert suggest(name, known) == advice
