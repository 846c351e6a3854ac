"""A row that does not enter an analysis, and why. Nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """One row of one study, with the reason in words that finish the sentence "left out: ..."."""

    row: str
    study: str
    reason: str


class Unusable(Exception):
    """Why a number set cannot enter, in words. Never leaves a stage: it is caught and becomes a LeftOut."""
