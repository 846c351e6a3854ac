"""What a row says beside its numbers: the outcome, the instrument, the time, the use."""

from __future__ import annotations

from typing import Any

from dorsal.trials.sheet.page import Page

OUTCOME = "outcome"
"""The name of the outcome where a table has only one and does not name it."""
TEXTS = ("use_reason", "locator", "source_url", "note")
YES = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "adjusted": "yes",
       "no": "no", "n": "no", "false": "no", "0": "no", "unadjusted": "no", "": "no", "unclear": "unclear"}  # fmt: skip
USES = ("main", "sensitivity", "record")
Key = tuple[str, str, float | None]


class Occasions:
    """By row: outcome, scale and weeks, which tell one measurement of a study from another; and the rest."""

    def __init__(self, page: Page) -> None:
        roles = ("outcome", "scale", "weeks", "adjusted", "use", *TEXTS)
        self._any = any(page.has(role) for role in roles)
        if not self._any:
            return
        self._outcome = [text or OUTCOME for text in page.texts("outcome")]
        self._scale = page.texts("scale")
        self._weeks = page.numbers("weeks")
        self._words = {
            "adjusted": _words(page, "adjusted", YES),
            "use": _words(page, "use", {"": "main"} | {use: use for use in USES}),
        }
        self._texts = {role: page.texts(role) for role in TEXTS if page.has(role)}

    def key(self, row: int) -> Key:
        """Outcome, scale and weeks: two rows of a study that agree in all are about the same measurement."""
        return (self._outcome[row], self._scale[row], self._weeks[row]) if self._any else (OUTCOME, "", None)

    def fields(self, row: int) -> dict[str, Any]:
        """Arguments of a Result."""
        if not self._any:
            return {"outcome": OUTCOME, "scale": ""}
        outcome, scale, weeks = self.key(row)
        words = {role: values[row] for role, values in self._words.items()}
        texts = {role: values[row] for role, values in self._texts.items()}
        return {"outcome": outcome, "scale": scale, "weeks": weeks, **words, **texts}


def _words(page: Page, role: str, known: dict[str, str]) -> list[str]:
    """The words of a column with few; others are faults."""
    texts = [text.casefold() for text in page.texts(role)]
    strange = set(texts) - known.keys()
    if strange:
        remedy = f"write {', '.join(dict.fromkeys(known.values()))}"
        for row, text in enumerate(texts):
            if text in strange:
                page.fault(row, role, "this word is not known here", remedy)
    return [known.get(text, "") for text in texts]
