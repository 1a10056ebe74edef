"""The examples that scikit-learn has too, for its figures: as keras_examples.py.

    python sklearn_examples.py DATA [NAME ...] [--seeds 3]

scikit-learn 1.9.1. Its Boltzmann machine learns by persistent contrastive divergence, ours by one step of it from the
data; its last layer is a logistic regression on features that stay as they are.
"""

import gzip
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import BernoulliRBM
from sklearn.pipeline import make_pipeline

from figures import arguments, report

DATA = Path()


def digits(part="train", rows=None):
    def read(kind, skip):
        with gzip.open(DATA / "mnist" / f"{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), "uint8", offset=skip)

    return read("images-idx3", 16).reshape(-1, 784)[:rows].astype("float32") / 255, read("labels-idx1", 8)[:rows]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def boltzmann_machine(seed):
    x, _ = digits(rows=20_000)
    test, _ = digits("t10k")
    machine = BernoulliRBM(256, learning_rate=0.1, batch_size=20, n_iter=5, random_state=seed).fit(x)
    made = sigmoid(machine.transform(test) @ machine.components_ + machine.intercept_visible_)
    return np.sqrt(np.mean((made - test) ** 2))


def deep_belief(seed):
    x, y = digits(rows=20_000)
    net = make_pipeline(
        *(BernoulliRBM(500, learning_rate=0.1, batch_size=32, n_iter=5, random_state=seed + i) for i in range(2))
    ).fit(x)
    last = LogisticRegression(max_iter=1000).fit(net.transform(x[:1000]), y[:1000])
    test, right = digits("t10k")
    return last.score(net.transform(test), right)


def k_means(seed):
    random = np.random.default_rng(seed)
    x, y = digits()
    windows = np.lib.stride_tricks.sliding_window_view(x.reshape(-1, 28, 28), (7, 7), (1, 2))
    drawn = windows[random.integers(len(x), size=60_000), random.integers(22, size=60_000), random.integers(22, size=60_000)]
    pieces = drawn.reshape(-1, 49) - drawn.mean((1, 2)).reshape(-1, 1)
    square = (pieces**2).sum(1, keepdims=True)
    pieces = (pieces / np.sqrt(np.maximum(square, 1e-9)))[square[:, 0] > 0.5][:20_000]
    centres = KMeans(64, max_iter=20, n_init=1, random_state=seed).fit(pieces).cluster_centers_

    def features(x):
        windows = np.lib.stride_tricks.sliding_window_view(x.reshape(-1, 28, 28), (7, 7), (1, 2))
        found = np.maximum(windows.reshape(-1, 22, 22, 49) @ centres.T, 0)
        pooled = [found[:, a : a + 6, b : b + 6].mean((1, 2)) for a in range(0, 17, 4) for b in range(0, 17, 4)]
        return np.concatenate(pooled, -1)

    test, right = digits("t10k")
    last = LogisticRegression(max_iter=1000).fit(features(x[:1000]), y[:1000])
    return np.mean([last.score(features(test[i : i + 1000]), right[i : i + 1000]) for i in range(0, 10_000, 1000)])


EXAMPLES = [boltzmann_machine, deep_belief, k_means]

if __name__ == "__main__":
    given = arguments(seeds=3)
    DATA = given.data
    report(given, EXAMPLES, lambda example, seed: example(seed))
