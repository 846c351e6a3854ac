"""The garbage collector at rest while a table is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Nothing is collected inside; after it all is as before.

    Of a million rows come millions of objects and no cycles. The collector would walk over them again and again as
    they grow, which takes as long as the reading itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
