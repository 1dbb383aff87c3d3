"""Compares ways of recognising what a message is about; prints a Markdown table.

    python benchmarks/recognition/run.py                 # the bots in bots/
    python benchmarks/recognition/run.py --hint3 DIR     # and the HINT3 files that DIR holds

Best MCC: the best Matthews correlation over all thresholds, where a message below the threshold
counts as out of scope. Right: the share of the in-scope messages whose first label is right.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.matching import Matcher, find_encoder

OUT_OF_SCOPE = "NO_NODES_DETECTED"
HERE = Path(__file__).resolve().parent

Ranking = list[tuple[str, float]]
Fitted = Callable[[str], Ranking]
Recogniser = Callable[[Sequence[str], Sequence[str]], Fitted]


@dataclass(frozen=True)
class Bot:
    """Examples to learn from, and messages with the label that is right for each."""

    name: str
    texts: list[str]
    labels: list[str]
    messages: list[str]
    wanted: list[str]


def read(file: Path) -> tuple[list[str], list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row["sentence"] for row in rows], [row["label"] for row in rows]


def own_bots() -> list[Bot]:
    return [
        Bot(folder.name, *read(folder / "train.csv"), *read(folder / "test.csv"))
        for folder in sorted((HERE / "bots").iterdir())
        if folder.is_dir()
    ]


def hint3_bots(folder: Path) -> list[Bot]:
    """The three bots of HINT3 with all of their examples, wherever in `folder` the files lie."""
    bots = []
    for name in ("curekart", "powerplay11", "sofmattress"):
        train, test = (sorted(folder.rglob(f"{name}_{kind}.csv")) for kind in ("train", "test"))
        if not train or not test:
            raise SystemExit(f"{folder} holds no {name}_train.csv or no {name}_test.csv.")
        bots.append(Bot(name, *read(train[0]), *read(test[0])))
    return bots


def best_mcc(predicted: list[str], confidences: list[float], wanted: list[str]) -> float:
    """The best Matthews correlation over thresholds, out of scope being one of the classes."""
    names = {name: i for i, name in enumerate(sorted({*predicted, *wanted, OUT_OF_SCOPE}))}
    right = np.array([names[name] for name in wanted])
    said = np.array([names[name] for name in predicted])
    sure = np.array(confidences)
    count, kinds = len(right), len(names)
    truly = np.bincount(right, minlength=kinds).astype(float)
    best = -1.0
    for threshold in np.unique(sure):
        kept = np.where(sure >= threshold, said, names[OUT_OF_SCOPE])
        given = np.bincount(kept, minlength=kinds).astype(float)
        spread = (count**2 - given @ given) * (count**2 - truly @ truly)
        if spread > 0:
            hits = int((kept == right).sum())
            best = max(best, (hits * count - truly @ given) / spread**0.5)
    return best


def by_matcher(*, words_only: bool = False) -> Recogniser:
    """The product's own matcher."""

    def fit(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
        matcher = Matcher(encoder=None) if words_only else Matcher()
        return matcher.fit(texts, labels).prepare().match

    return fit


def by_nearest_meaning(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """A baseline: the label of the example whose embedding is nearest."""
    encoder = find_encoder()
    assert encoder is not None
    examples = encoder.encode(texts)

    def match(text: str) -> Ranking:
        likeness = examples @ encoder.encode([text])[0]
        best = int(likeness.argmax())
        return [(labels[best], float(likeness[best]))]

    return match


def by_regression(*, meaning: bool) -> Recogniser:
    """A baseline: logistic regression and nearest example over TF-IDF, and over embeddings."""

    def fit(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
        encoder = find_encoder() if meaning else None
        names = sorted(set(labels))
        owners = np.array([names.index(label) for label in labels])
        views: list[Callable[[Sequence[str]], sparse.csr_matrix]] = [_tfidf(texts)]
        if encoder is not None:
            views.append(lambda some: sparse.csr_matrix(encoder.encode(some)))
        judges = []
        for view in views:
            rows = view(texts)
            judges.append((view, rows, LogisticRegression(C=10, max_iter=400).fit(rows, owners)))

        def match(text: str) -> Ranking:
            total = np.zeros(len(names))
            for view, rows, regression in judges:
                row = view([text])
                likeness = (row @ rows.T).toarray()[0]
                nearest = np.zeros(len(names))
                np.maximum.at(nearest, owners, likeness)
                total += (regression.predict_proba(row)[0] + nearest) / (2 * len(judges))
            best = int(total.argmax())
            return [(names[best], float(total[best]))]

        return match

    return fit


def _tfidf(texts: Sequence[str]) -> Callable[[Sequence[str]], sparse.csr_matrix]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\b\w+\b")
    letters = TfidfVectorizer(ngram_range=(2, 5), sublinear_tf=True, analyzer="char_wb")
    words.fit(texts)
    letters.fit(texts)
    return lambda some: (
        sparse.hstack([words.transform(some), letters.transform(some)], format="csr") * 0.5**0.5
    )


CANDIDATES: dict[str, Recogniser] = {
    "TF-IDF, regression + nearest": by_regression(meaning=False),
    "nearest meaning": by_nearest_meaning,
    "TF-IDF and meaning, regression + nearest": by_regression(meaning=True),
    "matcher, words alone": by_matcher(words_only=True),
    "**matcher as installed**": by_matcher(),
}


def measure(recogniser: Recogniser, bot: Bot) -> tuple[float, float, float, list[float]]:
    """Best MCC, share right, seconds of fitting, milliseconds of each message."""
    started = time.perf_counter()
    match = recogniser(bot.texts, bot.labels)
    fitting = time.perf_counter() - started
    match(bot.messages[0])
    tops, times = [], []
    for message in bot.messages:
        started = time.perf_counter()
        tops.append(match(message)[0])
        times.append((time.perf_counter() - started) * 1000)
    said, sure = [label for label, _ in tops], [confidence for _, confidence in tops]
    inside = [i for i, label in enumerate(bot.wanted) if label != OUT_OF_SCOPE]
    right = sum(said[i] == bot.wanted[i] for i in inside) / len(inside)
    return best_mcc(said, sure, bot.wanted), right, fitting, times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hint3", type=Path, help="folder that holds the HINT3 files")
    arguments = parser.parse_args()
    bots = own_bots() + (hint3_bots(arguments.hint3) if arguments.hint3 else [])
    heads = [bot.name for bot in bots]
    print("| way |", " | ".join(heads), "| mean MCC | right | fit s | ms median | ms p95 |")
    print("|---|" + "---|" * (len(heads) + 5))
    for name, recogniser in CANDIDATES.items():
        results = [measure(recogniser, bot) for bot in bots]
        times = sorted(t for *_, some in results for t in some)
        cells = [f"{mcc:.3f}" for mcc, *_ in results]
        cells += [
            f"{statistics.mean(mcc for mcc, *_ in results):.3f}",
            f"{statistics.mean(right for _, right, *_ in results):.1%}",
            f"{statistics.mean(fitting for *_, fitting, _ in results):.2f}",
            f"{statistics.median(times):.2f}",
            f"{times[int(len(times) * 0.95)]:.2f}",
        ]
        print(f"| {name} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
