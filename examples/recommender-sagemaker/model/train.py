"""Trains the versions of the recommender example and writes their artefacts; `--check` compares them instead."""

import argparse
import json
import os
from pathlib import Path

# One thread adds numbers in one order: the artefacts must come out the same, byte for byte.
os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = '1'

import numpy as np  # noqa: E402

from training import corpus, data, evaluation, export, features  # noqa: E402

HERE = Path(__file__).resolve().parent
REQUESTS, GOLDEN_ROWS, SEED = 300, 50, 7

# Of the weights that --tune tries, the one with the best recall on the tuning directors.
WORD_WEIGHT = 0.5


def main() -> None:
    options = arguments()
    films = data.load(options.data, options.cache)
    if options.tune:
        return tune(films)
    files = trained_files(films)
    check(files) if options.check else write(files)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, help='movies.json; default: taken from the npm package')
    parser.add_argument('--cache', type=Path, default=HERE / '.cache', help='folder that keeps the downloaded package')
    parser.add_argument('--check', action='store_true', help='fail if the committed artefacts differ; write nothing')
    parser.add_argument('--tune', action='store_true', help='print what each weight of words gives; write nothing')
    return parser.parse_args()


def trained_files(films: list[data.Film]) -> dict[str, str]:
    """Text of every file that training produces, by its path in this folder."""
    _, held_out = directors(films)
    artefacts = versions(films)
    requests = corpus.requests(held_out, REQUESTS, SEED)
    models = {version: evaluation.Recommender(artefacts[version]) for version in ('1.2', '1.3', '1.4')}
    golden = [corpus.golden(request, {v: models[v] for v in ('1.2', '1.3')}) for request in requests[:GOLDEN_ROWS]]
    metrics = {v: evaluation.quality(model, held_out) for v, model in models.items()}
    for version in ('1.3', '1.4'):
        metrics[version]['agreementWith1.2'] = evaluation.agreement(models[version], models['1.2'], requests)
    return (
        {f'artifacts/{version}/model.json': compact(artefact) for version, artefact in artefacts.items()}
        | {f'artifacts/{version}/metrics.json': pretty(metrics_) for version, metrics_ in metrics.items()}
        | {'requests.json': formatted(requests, 2), 'golden.json': formatted(golden, 6)}
    )


def versions(films: list[data.Film]) -> dict[str, dict]:
    live = export.artefact('1.2', films, features.factors(films))
    better = export.with_words(live, '1.3', features.words(films), WORD_WEIGHT)
    return {
        '1.2': live,
        '1.3': better,
        '1.4': export.with_shifted_ids(better, '1.4'),
        '1.5': export.with_defect(better, '1.5', leak_bytes=16_384, exit_after=5_000),
    }


def directors(films: list[data.Film]) -> tuple[list[list[str]], list[list[str]]]:
    """Films of the directors that the weight was chosen on, and of those that only the metrics see: half of them each."""
    groups = list(evaluation.by_director(films).values())
    order = np.random.RandomState(SEED).permutation(len(groups))
    tuning, held_out = order[len(groups) // 2 :], order[: len(groups) // 2]
    return [groups[i] for i in tuning], [groups[i] for i in held_out]


def tune(films: list[data.Film]) -> None:
    tuning, _ = directors(films)
    live, words = export.artefact('1.2', films, features.factors(films)), features.words(films)
    for weight in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0):
        model = evaluation.Recommender(export.with_words(live, '1.3', words, weight))
        print(weight, evaluation.quality(model, tuning))


def compact(value) -> str:
    return json.dumps(value, separators=(',', ':')) + '\n'


def pretty(value) -> str:
    return json.dumps(value, indent=2) + '\n'


def formatted(rows: list[dict], depth: int) -> str:
    """As `prettier` writes it: objects above `depth` spaces of indentation on lines of their own, the rest on one line."""

    def text(value, indent: int) -> str:
        if isinstance(value, list):
            return '[' + ', '.join(text(item, indent) for item in value) + ']'
        if not isinstance(value, dict):
            return json.dumps(value)
        members = [f'{json.dumps(name)}: {text(member, indent + 2)}' for name, member in value.items()]
        if indent >= depth:
            return '{ ' + ', '.join(members) + ' }'
        space = ' ' * (indent + 2)
        return '{\n' + ',\n'.join(space + member for member in members) + '\n' + ' ' * indent + '}'

    return '[\n' + ',\n'.join('  ' + text(row, 2) for row in rows) + '\n]\n'


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
