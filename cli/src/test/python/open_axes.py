"""Writes ../resources/open-axes: models with open inner axes as Keras saves them, with its outputs.

    KERAS_BACKEND=tensorflow python open_axes.py ../resources/open-axes

Keras 3.15.1. NAME.keras is the model, NAME.npz what it gives: inputs x0, x1 ... of several sizes with
outputs y0, y1 ...; for the model that is trained, batches b0, b1 ... with targets t0, t1 ... in this
order, the losses of its steps, and an evaluation after them. OpenAxesTest does the same.
"""

import pathlib
import sys

import keras
import numpy as np
from keras import layers

random = np.random.default_rng(4)


def numbers(*shape):
    return random.uniform(-1, 1, shape).astype("float32")


def settled(model):
    model.set_weights([0.4 * numbers(*w.shape) + (1 if "variance" in w.path else 0) for w in model.weights])
    return model


def unet():
    """Concatenations across, as deep as extents that are multiples of 4."""
    x = keras.Input((None, None, 2))
    first = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    down = layers.MaxPooling2D()(first)
    second = layers.Conv2D(4, 3, padding="same", activation="relu")(down)
    deep = layers.Conv2D(5, 3, padding="same", activation="relu")(layers.MaxPooling2D()(second))
    up = layers.UpSampling2D()(deep)
    up = layers.Conv2D(4, 3, padding="same")(layers.Concatenate()([up, second]))
    up = layers.Conv2DTranspose(3, 3, strides=2, padding="same")(up)
    return keras.Model(x, layers.Conv2D(1, 1, activation="sigmoid")(layers.Concatenate()([up, first])))


def pyramid():
    """Five halvings, so that extents are multiples of 32; each level gives an output."""
    x = keras.Input((None, None, 1))
    y, levels = x, []
    for width in (2, 2, 3, 3, 4):
        y = layers.Conv2D(width, 3, strides=2, padding="same")(y)
        y = layers.ReLU()(layers.BatchNormalization()(y))
        levels.append(y)
    top = layers.Conv2D(3, 1)(levels[4])
    outputs = [top]
    for level in (levels[3], levels[2]):
        top = layers.Add()([layers.UpSampling2D()(top), layers.Conv2D(3, 1)(level)])
        outputs.append(layers.Conv2D(2, 3, padding="same")(top))
    return keras.Model(x, outputs)


def steps():
    """For sequences of any length, masked by what is padded."""
    x = keras.Input((None, 3))
    y = layers.Masking()(x)
    y = layers.GRU(4, return_sequences=True)(y)
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
    return keras.Model(x, layers.Dense(2)(y))


def predictions(model, shapes):
    values = {}
    for i, shape in enumerate(shapes):
        values[f"x{i}"] = numbers(*shape)
        made = model.predict(values[f"x{i}"], verbose=0)
        for o, y in enumerate(made if isinstance(made, list) else [made]):
            values[f"y{i}_{o}"] = y
    return values


def training(model):
    values, losses = {}, []
    for i, (rows, length) in enumerate([(3, 4), (2, 7), (3, 5), (3, 4)]):
        x = numbers(rows, length, 3)
        x[0, length - 2 :] = 0
        values[f"b{i}"], values[f"t{i}"] = x, numbers(rows, length, 2)
        model.reset_metrics()
        losses.append(float(model.train_on_batch(values[f"b{i}"], values[f"t{i}"])))
    values["losses"] = np.array(losses)
    model.reset_metrics()
    values["evaluated"] = np.array(float(model.test_on_batch(values["b1"], values["t1"])))
    return values


def main(directory):
    for build, shapes in ((unet, [(2, 8, 12, 2), (1, 16, 4, 2)]), (pyramid, [(1, 64, 32, 1), (2, 32, 96, 1)])):
        model = settled(build())
        model.save(directory / f"{build.__name__}.keras")
        np.savez(directory / f"{build.__name__}.npz", **predictions(model, shapes))
    model = settled(steps())
    model.compile(keras.optimizers.Adam(0.05), "mean_squared_error")
    model.save(directory / "steps.keras")
    values = training(model)
    values.update(predictions(model, [(2, 3, 3), (1, 9, 3)]))
    np.savez(directory / "steps.npz", **values)


main(pathlib.Path(sys.argv[1]))
