"""Prints test/core/golden/fixtures/mcnemar.json: [b, c, p] with p = P(Bin(b + c, 1/2) >= b) by scipy's exact binomial test.

Needs Python 3.10 and scipy 1.17.1 (pip install scipy==1.17.1). Run it as
    python test/core/golden/generate-mcnemar.py | npx prettier --parser json > test/core/golden/fixtures/mcnemar.json
"""

import json

from scipy.stats import binomtest


def one_sided(worse: int, better: int) -> float:
    if worse + better == 0:
        return 1.0  # scipy refuses an experiment without trials; nothing differs, so nothing is surprising
    return float(binomtest(worse, worse + better, 0.5, alternative="greater").pvalue)


small = [(b, c) for b in range(0, 13) for c in range(0, 13)]
large = [
    (b, n - b)
    for n in (25, 31, 50, 99, 100, 255, 500, 1001, 5000, 20_000, 100_000)
    for b in sorted({0, 1, n // 4, n // 3, n // 2 - 1, n // 2, n // 2 + 1, n // 2 + int(n**0.5), 2 * n // 3, n - 1, n})
]
rows = [[b, c, one_sided(b, c)] for b, c in small + large]
print("[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n]")
