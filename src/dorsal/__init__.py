"""Dorsal: which treatment is better, from the trials to the answer.

>>> import dorsal
>>> fit = dorsal.fit("trials.csv", measure="OR")  # or any data frame
>>> fit.between("B", "A")
>>> print(dorsal.league(fit))
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dorsal.errors import DorsalError
    from dorsal.faces.document import Document
    from dorsal.faces.notebook import to_html
    from dorsal.faces.python import adjust, answer, document, fit, fit_components, fit_dose, read_times
    from dorsal.synthesis.components import ComponentFit
    from dorsal.synthesis.dose.dose_fit import DoseFit
    from dorsal.synthesis.estimate import Estimate
    from dorsal.synthesis.fit import NetworkFit
    from dorsal.synthesis.league import League, league
    from dorsal.synthesis.ranks.ranking import p_scores, rank_probabilities
    from dorsal.trials.effect_options import MEASURES
    from dorsal.trials.sheet import Sheet, read
else:
    _FROM = {
        "MEASURES": "dorsal.trials.effect_options",
        "ComponentFit": "dorsal.synthesis.components",
        "Document": "dorsal.faces.document",
        "DorsalError": "dorsal.errors",
        "DoseFit": "dorsal.synthesis.dose.dose_fit",
        "Estimate": "dorsal.synthesis.estimate",
        "League": "dorsal.synthesis.league",
        "NetworkFit": "dorsal.synthesis.fit",
        "Sheet": "dorsal.trials.sheet",
        "adjust": "dorsal.faces.python",
        "answer": "dorsal.faces.python",
        "document": "dorsal.faces.python",
        "fit": "dorsal.faces.python",
        "fit_components": "dorsal.faces.python",
        "fit_dose": "dorsal.faces.python",
        "league": "dorsal.synthesis.league",
        "p_scores": "dorsal.synthesis.ranks.ranking",
        "rank_probabilities": "dorsal.synthesis.ranks.ranking",
        "read": "dorsal.trials.sheet",
        "read_times": "dorsal.faces.python",
        "to_html": "dorsal.faces.notebook",
    }
    """Where each name lives. It is loaded when first asked for, so that the command starts before numpy is there."""

    def __getattr__(name: str) -> Any:
        """A name of `__all__`, loaded now (PEP 562)."""
        if name not in _FROM:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import_module("dorsal.faces.notebook")  # whoever asks for a name here may be in a notebook
        found = getattr(import_module(_FROM[name]), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__version__ = version("dorsal")

__all__ = [
    "MEASURES",
    "ComponentFit",
    "Document",
    "DorsalError",
    "DoseFit",
    "Estimate",
    "League",
    "NetworkFit",
    "Sheet",
    "adjust",
    "answer",
    "document",
    "fit",
    "fit_components",
    "fit_dose",
    "league",
    "p_scores",
    "rank_probabilities",
    "read",
    "read_times",
    "to_html",
]
