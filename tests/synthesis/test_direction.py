"""One word for the good side, one limit for what matters: whatever ranks asks them of the same place."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.batches.batch import Batch, fit_batch
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.direction import margin, upward
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.grading.cinema import Reviewed, confidence
from dorsal.synthesis.grading.contextual import minimally, sized
from dorsal.synthesis.network import Network
from dorsal.synthesis.power import most_useful_trials
from dorsal.synthesis.ranks.ranking import p_scores, rank_draws, rank_probabilities
from dorsal.synthesis.reporting.selection import copas
from dorsal.synthesis.reporting.signal import places
from dorsal.synthesis.reporting.step_selection import step_selection
from tests.synthesis.generated import network


@pytest.fixture(scope="module")
def fit():
    return fit_network(Network.of(network(1, 4, 10)))


ASKED_WITH_BETTER = {
    "p_scores": p_scores,
    "rank_draws": lambda fit, better: rank_draws(fit, 1, better=better, draws=10),
    "rank_probabilities": lambda fit, better: rank_probabilities(fit, 1, better=better, draws=10),
    "sucra": lambda fit, better: posterior(fit, HalfNormal(0.5)).sucra(better=better),
    "rankogram": lambda fit, better: posterior(fit, HalfNormal(0.5)).rank_probabilities(1, better=better),
    "minimally": lambda fit, better: minimally(fit, "a", {}, better=better),
    "sized": lambda _, better: sized("a", 1.0, (0.5, 1.5), (1, 2, 3), better=better),
    "most_useful_trials": lambda fit, better: most_useful_trials(fit, 50, better=better),
    "copas": lambda fit, better: copas(fit, places(fit.treatments, [], "a"), better=better),
    "step_selection": lambda fit, better: step_selection(fit, places(fit.treatments, [], "a"), better=better),
    "confidence": lambda fit, better: confidence(fit, Reviewed(bias={}), mic=0.5, better=better),
    "batch": lambda fit, better: fit_batch(Batch.of([fit.network])).p_scores(better=better),
}


@pytest.mark.parametrize("name", ASKED_WITH_BETTER)
@pytest.mark.parametrize("word", ["desirable", "Lower", None])
def test_any_other_word_for_the_good_side_is_refused(fit, name, word):
    with pytest.raises(OptionError, match=f"better must be lower or higher, got {word!r}"):
        ASKED_WITH_BETTER[name](fit, better=word)


ASKED_WITH_MIC = {
    "p_scores": p_scores,
    "best_by": lambda fit, mic: rank_draws(fit, 1, draws=10).best_by("a", mic),
    "beats": lambda fit, mic: posterior(fit, HalfNormal(0.5)).beats(mic=mic),
    "batch": lambda fit, mic: fit_batch(Batch.of([fit.network])).p_scores(mic=mic),
}


@pytest.mark.parametrize("name", ASKED_WITH_MIC)
@pytest.mark.parametrize("mic", [-1.0, np.nan, np.inf])
def test_what_matters_is_not_below_nothing(fit, name, mic):
    with pytest.raises(OptionError, match="smallest difference that matters, must be 0 or above"):
        ASKED_WITH_MIC[name](fit, mic=mic)


def test_the_sign_makes_more_better():
    assert (upward("lower"), upward("higher")) == (-1.0, 1.0)
    assert margin(0) == 0
