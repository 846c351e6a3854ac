"""Which way an outcome is good, and by how much better is better enough: what everything that ranks is told."""

from __future__ import annotations

import math
from typing import get_args

from dorsal.errors import OptionError
from dorsal.trials.scale import Better

WAYS = get_args(Better)


def upward(better: Better) -> float:
    """The sign that makes more of an effect better: -1 where lower is better, +1 where higher is.

    Raises OptionError for any other word.
    """
    if better not in WAYS:
        raise OptionError(f"better must be {' or '.join(WAYS)}, got {better!r}")
    return -1.0 if better == "lower" else 1.0


def margin(mic: float) -> float:
    """By how much (analysis scale) one must be better. Raises OptionError for a number below 0, or none."""
    if not 0.0 <= mic < math.inf:
        raise OptionError(f"mic, the smallest difference that matters, must be 0 or above, got {mic:g}")
    return mic
