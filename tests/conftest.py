"""What every test shares. Imports the standard library and pytest only: the engine's tests also
run where nothing else is installed."""

import importlib.util
import os

if importlib.util.find_spec("hypothesis") is not None:
    from hypothesis import HealthCheck, settings

    # The same examples on every run and every machine; a failing one is kept as a test, not in a
    # hidden folder. `make soak` looks further.
    # How fast a machine is belongs into benchmarks: a busy one fails no test.
    calm = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("steady", derandomize=True, **calm)
    settings.register_profile("soak", derandomize=False, max_examples=5_000, **calm)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
