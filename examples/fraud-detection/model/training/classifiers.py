"""The two classifiers: a first one on four numbers (1.2), and a better one on everything (1.3)."""

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from training.data import CATEGORICAL, NUMERIC

FEW = ['duration_months', 'credit_amount', 'age', 'installment_rate']

# Digits of a learned number. Other processors add in another order and differ in the 16th digit; nine are the same on all.
DIGITS = 9


def contract(rows: list[dict]) -> list[dict]:
    """The inputs that every version takes: numbers, and texts with the values that may occur."""
    numbers = [{'name': name, 'datatype': 'FP64'} for name in NUMERIC.values()]
    texts = [
        {'name': name, 'datatype': 'BYTES', 'categories': sorted({row[name] for row in rows})}
        for name in CATEGORICAL.values()
    ]
    return numbers + texts


def numeric_columns(names) -> list[dict]:
    return [{'input': name} for name in names]


def all_columns(inputs: list[dict]) -> list[dict]:
    """Each number as it is, each text as one column (0 or 1) a category."""
    categories = [{'input': i['name'], 'equals': c} for i in inputs for c in i.get('categories', [])]
    return numeric_columns(NUMERIC.values()) + categories


def matrix(rows: list[dict], columns: list[dict]) -> np.ndarray:
    def cell(row, column):
        value = row[column['input']]
        return float(value == column['equals']) if 'equals' in column else value

    return np.array([[cell(row, column) for column in columns] for row in rows])


def logistic_regression(x: np.ndarray, y: np.ndarray) -> LogisticRegression:
    """Newton's method to the optimum itself, so that the digits do not depend on where an iteration stopped."""
    model = LogisticRegression(C=np.inf, solver='newton-cholesky', tol=1e-12, max_iter=100).fit(x, y)
    model.coef_ = _significant(model.coef_)
    model.intercept_ = _significant(model.intercept_)
    return model


def boosted_trees(x: np.ndarray, y: np.ndarray) -> GradientBoostingClassifier:
    """Two splits deep: of the sizes tried in cross-validation on the training rows, within 0.002 of the best log loss."""
    model = GradientBoostingClassifier(max_depth=2, n_estimators=200, learning_rate=0.05, random_state=0).fit(x, y)
    for (estimator,) in model.estimators_:
        estimator.tree_.value[:] = estimator.tree_.value.round(DIGITS)
    return model


def _significant(values: np.ndarray) -> np.ndarray:
    return np.vectorize(lambda value: float(f'{value:.{DIGITS}g}'))(values)
