"""The workloads in Keras, on the backend that KERAS_BACKEND names: compile, fit, predict_on_batch."""

import math
import os
import sys

THREADS = int(sys.argv[3])
if os.environ["KERAS_BACKEND"] == "jax":
    # JAX takes as many threads as it finds processors.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import keras
import keras_large
from keras import layers

SOFTMAX = {"units": 10, "activation": "softmax"}


def lenet():
    return keras.Sequential(
        [
            layers.Conv2D(6, 5),
            layers.MaxPooling2D(2),
            layers.Activation("sigmoid"),
            layers.Conv2D(16, 5),
            layers.MaxPooling2D(2),
            layers.Activation("sigmoid"),
            layers.Dropout(0.5),
            layers.Conv2D(120, 1),
            layers.Flatten(),
            layers.Dense(84, "sigmoid"),
            layers.Dense(**SOFTMAX),
        ]
    )


def mlp():
    return keras.Sequential(
        [layers.Dense(512, "relu"), layers.Dense(512, "relu"), layers.Dense(**SOFTMAX)]
    )


def conv_norm(x, filters, strides):
    x = layers.Conv2D(filters, 3, strides, "same")(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def resnet20():
    image = keras.Input((32, 32, 3))
    x = layers.ReLU()(conv_norm(image, 16, 1))
    for filters in (16, 32, 64):
        for i in range(3):
            changes = i == 0 and filters > 16
            y = layers.ReLU()(conv_norm(x, filters, 2 if changes else 1))
            y = conv_norm(y, filters, 1)
            shortcut = layers.Conv2D(filters, 1, 2)(x) if changes else x
            x = layers.ReLU()(layers.Add()([y, shortcut]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(**SOFTMAX)(x))


def encoder(x):
    attended = layers.MultiHeadAttention(4, 32, dropout=0.1)(x, x)
    y = layers.LayerNormalization()(layers.Add()([x, layers.Dropout(0.1)(attended)]))
    fed = layers.Dense(128)(layers.Dense(512, "relu")(y))
    return layers.LayerNormalization()(layers.Add()([y, layers.Dropout(0.1)(fed)]))


def transformer():
    tokens = keras.Input((64, 128))
    x = layers.GlobalAveragePooling1D()(encoder(encoder(tokens)))
    return keras.Model(tokens, layers.Dense(**SOFTMAX)(x))


MODELS = {
    "lenet": lenet,
    "mlp": mlp,
    "resnet20": resnet20,
    "lstm": lambda: keras.Sequential([layers.LSTM(128), layers.Dense(**SOFTMAX)]),
    "gru": lambda: keras.Sequential([layers.GRU(128), layers.Dense(**SOFTMAX)]),
    "transformer": transformer,
    **keras_large.MODELS,
}

OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(1e-3),
    "sgd": lambda: keras.optimizers.SGD(0.5),
}


def limit_threads():
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(THREADS)
        tensorflow.config.threading.set_inter_op_parallelism_threads(THREADS)
    elif backend == "torch":
        import torch

        torch.set_num_threads(THREADS)


def engine_version():
    return __import__(keras.backend.backend()).__version__


class KerasContestant:
    def __init__(self, workload, samples, threads):
        limit_threads()
        keras.utils.set_random_seed(1)
        self.samples = samples
        self.model = MODELS[workload]()
        self.model.build([None] + samples.input)
        self.model.compile(OPTIMIZERS[samples.optimizer](), "sparse_categorical_crossentropy")

    def parameters(self):
        count = sum(math.prod(weight.shape) for weight in self.model.trainable_weights)
        return {"all": count, "extra": 0}

    def fit(self, batches, epochs):
        rows = batches * self.samples.batch_size
        history = self.model.fit(
            self.samples.inputs[:rows],
            self.samples.labels[:rows],
            batch_size=self.samples.batch_size,
            epochs=epochs,
            shuffle=False,
            verbose=0,
        )
        return history.history["loss"][-1]

    def train(self, steps):
        whole, rest = divmod(steps, self.samples.batches)
        loss = self.fit(self.samples.batches, whole) if whole else None
        return self.fit(rest, 1) if rest else loss

    def predict(self, inputs):
        return keras.ops.convert_to_numpy(self.model.predict_on_batch(inputs))

    def info(self):
        return "Keras %s on %s %s, Python %s, %d threads" % (
            keras.__version__,
            keras.backend.backend(),
            engine_version(),
            sys.version.split()[0],
            THREADS,
        )
