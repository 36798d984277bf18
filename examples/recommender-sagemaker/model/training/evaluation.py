"""What an artefact recommends, computed apart from the server, and how good that is."""

import base64
from collections import defaultdict

import numpy as np

from training.data import Film

K = 10


class Recommender:
    """Similarity of every pair of titles, from the whole numbers of an artefact."""

    def __init__(self, artefact: dict) -> None:
        self.ids = artefact['ids']
        self._row = {title: row for row, title in enumerate(self.ids)}
        self._unit = artefact['scale'] ** 2
        factors = np.frombuffer(base64.b64decode(artefact['factors']['int8']), np.int8)
        factors = factors.reshape(len(self.ids), artefact['factors']['count']).astype(float)
        self._products = factors @ factors.T
        if words := artefact.get('words'):
            table = np.zeros((len(self.ids), words['count']))
            for row, pairs in enumerate(words['titles']):
                for word, value in pairs:
                    table[row, word] = value
            self._products += words['weight'] * (table @ table.T)

    def recommend(self, titles: list[str]) -> list[tuple[str, float]]:
        """The best K, and the mean of their similarities to `titles`; of equal ones the first in the catalogue."""
        rows = [self._row[title] for title in titles]
        scores = self._products[rows].sum(axis=0)
        scores[rows] = -np.inf
        best = np.argsort(-scores, kind='stable')[:K]
        return [(self.ids[row], float(scores[row]) / (self._unit * len(rows))) for row in best]

    def top(self, titles: list[str]) -> list[str]:
        return [title for title, _ in self.recommend(titles)]


def by_director(films: list[Film]) -> dict[str, list[str]]:
    """Ids of the films of each director who has several, in the order of the catalogue."""
    ids = defaultdict(list)
    for film in films:
        if film.director is not None:
            ids[film.director].append(film.id)
    return {director: ids[director] for director in sorted(ids) if len(ids[director]) > 1}


def quality(model: Recommender, groups: list[list[str]]) -> dict:
    """How many of a director's other films are found from each one of them; no input says who directed."""
    recalls, hits = [], []
    for group in groups:
        for title in group:
            found = len(set(model.top([title])) & set(group))
            recalls.append(found / min(K, len(group) - 1))
            hits.append(found > 0)
    return {
        'heldOutTitles': len(recalls),
        'recallAt10': round(float(np.mean(recalls)), 6),
        'hitRateAt10': round(float(np.mean(hits)), 6),
    }


def agreement(model: Recommender, other: Recommender, requests: list[dict]) -> dict:
    """Share of requests with the same first title, and mean share of titles that both recommend."""
    pairs = [(model.top(request['titles']), other.top(request['titles'])) for request in requests]
    return {
        'requests': len(pairs),
        'sameTop1': round(float(np.mean([one[0] == two[0] for one, two in pairs])), 6),
        'overlapOfTop10': round(float(np.mean([len(set(one) & set(two)) / K for one, two in pairs])), 6),
    }
