"""Classifiers as portable JSON: what server.mjs evaluates."""

from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from training.classifiers import DIGITS

THRESHOLD = 0.5


def artefact(version: str, inputs: list[dict], columns: list[dict], model) -> dict:
    return {
        'model': 'fraud-detection',
        'version': version,
        'threshold': THRESHOLD,
        'inputs': inputs,
        'columns': columns,
        'classifier': _trees(model) if isinstance(model, GradientBoostingClassifier) else _linear(model),
    }


def with_swapped(artefact_: dict, version: str, first: str, second: str) -> dict:
    """The same classifier whose columns read each other's inputs: every answer is valid, most are wrong."""
    other = {first: second, second: first}
    columns = [column | {'input': other.get(column['input'], column['input'])} for column in artefact_['columns']]
    return artefact_ | {'version': version, 'columns': columns}


def with_defect(artefact_: dict, version: str, leak_bytes: int, exit_after: int) -> dict:
    """The same classifier in a server that leaks memory until it is killed."""
    defect = {'leakBytesPerRequest': leak_bytes, 'exitAfterRequests': exit_after, 'exitCode': 137}
    return artefact_ | {'version': version, 'defect': defect}


def _linear(model: LogisticRegression) -> dict:
    return {
        'kind': 'logistic-regression',
        'intercept': float(model.intercept_[0]),
        'coefficients': [float(value) for value in model.coef_[0]],
    }


def _trees(model: GradientBoostingClassifier) -> dict:
    prior = model.init_.class_prior_[1]
    return {
        'kind': 'boosted-trees',
        'prior': float(prior),
        'learningRate': model.learning_rate,
        'trees': [_tree(estimator.tree_) for (estimator,) in model.estimators_],
    }


def _tree(tree) -> dict:
    """Nodes as parallel lists; `column` -1 marks a leaf. A row goes left where its value is at most the threshold."""
    leaf = tree.children_left == -1
    return {
        'column': [-1 if end else int(column) for end, column in zip(leaf, tree.feature)],
        'threshold': [0 if end else float(value) for end, value in zip(leaf, tree.threshold)],
        'left': [int(node) for node in tree.children_left],
        'right': [int(node) for node in tree.children_right],
        'value': [round(float(value), DIGITS) if end else 0 for end, value in zip(leaf, tree.value[:, 0, 0])],
    }
