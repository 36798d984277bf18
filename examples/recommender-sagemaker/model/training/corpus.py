"""Requests of the load, and the golden answers to some of them."""

import numpy as np

from training.evaluation import K, Recommender


def requests(groups: list[list[str]], count: int, seed: int) -> list[dict]:
    """Held-out titles in random order; every third request names up to two more films of the same director."""
    group_of = {title: group for group in groups for title in group}
    titles = np.random.RandomState(seed).permutation(sorted(group_of))[:count]
    return [_request(str(title), group_of[title], more=2 if n % 3 == 2 else 0) for n, title in enumerate(titles)]


def golden(request: dict, models: dict[str, Recommender]) -> dict:
    """A request, and for each version the ids that it must answer with their scores."""
    answers = {version: model.recommend(request['titles']) for version, model in models.items()}
    return {
        'request': request,
        'ids': {version: [title for title, _ in answer] for version, answer in answers.items()},
        'scores': {version: [round(score, 6) for _, score in answer] for version, answer in answers.items()},
    }


def _request(title: str, group: list[str], more: int) -> dict:
    others = [other for other in group if other != title]
    return {'titles': [title, *others[:more]], 'k': K}
