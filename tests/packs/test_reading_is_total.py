"""Whatever somebody writes, reading and checking end with problems told, never with a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.packs import wrongness
from wayhome.packs import load_all
from wayhome.packs.check import check

FILES = sorted(
    path.relative_to(wrongness.RIGHT).as_posix()
    for path in wrongness.RIGHT.rglob("*.yaml")
    if "examples" not in path.parts
)
ODD: list[Any] = [None, "", "x", 0, -1, 2.5, True, [], {}, ["x"], {"x": 1}, [[1]], {"fact": {}}]


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*way, number))
    return found


def put(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    if not way:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = put(copy[way[0]], way[1:], new)
    return copy


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wrongness.lay_out(None, tmp_path_factory.mktemp("total"))


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_may_stand_anywhere(data: st.DataObject, root: Path) -> None:
    name = data.draw(st.sampled_from(FILES))
    content = yaml.load((wrongness.RIGHT / name).read_text("utf-8"), yaml.CSafeLoader)
    way = data.draw(st.sampled_from(places(content)))
    new = data.draw(st.sampled_from(ODD))
    changed = put(content, way, new)
    path = root / name
    path.write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    try:
        for problem in check(load_all(root)):
            assert problem.message
            assert problem.file
            assert problem.line >= 1
    finally:
        path.write_bytes((wrongness.RIGHT / name).read_bytes())
