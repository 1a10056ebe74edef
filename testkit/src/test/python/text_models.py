"""Models that take texts, written by Keras with what it predicts.

    python text_models.py testkit/src/main/resources/io/trihorn/testkit/conformance/text-models

Needs Keras 3 on TensorFlow. Each model is NAME.keras; cases.json has the inputs and predictions of all.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers

TEXTS = ["The cat sat!", "a dog, a cat", "", "unknown words here and more of them than fit", "Größe zählt 日本"]
CITIES = ["Rome", "Oslo", "Lima", "Rome", "Bonn"]
COLOURS = ["red", "blue", "", "green", "red"]
CODES = [3, 5, 7, 3, 11]
SIZES = [0.5, -1.0, 2.0, 0.0, 1.5]
CORPUS = ["the cat sat on the mat", "a dog and a cat", "the dog sat", "größe zählt"]
CASES = {}


def fed(values, rank):
    return tf.constant(values if rank == 1 else [[v] for v in values])


def text(name, shape=(1,)):
    return keras.Input(shape, dtype="string", name=name)


def case(name, model, inputs):
    if sys.argv[1:]:
        model.save(os.path.join(sys.argv[1], name + ".keras"))
    ranks = {t.name: len(t.shape) for t in model.inputs}
    x = {k: fed(v, ranks[k]) for k, v in inputs.items()}
    output = model.predict(x if len(x) > 1 else next(iter(x.values())), verbose=0)
    CASES[name] = {
        "inputs": inputs,
        "shape": list(output.shape),
        "output": [round(float(v), 7) for v in output.reshape(-1)],
    }


def adapted(**arguments):
    layer = layers.TextVectorization(**arguments)
    layer.adapt(CORPUS)
    return layer


def classifier(vectorize, width):
    x = text("text")
    y = vectorize(x)
    y = layers.Embedding(width, 3)(y)
    y = layers.GlobalAveragePooling1D()(y)
    return keras.Model(x, layers.Dense(2, activation="tanh")(y))


def main():
    keras.utils.set_random_seed(4)
    case("embedded", classifier(adapted(max_tokens=9, output_sequence_length=5), 9), {"text": TEXTS})
    case("open_length", classifier(adapted(ngrams=2, standardize="lower"), 40), {"text": TEXTS})

    # Of texts (batch, 1) Keras tells another shape of vectors than it then computes.
    words, city, colour = text("words", ()), text("city"), text("colour")
    code, size = keras.Input((1,), dtype="int64", name="code"), keras.Input((1,), name="size")
    features = [
        adapted(output_mode="tf_idf")(words),
        adapted(output_mode="multi_hot", max_tokens=6, pad_to_max_tokens=True)(words),
        layers.StringLookup(vocabulary=["red", "green"], output_mode="one_hot", num_oov_indices=2)(colour),
        layers.Hashing(4, output_mode="one_hot")(city),
        layers.Hashing(3, output_mode="one_hot", salt=7)(code),
        layers.HashedCrossing(5, output_mode="one_hot")((city, colour)),
        layers.IntegerLookup(vocabulary=[3, 5], output_mode="one_hot")(code),
        layers.Flatten()(layers.Embedding(5, 2)(layers.StringLookup(vocabulary=["Rome", "Oslo", "Bonn"], mask_token="")(city))),
        size,
    ]
    y = layers.Dense(3)(layers.Concatenate()(features))
    inputs = {"words": TEXTS, "city": CITIES, "colour": COLOURS, "code": CODES, "size": SIZES}
    case("features", keras.Model({"words": words, "city": city, "colour": colour, "code": code, "size": size}, y), inputs)

    inner = keras.Sequential([keras.Input((4,), dtype="int64"), layers.Embedding(12, 2), layers.Flatten(), layers.Dense(2)])
    whole = keras.Sequential([text("text"), adapted(output_sequence_length=4), inner])
    case("end_to_end", whole, {"text": TEXTS})

    x, n = text("text"), keras.Input((1,), name="number")
    part = classifier(adapted(output_sequence_length=3), 12)
    case("nested", keras.Model([x, n], layers.Concatenate()([part(x), n])), {"text": TEXTS, "number": SIZES})

    with open(os.path.join(sys.argv[1], "cases.json"), "w") as f:
        json.dump(CASES, f, ensure_ascii=False, indent=1)


main()
