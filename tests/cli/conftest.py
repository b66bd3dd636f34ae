"""A fictional council to run the commands on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli import schema
from tests.packs import wrongness
from wayhome.cli import main

CASE = """
name: A boy is not back from football
procedures: [testshire]
child: {date_of_birth: 2012-05-06, sex: male}
statuses: [{status: looked_after, from: 2023-06-12, detail: {placement_kind: foster_home}}]
facts:
- {at: 2025-03-29 21:30, what: absence_noticed, who: foster_carer, detail: {whereabouts: unknown}}
- {at: 2025-03-29 21:40, what: reported_to_police, who: foster_carer, detail: {reference: T-1}}
- {at: 2025-03-30 04:10, what: returned, who: social_worker}
"""


@dataclass
class Ran:
    """What a command gave: its exit code and both streams."""

    code: int
    out: str
    err: str

    def json(self, name: str) -> Any:
        """Standard output as JSON, held against a documented schema."""
        value = json.loads(self.out)
        assert schema.wrong(value, name) == []
        return value


Run = Callable[..., Ran]


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    return wrongness.lay_out(None, tmp_path)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    return path


@pytest.fixture
def run(procedures: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `wayhome` on the fictional council's procedures."""

    def go(*args: object) -> Ran:
        code = main([*map(str, args), "--procedures", str(procedures)])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return go
