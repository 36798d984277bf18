"""Films as vectors: factors of what they are, and the rare words of their titles. The director is never an input."""

import math
from collections import Counter

import numpy as np
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from training.data import Film

FACTORS = 24

CATEGORICAL = ('Major Genre', 'Creative Type', 'Source', 'MPAA Rating', 'Distributor')
LOGARITHMIC = ('Production Budget', 'Worldwide Gross', 'IMDB Votes')
LINEAR = ('IMDB Rating', 'Rotten Tomatoes Rating', 'Running Time min')

# Genre and maker say more about a film than money and votes do.
CATEGORY_WEIGHT = 2.0
# A category of fewer films would be a factor of its own for them.
CATEGORY_FILMS = 15


def factors(films: list[Film]) -> np.ndarray:
    """Principal components of all features, each film's of length 1."""
    table = np.hstack([_numbers(films), _categories(films)])
    return _unit(PCA(n_components=FACTORS, svd_solver='full').fit_transform(table))


def words(films: list[Film]) -> np.ndarray:
    """TF-IDF of title words that 2 to 10 films share, each film's of length 1, or 0 without such a word: they find sequels."""
    vectorizer = TfidfVectorizer(min_df=2, max_df=10, token_pattern='[a-z]{3,}')
    return vectorizer.fit_transform([film.title for film in films]).toarray()


def _numbers(films: list[Film]) -> np.ndarray:
    """Standardized; what is not known is the average."""

    def logarithm(value):
        return math.log10(value) if value else math.nan  # a budget or a gross of 0 is one that is not known

    def linear(value):
        return math.nan if value is None else value

    table = [
        [film.year, *(logarithm(film.fields[n]) for n in LOGARITHMIC), *(linear(film.fields[n]) for n in LINEAR)]
        for film in films
    ]
    return np.nan_to_num(StandardScaler().fit_transform(table), nan=0.0)


def _categories(films: list[Film]) -> np.ndarray:
    """One column (0 or the weight) for each category that enough films have; none for the others."""
    values = [[film.fields[name] or '' for name in CATEGORICAL] for film in films]
    counts = [Counter(column) for column in zip(*values)]
    common = [sorted(c for c, films_ in count.items() if c and films_ >= CATEGORY_FILMS) for count in counts]
    encoder = OneHotEncoder(categories=common, handle_unknown='ignore', sparse_output=False)
    return encoder.fit_transform(values) * CATEGORY_WEIGHT


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
