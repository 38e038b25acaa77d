"""The Telegram channel: intake, handlers, rendering, and the calls that carry out decisions."""

import os

# PTB's opt-in to what its next major version does: durations are timedeltas, not sometimes numbers.
os.environ.setdefault("PTB_TIMEDELTA", "1")
