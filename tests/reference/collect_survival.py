"""Reference values of times to an event, from lifelines and statsmodels.

In an environment of their own: pip install lifelines==0.30.3 statsmodels==0.15.0
then: python tests/reference/collect_survival.py > tests/reference/survival.json
It reads tests/data/survival_people.csv and nothing of Dorsal.
"""

from __future__ import annotations

import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from statsmodels.duration.hazard_regression import PHReg

DATA = Path(__file__).parents[1] / "data" / "survival_people.csv"
UNTIL = 30.0
WHEN = (3.0, 12.0, 24.0)


def cox(rows: pd.DataFrame, arms: list[str], ties: str, entry: np.ndarray | None) -> dict[str, Any]:
    """Log hazard ratios against the first arm."""
    x = np.column_stack([(rows.treatment == arm).astype(float) for arm in arms[1:]])
    model = PHReg(rows.months.to_numpy(), x, status=rows.status.to_numpy(), entry=entry, ties=ties)
    found = model.fit(method="newton", tol=1e-13)
    return {"effect": found.params.tolist(), "cov": found.cov_params().tolist(), "log_likelihood": float(found.llf)}


def arm(rows: pd.DataFrame) -> dict[str, Any]:
    """The curve of one arm."""
    curve = KaplanMeierFitter().fit(rows.months, rows.status)
    ends = curve.confidence_interval_
    place = [int(np.searchsorted(ends.index.to_numpy(), when, side="right")) - 1 for when in WHEN]
    return {
        "median": float(curve.median_survival_time_),
        "survival": [float(curve.predict(when)) for when in WHEN],
        "interval": [[float(v) for v in ends.iloc[i]] for i in place],
        "rmst": float(restricted_mean_survival_time(curve, t=UNTIL)),
    }


def study(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    """One trial; `entry` lets every third person come under observation after a third of the time.

    Nobody enters at the time of an event: statsmodels takes such a person as at risk already, R's survival does not.
    """
    arms = list(dict.fromkeys(rows.treatment))
    late = np.where(np.arange(len(rows)) % 3 == 0, np.floor(rows.months / 3.0 * 10.0) / 10.0 + 0.05, 0.0)
    rounded = rows.assign(months=np.ceil(rows.months))
    return {
        "study": name,
        "arms": {a: arm(rows[rows.treatment == a]) for a in arms},
        "log_rank": float(multivariate_logrank_test(rows.months, rows.treatment, rows.status).test_statistic),
        "cox": {ties: cox(rounded, arms, ties, None) for ties in ("efron", "breslow")},
        "entered": {"entry": late.tolist(), **cox(rows, arms, "efron", late)},
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    table = pd.read_csv(DATA)
    told = {
        "versions": {name: version(name) for name in ("lifelines", "statsmodels")},
        "until": UNTIL,
        "when": WHEN,
        "studies": [study(name, rows.reset_index(drop=True)) for name, rows in table.groupby("study", sort=False)],
    }
    json.dump(told, sys.stdout, indent=1)
