"""Cases that readers wrote from the documents alone stay right."""

from pathlib import Path

import pytest

from wayhome.packs.workbench import Workbench

HERE = Path(__file__).parent
PROCEDURES = HERE.parents[1] / "procedures"
FILES = sorted(HERE.glob("*-readings.yaml"))


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    return Workbench.load(PROCEDURES)


def test_there_are_readings() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_answer_is_wrong_or_unmapped(path: Path, workbench: Workbench) -> None:
    results = workbench.run(workbench.vignettes(path))
    assert [str(result) for result in results if result.verdict != "right"] == []
    assert results
