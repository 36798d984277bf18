"""Prints test/core/prompts/scores.json: texts and their scores by other people's code. Pinned in a venv of its own:

    python3 -m venv /tmp/scores && /tmp/scores/bin/pip install nltk==3.10.4 rouge-score==0.1.2 RapidFuzz==3.14.6 regex==2026.11.15
    /tmp/scores/bin/python test/core/prompts/generate-scores.py > test/core/prompts/scores.json
    npx prettier --write test/core/prompts/scores.json
"""

import json
import random

import regex
from nltk.translate.bleu_score import sentence_bleu
from nltk.translate.gleu_score import sentence_gleu
from rapidfuzz.distance import Levenshtein
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer, Tokenizer


class AnyScript(Tokenizer):
    """Runs of letters, marks and digits; rouge-score's own tokenizer drops everything that is not ASCII."""

    def tokenize(self, text):
        return regex.findall(r"[\p{L}\p{M}\p{N}]+", text.lower())


def smoothed(p_n, **_):
    """What promptfoo does with a precision of 0."""
    return [1e-7 if p.numerator == 0 else float(p) for p in p_n]


def bleu(text, references):
    words = text.lower().split()
    if not words:
        return 0.0
    orders = min(4, len(words))
    expected = [reference.lower().split() for reference in references]
    return float(sentence_bleu(expected, words, weights=[1 / orders] * orders, smoothing_function=smoothed))


def gleu(text, references):
    def words(some):
        return [word for word in (each.rstrip(".") for each in some.lower().split()) if word]

    return float(sentence_gleu([words(reference) for reference in references], words(text)))


SCORER = RougeScorer(["rouge1", "rouge2", "rouge3"], tokenizer=AnyScript())
OWN = RougeScorer(["rouge1", "rouge2", "rouge3"], tokenizer=DefaultTokenizer(use_stemmer=False))


def rouge(text, reference):
    scores = SCORER.score(reference, text)
    if reference.isascii() and text.isascii():
        assert scores == OWN.score(reference, text)
    return [scores[f"rouge{n}"].recall for n in (1, 2, 3)]


WRITTEN = [
    ("the cat sat on the mat", ["the cat sat on the mat"]),
    ("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]),
    ("The cat sat.", ["the cat sat on the mat"]),
    ("hello world", ["hello world"]),
    ("Hello", ["hello world", "hello"]),
    ("yes", ["no"]),
    ("", ["something was expected"]),
    ("It is a guide to action which ensures that the military always obeys the commands of the party",
     ["It is a guide to action that ensures that the military will forever heed Party commands",
      "It is the guiding principle which guarantees the military forces always being under the command of the Party",
      "It is the practical guide for the army always to heed the directions of the party"]),
    ("Die Rechnung wurde am 3. Mai überwiesen.", ["Die Rechnung wurde am 4. Mai überwiesen."]),
    ("Ответ: сорок два", ["ответ сорок два"]),
    ("答えは四十二です", ["答えは四十三です"]),
    ("ok 👍🏽 done", ["ok 👎🏽 done"]),
    ("kitten", ["sitting"]),
    ("a b c d e f", ["f e d c b a"]),
    ("one two three four five", ["one two three", "one two three four five six seven"]),
]

VOCABULARY = ["order", "shipped", "today", "the", "a", "refund", "is", "to", "your", "card.", "Please", "wait,", "42"]


def cases():
    yield from WRITTEN
    dice = random.Random(7)
    for _ in range(60):
        texts = [" ".join(dice.choices(VOCABULARY, k=dice.randint(1, 14))) for _ in range(dice.randint(2, 4))]
        yield texts[0], texts[1:]


print(json.dumps(
    [
        {
            "text": text,
            "references": references,
            "bleu": bleu(text, references),
            "gleu": gleu(text, references) if text else 0.0,
            "rouge": rouge(text, references[0]),
            "levenshtein": Levenshtein.distance(text, references[0]),
        }
        for text, references in cases()
    ],
    ensure_ascii=False,
    indent=1,
))
