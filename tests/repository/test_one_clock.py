"""Only wayhome.clock may ask for the time: the linter refuses every other way."""

import subprocess
import sys

import pytest

from tests.repository.tree import ROOT


def _banned(source: str, name: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251",
         "--stdin-filename", name, "-"],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return "TID251" in done.stdout


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)\n",
        "from datetime import datetime\ndatetime.now()\n",
        "from datetime import datetime as d\nd.utcnow()\n",
        "from datetime import datetime\nask = datetime.today\n",
        "from datetime import date\ndate.today()\n",
        "import time\ntime.time()\n",
        "from time import time\n",
        "import time\ntime.localtime()\n",
        "from django.utils import timezone\ntimezone.now()\n",
        "from django.utils.timezone import now\n",
        "from django.db.models.functions import Now\n",
    ],
)
@pytest.mark.parametrize("name", ["src/wayhome/cases/actions.py", "tests/cases/test_actions.py"])
def test_any_other_clock_is_refused(source: str, name: str) -> None:
    assert _banned(source, name)


def test_the_one_clock_may_ask() -> None:
    source = (ROOT / "src" / "wayhome" / "clock.py").read_text(encoding="utf-8")
    assert not _banned(source, "src/wayhome/clock.py")
    assert _banned(source, "src/wayhome/another.py")
