"""`python -m backlint`, the same as `backlint`."""

import sys

from backlint.cli import main

sys.exit(main())
