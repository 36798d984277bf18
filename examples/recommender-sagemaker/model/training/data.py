"""The training data: 3,201 films with what is known about them, as they ship in the npm package vega-datasets."""

import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = 'vega-datasets@3.2.1'
MEMBER = 'package/data/movies.json'
JSON_SHA256 = 'e63c499759e3b07b49563e036f55290f87feb56def8703ec049ca305ab1523d3'

# The newest film is of 2011: a later year is one of the last century that was written with two digits.
NEWEST_YEAR = 2011


@dataclass(frozen=True)
class Film:
    """One title of the catalogue; `id` is `m` and its place in the file."""

    id: str
    year: int
    fields: dict

    @property
    def title(self) -> str:
        return str(self.fields['Title'])

    @property
    def director(self) -> str | None:
        return self.fields['Director']


def load(file: Path | None, cache: Path) -> list[Film]:
    """Films with a title, a genre and a rating, each once. `file` None: taken from the npm package."""
    content = file.read_bytes() if file else _from_package(cache)
    digest = hashlib.sha256(content).hexdigest()
    if digest != JSON_SHA256:
        raise SystemExit(f'the data must have SHA-256 {JSON_SHA256}, got {digest}; use movies.json of {PACKAGE}')
    films: dict[tuple[str, int], Film] = {}
    for place, fields in enumerate(json.loads(content)):
        if any(fields[name] is None for name in ('Title', 'Major Genre', 'IMDB Rating')):
            continue
        film = Film(f'm{place}', _year(fields['Release Date']), fields)
        films.setdefault((film.title.lower(), film.year), film)
    return list(films.values())


def _year(date: str) -> int:
    year = int(date[-4:])
    return year - 100 if year > NEWEST_YEAR else year


def _from_package(cache: Path) -> bytes:
    """Reads the file out of the package's archive; the package is neither installed nor run."""
    archive = cache / 'vega-datasets-3.2.1.tgz'
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(['npm', 'pack', '--silent', '--pack-destination', str(cache), PACKAGE], check=True)
    with tarfile.open(archive) as members:
        return members.extractfile(MEMBER).read()
