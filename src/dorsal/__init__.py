"""Dorsal: which treatment is better, from the trials to the answer.

>>> import dorsal
>>> fit = dorsal.fit("trials.csv", measure="OR")  # or any data frame
>>> fit.between("B", "A")
>>> print(dorsal.league(fit))
"""

from importlib.metadata import version

from dorsal.errors import DorsalError
from dorsal.faces.document import Document
from dorsal.faces.notebook import to_html
from dorsal.faces.python import answer, document, fit, fit_components
from dorsal.synthesis.components import ComponentFit
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League, league
from dorsal.synthesis.ranking import p_scores, rank_probabilities
from dorsal.trials.effect_options import MEASURES
from dorsal.trials.sheet import Sheet, read

__version__ = version("dorsal")

__all__ = [
    "MEASURES",
    "ComponentFit",
    "Document",
    "DorsalError",
    "Estimate",
    "League",
    "NetworkFit",
    "Sheet",
    "answer",
    "document",
    "fit",
    "fit_components",
    "league",
    "p_scores",
    "rank_probabilities",
    "read",
    "to_html",
]
