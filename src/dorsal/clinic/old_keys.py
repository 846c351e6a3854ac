"""The secret before this one: what it signed stays good for a while, and not a minute longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


class OldKeys(list[str]):
    """Django's list of fallback keys that is empty once its time is over, without a restart."""

    def __init__(self, keys: list[str], until: datetime | None, now: Callable[[], datetime] = _now) -> None:
        super().__init__(keys)
        self._until = until
        self._now = now

    def __iter__(self) -> Iterator[str]:
        """The keys while their time lasts. Django unpacks the list each time it checks a signature."""
        live = self._until is not None and self._now() < self._until
        return super().__iter__() if live else iter(())
