"""A table in any common format becomes studies, or an error with all of its faults at once."""

from dorsal.trials.sheet.sheet import Sheet, read

__all__ = ["Sheet", "read"]
