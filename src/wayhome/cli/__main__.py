"""`python -m wayhome.cli` is `wayhome`."""

import sys

from wayhome.cli.app import main

sys.exit(main())
