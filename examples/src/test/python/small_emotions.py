"""Makes the small network in src/test/resources, of the layers of the real one; the weights are by lot.

    KERAS_BACKEND=tensorflow python small_emotions.py DIRECTORY

writes model.hdf5, input.npy and expected.npy, what Keras 3.15.1 on TensorFlow 2.21 gives for the input.
"""

import os
import sys

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(3)
folder = sys.argv[1]
picture = keras.Input((16, 16, 1))


def normalized(x):
    return layers.BatchNormalization()(x)


x = layers.Activation("relu")(normalized(layers.Conv2D(2, 3, use_bias=False)(picture)))
for filters in (3, 4):
    short = normalized(layers.Conv2D(filters, 1, strides=2, padding="same", use_bias=False)(x))
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.Activation("relu")(normalized(x))
    x = normalized(layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x))
    x = layers.Add()([layers.MaxPooling2D(3, strides=2, padding="same")(x), short])
x = layers.GlobalAveragePooling2D()(layers.Conv2D(7, 3, padding="same")(x))
model = keras.Model(picture, layers.Activation("softmax")(x))


def drawn(weight):
    if "variance" in weight.path or "gamma" in weight.path:
        return np.random.uniform(0.5, 1.5, weight.shape)
    return np.random.normal(0, 0.4, weight.shape)


model.set_weights([drawn(weight) for weight in model.weights])
model.save(f"{folder}/model.h5")
os.rename(f"{folder}/model.h5", f"{folder}/model.hdf5")
faces = np.random.uniform(-1, 1, (3, 16, 16, 1)).astype("float32")
np.save(f"{folder}/input.npy", faces)
np.save(f"{folder}/expected.npy", model.predict(faces, verbose=0))
