"""Squared errors of scikit-learn's imputers, and of principal components, on given masks of a standardised table.

Usage: python imputation_baselines.py FILE   (tooling/figures/imputation.mjs writes it: columns, truth, masks)
Prints JSON: by method, the mean squared error of the hidden cells of each mask.

k-NN: the best number of neighbours of 1, 5, 10, 20, 50 on a tenth of the observed cells; principal components: as many as are best
in the same way, fitted by alternating between filling and the singular value decomposition; MICE: IterativeImputer with its
default BayesianRidge, 10 rounds; missForest: the same with random forests of 100 trees, where --forests asks for it.
"""

import argparse
import json

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer


def principal_components(x, rank, rounds=200, tolerance=1e-6):
    """Fills gaps by the best rank-`rank` matrix, in turns (Hastie et al. 1999)."""
    gaps = np.isnan(x)
    filled = np.where(gaps, np.nanmean(x, 0), x)
    for _ in range(rounds):
        centre = filled.mean(0)
        u, s, v = np.linalg.svd(filled - centre, full_matrices=False)
        low = (u[:, :rank] * s[:rank]) @ v[:rank] + centre
        change = np.mean((low[gaps] - filled[gaps]) ** 2)
        filled[gaps] = low[gaps]
        if change < tolerance:
            break
    return filled


def best(x, choices, fill, seed):
    """The choice with the least error on a tenth of the observed cells."""
    hidden = ~np.isnan(x) & (np.random.default_rng(seed).random(x.shape) < 0.1)
    seen = np.where(hidden, np.nan, x)
    return min(choices, key=lambda choice: np.mean((fill(seen, choice) - x)[hidden] ** 2))


def neighbours(x, count):
    return KNNImputer(n_neighbors=count).fit_transform(x)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--forests", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.file, encoding="utf8") as file:
        given = json.load(file)
    truth = np.array(given["truth"]).reshape(-1, given["columns"])
    errors: dict[str, list[float]] = {}
    for one in given["masks"]:
        seen = np.array(one["mask"]).reshape(truth.shape) > 0
        x = np.where(seen, truth, np.nan)
        seed = one["seed"]
        fills = {
            "mean": SimpleImputer().fit_transform(x),
            "k-NN": neighbours(x, best(x, [1, 5, 10, 20, 50], neighbours, seed)),
            "principal components": principal_components(x, best(x, range(1, 11), principal_components, seed)),
            "MICE (BayesianRidge)": IterativeImputer(random_state=seed).fit_transform(x),
        }
        if arguments.forests:
            forest = RandomForestRegressor(n_estimators=100, random_state=seed)
            fills["missForest"] = IterativeImputer(forest, random_state=seed, max_iter=5).fit_transform(x)
        for name, filled in fills.items():
            errors.setdefault(name, []).append(float(np.mean((filled - truth)[~seen] ** 2)))
    print(json.dumps(errors))


main()
