"""Local names are data of a pack: no authority, service, contact or clause id is in the code."""

from pathlib import Path
from typing import Any

import pytest

from tests.repository.names import local_names, occurrences
from tests.repository.tree import PROCEDURES, SRC, files, load_yaml, shown, text_of

PACKS = sorted(PROCEDURES.glob("*/pack.yaml"))
VOCABULARY = ["roles.yaml", "duties.yaml", "facts.yaml"]


def _keys(value: Any) -> set[str]:
    """Every word that the shared vocabulary uses as a key or a name."""
    if isinstance(value, dict):
        return {str(key) for key in value} | {key for v in value.values() for key in _keys(v)}
    if isinstance(value, list):
        return {key for inner in value for key in _keys(inner)}
    return {value} if isinstance(value, str) and value.isidentifier() else set()


@pytest.fixture(scope="module")
def common() -> set[str]:
    return {key for name in VOCABULARY for key in _keys(load_yaml(PROCEDURES / name))}


def test_there_are_packs() -> None:
    assert len(PACKS) >= 2


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_the_code_knows_no_local_name(path: Path, common: set[str]) -> None:
    pack = load_yaml(path)
    found = {
        shown(code): names
        for code in files(SRC)
        if (text := text_of(code)) is not None
        and (names := occurrences(f"{code.name} {text}", pack, common))
    }
    assert found == {}


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_every_pack_has_names_to_look_for(path: Path, common: set[str]) -> None:
    assert local_names(load_yaml(path), common)


INVENTED = {
    "key": "applewick-2031",
    "title": "Applewick Protocol for Children who go Missing",
    "authority": "Applewick Borough Council",
    "authority_names": ["Applewick", "North Marrow"],
    "clause_prefix": "APW",
    "local_names": {
        "roles": {"social_worker": "Social Worker", "front_door": "Single Point of Entry (SPOE)"},
        "services": {"case_system": "Hearth 9"},
    },
    "contacts": [
        {"key": "police", "name": "Police", "phone": "101", "role": "police"},
        {"key": "desk", "name": "Missing desk", "phone": "01632 960123", "status": "unverified"},
    ],
}


@pytest.mark.parametrize(
    "text",
    [
        "Applewick",
        "if key == 'applewick-2031':",
        "APPLEWICK = 1",
        "load_applewick()",
        "# as in North\n    Marrow",
        "Single Point of Entry",
        "ask the SPOE",
        "Hearth 9",
        "ring 01632 960123",
        "see APW-3.1-02",
        "f'APW-{number}'",
    ],
)
def test_the_checker_sees(text: str) -> None:
    assert occurrences(text, INVENTED, {"social_worker"})


@pytest.mark.parametrize(
    "text",
    [
        "the Social Worker",
        "ring 999 or 101",
        "ZoneInfo('Europe/London')",
        "a single point of entry",
        "applewickian",
        "north of the borough council",
        "SPOEX",
    ],
)
def test_the_checker_lets_pass(text: str) -> None:
    assert occurrences(text, INVENTED, {"social_worker"}) == []
