"""What every test shares. Imports the standard library and pytest only: the engine's tests also
run where nothing else is installed."""

import importlib.util
import os

if importlib.util.find_spec("hypothesis") is not None:
    from hypothesis import settings

    # The same examples on every run and every machine; a failing one is kept as a test, not in a
    # hidden folder. `make soak` looks further.
    settings.register_profile("steady", derandomize=True, deadline=None, database=None)
    settings.register_profile(
        "soak", derandomize=False, deadline=None, database=None, max_examples=5_000
    )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
