"""The same examples whatever else runs beside: a test that fails once fails again.

Hypothesis also draws constants that it finds in the modules loaded so far, so the examples of the
steady profile would depend on which other tests run in the same process. `make soak` leaves it so.
"""

import os

from hypothesis.internal.conjecture import providers

if os.environ.get("HYPOTHESIS_PROFILE", "steady") == "steady":
    assert hasattr(providers, "_get_local_constants"), "how constants are found has another name"
    providers._get_local_constants = lambda: providers._local_constants
