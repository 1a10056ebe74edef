"""Writes io/trihorn/conformance/sharing.json: models that share layers, trained by Keras in turn.

    KERAS_BACKEND=tensorflow python sharing_cases.py > ../resources/io/trihorn/conformance/sharing.json

SharingConformance builds the same models and does the same steps. Keras 3.15.1.
"""

import json
import sys

import keras
import numpy as np
from keras.layers import Dense

random = np.random.default_rng(7)


def numbers(*shape):
    return random.uniform(-1, 1, shape).astype("float32")


def flat(array):
    return {"shape": list(np.shape(array)), "values": [float(v) for v in np.ravel(array)]}


def start(model):
    """Fixed initial weights, so that both sides begin alike."""
    model.set_weights([numbers(*w.shape) for w in model.weights])
    return [flat(w) for w in model.get_weights()]


X = numbers(8, 6)
LABELS = random.integers(0, 3, (8, 1)).astype("int32")
TARGETS = numbers(8, 1)


def step(model, x, y):
    model.reset_metrics()
    return float(np.ravel(model.train_on_batch(x, y))[0])


def weights(model):
    return [flat(w) for w in model.get_weights()]


def autoencoder():
    """An autoencoder is trained, then a classifier on its encoder, then the autoencoder again."""
    inputs = keras.Input((6,))
    code = Dense(3, activation="tanh", name="code")(Dense(5, activation="tanh", name="wide")(inputs))
    whole = keras.Model(inputs, Dense(6, name="decode")(code))
    encoder = keras.Model(inputs, code)
    classifier = keras.Model(inputs, Dense(3, activation="softmax", name="head")(encoder.output))
    initial = start(whole)
    head = start_head(classifier)
    whole.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    classifier.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    losses = [step(whole, X, X) for _ in range(4)]
    codes = encoder.predict(X, verbose=0)
    losses += [step(classifier, X, LABELS) for _ in range(3)]
    losses += [step(whole, X, X) for _ in range(2)]
    return {
        "initial": initial,
        "head": head,
        "losses": losses,
        "codes": flat(codes),
        "whole": weights(whole),
        "classifier": weights(classifier),
        "predictions": flat(classifier.predict(X, verbose=0)),
    }


def start_head(model):
    layer = model.get_layer("head")
    layer.set_weights([numbers(*w.shape) for w in layer.weights])
    return [flat(w) for w in layer.get_weights()]


def fine_tuning():
    """A trained base gets a new head: first the head is trained, then all at a lower rate."""
    base = keras.Sequential([keras.Input((6,)), Dense(5, activation="relu"), Dense(4, activation="tanh")])
    initial = start(base)
    base.compile(keras.optimizers.Adam(0.02), "mse")
    losses = [step(base, X, X[:, :4]) for _ in range(3)]
    base.trainable = False
    model = keras.Sequential([base, Dense(3, activation="softmax", name="head")])
    head = start_head(model)
    model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy")
    losses += [step(model, X, LABELS) for _ in range(3)]
    frozen = weights(base)
    base.trainable = True
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    losses += [step(model, X, LABELS) for _ in range(3)]
    return {
        "initial": initial,
        "head": head,
        "losses": losses,
        "frozen": frozen,
        "base": weights(base),
        "model": weights(model),
    }


def adversaries():
    """A generator and a critic, and the two joined with the critic frozen, trained in turn."""
    critic = keras.Sequential(
        [keras.Input((6,)), Dense(4, activation="tanh"), Dense(1, activation="sigmoid")], name="critic"
    )
    generator = keras.Sequential(
        [keras.Input((2,)), Dense(4, activation="tanh"), Dense(6)], name="generator"
    )
    noise = keras.Input((2,))
    joined = keras.Model(noise, critic(generator(noise)))
    start_critic, start_generator = start(critic), start(generator)
    noises = numbers(8, 2)
    ones, zeros = np.ones((8, 1), "float32"), np.zeros((8, 1), "float32")
    critic.compile(keras.optimizers.RMSprop(0.01), "binary_crossentropy")
    joined.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    losses = []
    for _ in range(3):
        critic.trainable = True
        losses.append(step(critic, X, ones))
        losses.append(step(critic, generator.predict(noises, verbose=0), zeros))
        critic.trainable = False
        losses.append(step(joined, noises, ones))
    return {
        "critic": start_critic,
        "generator": start_generator,
        "noise": flat(noises),
        "losses": losses,
        "criticAfter": weights(critic),
        "generatorAfter": weights(generator),
    }


def states():
    """A stateful network's weights go to one for another batch size."""

    def network(batch):
        return keras.Sequential(
            [
                keras.Input(batch_shape=(batch, 2, 3)),
                keras.layers.GRU(2, stateful=True),
                keras.layers.Dropout(0.5),
                Dense(1),
            ]
        )

    trained, sampler = network(4), network(1)
    initial = start(trained)
    x, y = numbers(4, 2, 3), numbers(4, 1)
    sampler.set_weights(trained.get_weights())
    rows = [flat(sampler.predict(x[:1], verbose=0)) for _ in range(2)]
    return {"initial": initial, "x": flat(x), "rows": rows}


cases = [autoencoder, fine_tuning, adversaries, states]
data = {"x": flat(X), "labels": [int(v) for v in LABELS.ravel()]}
json.dump(data | {case.__name__: case() for case in cases}, sys.stdout, separators=(",", ":"))
