"""Models as portable JSON: what server.mjs evaluates."""

import base64

import numpy as np

from training.data import Film

# Vectors are kept as whole numbers from -127 to 127: their products are exact, so every processor ranks alike.
SCALE = 127


def artefact(version: str, films: list[Film], factors: np.ndarray) -> dict:
    """`factors.int8` has one row a title, in the order of `ids`."""
    rows = np.round(factors * SCALE).astype(np.int8)
    return {
        'model': 'similar-titles',
        'version': version,
        'scale': SCALE,
        'ids': [film.id for film in films],
        'factors': {'count': rows.shape[1], 'int8': base64.b64encode(rows.tobytes()).decode('ascii')},
    }


def with_words(artefact_: dict, version: str, words: np.ndarray, weight: float) -> dict:
    """The same factors, and for each title its rare words as pairs: number of the word, value."""
    rows = np.round(words * SCALE).astype(int)
    titles = [[[int(word), int(row[word])] for word in np.flatnonzero(row)] for row in rows]
    return artefact_ | {'version': version, 'words': {'weight': weight, 'count': rows.shape[1], 'titles': titles}}


def with_shifted_ids(artefact_: dict, version: str) -> dict:
    """The same vectors under the ids of their neighbours: every answer is valid, most are wrong."""
    first, *others = artefact_['ids']
    return artefact_ | {'version': version, 'ids': [*others, first]}


def with_defect(artefact_: dict, version: str, leak_bytes: int, exit_after: int) -> dict:
    """The same model in a server that leaks memory until it is killed."""
    defect = {'leakBytesPerRequest': leak_bytes, 'exitAfterRequests': exit_after, 'exitCode': 137}
    return artefact_ | {'version': version, 'defect': defect}
