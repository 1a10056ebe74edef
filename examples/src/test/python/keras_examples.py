"""The examples in Python, for Keras's own figures: the same networks, splits, batches and epochs.

    KERAS_BACKEND=tensorflow python keras_examples.py DATA [NAME ...] [--seeds 5]

prints the figure for each seed and their mean, which Examples.java has. Keras 3.15.1, TensorFlow 2.21.
DATA is a directory as `trihorn example --data` takes it.
"""

import gzip
import os
import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

from figures import arguments, report

DATA = Path()


def table(name, header=False):
    with open(DATA / name) as file:
        lines = file.read().splitlines()[1 if header else 0 :]
    return [line.split(",") for line in lines]


def numbers(rows, start, end):
    return np.array([r[start:end] for r in rows], "float32")


def codes(rows, column):
    names = sorted({r[column] for r in rows})
    return np.array([names.index(r[column]) for r in rows], "int32")


def split(every, *arrays):
    """Every n-th row, beginning with the first, is for testing."""
    test = np.arange(len(arrays[0])) % every == 0
    return [a[~test] for a in arrays], [a[test] for a in arrays]


def digits(rows=None, part="train"):
    def read(kind, skip):
        with gzip.open(DATA / "mnist" / f"{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), "uint8", offset=skip)

    labels = read("labels-idx1", 8).astype("int32")
    images = read("images-idx3", 16).reshape(-1, 28, 28, 1)
    return images[:rows].astype("float32") / 255, labels[:rows]


def normalized(x):
    norm = layers.Normalization()
    norm.adapt(x)
    return norm



def valued(metric, epochs=100):
    """What houses are worth, judged by a metric."""
    rows = table("tabular/housing.csv")
    (x, y), test = split(5, numbers(rows, 0, 13), numbers(rows, 13, 14))
    model = keras.Sequential(
        [keras.Input((13,)), normalized(x), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(1e-3), "mse", metrics=[metric])
    model.fit(x, y, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(*test, verbose=0, return_dict=True)[metric]


def housing():
    return valued("mae")


def told_apart(x, y, test, epochs=60):
    """The accuracy with which three kinds are told apart."""
    model = keras.Sequential(
        [keras.Input((x.shape[1],)), normalized(x), layers.Dense(16, "relu"), layers.Dense(3, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(*test, verbose=0, return_dict=True)["accuracy"]


def iris():
    rows = table("tabular/iris.csv")
    (x, y), test = split(3, numbers(rows, 0, 4), codes(rows, 4))
    return told_apart(x, y, test)


def images(epochs=20):
    def read(part):
        return keras.utils.image_dataset_from_directory(
            DATA / "images/cifar10-subset" / part, image_size=(32, 32), batch_size=32, verbose=False
        )

    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, "softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(read("train"), epochs=epochs, verbose=0)
    return model.evaluate(read("test"), verbose=0, return_dict=True)["accuracy"]


def spam(epochs=5):
    lines = (DATA / "text/sms-spam.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t", 1) for line in lines]
    y = np.array([[label == "spam"] for label, _ in pairs], "float32")
    texts = np.array([message for _, message in pairs])
    (x, y), (tx, ty) = split(5, texts, y)
    words = layers.TextVectorization(max_tokens=5000, split="character", ngrams=4, output_mode="multi_hot")
    words.adapt(x)
    model = keras.Sequential([layers.Dense(16, "relu"), layers.Dropout(0.5), layers.Dense(1, "sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(words(x), y, epochs=epochs, batch_size=32, verbose=0)
    return model.evaluate(words(tx), ty, verbose=0, return_dict=True)["accuracy"]


def airline(epochs=100):
    months = numbers(table("timeseries/airline-passengers.csv", header=True), 1, 2)
    before = np.stack([months[i : i + 12] for i in range(len(months) - 12)])
    x, y = np.log(before / before[:, -1:]), np.log(months[12:] / months[11:-1])
    expected = []
    for _ in range(5):
        model = keras.Sequential([keras.Input((12, 1)), layers.LSTM(32), layers.Dense(1)])
        model.compile(keras.optimizers.Adam(5e-3), "mse")
        model.fit(x[:84], y[:84], epochs=epochs, batch_size=16, verbose=0)
        expected.append(months[95:-1] * np.exp(model.predict(x[84:], verbose=0)))
    return float(np.sqrt(np.mean((np.mean(expected, 0) - months[96:]) ** 2)))


def char_rnn(epochs=3):
    text = (DATA / "text/tinyshakespeare.txt").read_text()[:200_000]
    letters = sorted(set(text))
    codes = np.array([letters.index(c) for c in text], "int32")
    cut = (len(codes) - 1) // 64 * 64
    x, y = codes[:cut].reshape(-1, 64), codes[1 : cut + 1].reshape(-1, 64)
    (x, y), test = split(10, x, y)

    def network(batch, steps):
        return keras.Sequential(
            [
                keras.Input((steps,), batch, "int32"),
                layers.Embedding(len(letters), 32),
                layers.GRU(128, return_sequences=True, stateful=batch is not None),
                layers.Dense(len(letters), "softmax"),
            ]
        )

    model = network(None, 64)
    model.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=epochs, batch_size=32, verbose=0)
    return model.evaluate(*test, verbose=0)


def two_inputs(epochs=30):
    rows = table("tabular/abalone.csv")
    rings = numbers(rows, 8, 9)
    train, test = split(5, codes(rows, 0)[:, None], numbers(rows, 1, 8), rings, (rings > 10).astype("float32"))
    sex, sizes = keras.Input((1,), name="sex", dtype="int32"), keras.Input((7,), name="sizes")
    kind = layers.Flatten()(layers.Embedding(3, 4)(sex))
    x = layers.Dense(32, "relu")(layers.concatenate([kind, normalized(train[1])(sizes)]))
    years, old = layers.Dense(1, name="rings")(x), layers.Dense(1, "sigmoid", name="old")(x)
    model = keras.Model([sex, sizes], [years, old])
    model.compile(
        "adam", {"rings": "mae", "old": "binary_crossentropy"}, metrics={"old": "accuracy"}, loss_weights={"rings": 0.5, "old": 1.0},
    )
    model.fit(train[:2], train[2:], epochs=epochs, batch_size=32, verbose=0)
    return model.evaluate(test[:2], test[2:], verbose=0, return_dict=True)["rings_loss"]


def fine_tuning(epochs=5):
    x, y = digits(20_000)
    base = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, 2, activation="relu"),
            layers.Conv2D(32, 3, 2, activation="relu"),
            layers.Flatten(),
        ]
    )
    teacher = keras.Sequential([base, layers.Dense(10, "softmax")])
    teacher.compile("adam", "sparse_categorical_crossentropy")
    teacher.fit(x, y, epochs=1, batch_size=64, verbose=0)
    base.trainable = False
    model = keras.Sequential([base, layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(1e-2), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x[:1000], y[:1000] % 2, epochs=epochs, verbose=0)
    base.trainable = True
    model.compile(keras.optimizers.Adam(5e-4), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x[:1000], y[:1000] % 2, epochs=epochs, verbose=0)
    tx, ty = digits(part="t10k")
    return model.evaluate(tx, ty % 2, verbose=0, return_dict=True)["accuracy"]


class Antirectifier(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(2 * shape[-1],), initializer="ones", name="scale")

    def call(self, x):
        x = x - ops.mean(x, -1, keepdims=True)
        return self.scale * ops.concatenate([ops.relu(x), ops.relu(-x)], -1)


def custom_layer(epochs=3):
    x, y = digits(20_000)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(128),
            Antirectifier(),
            layers.Dense(10, "softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    return model.evaluate(*digits(part="t10k"), verbose=0, return_dict=True)["accuracy"]


def artist():
    return keras.Sequential([keras.Input((32,)), layers.Dense(128, "relu"), layers.Dense(784, "sigmoid")])


def judge(last=None):
    return keras.Sequential([keras.Input((784,)), layers.Dense(128), layers.LeakyReLU(), layers.Dense(1, last)])


class Gan(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator, self.judge = artist(), judge()
        self.d_optimizer, self.g_optimizer = keras.optimizers.Adam(2e-4, 0.5), keras.optimizers.Adam(2e-4, 0.5)
        self.noise = keras.random.SeedGenerator(1)

    def train_step(self, data):
        import tensorflow as tf

        real = data[0] if isinstance(data, tuple) else data
        with tf.GradientTape() as tape:
            fake = self.generator(keras.random.normal((tf.shape(real)[0], 32), seed=self.noise))
            loss = ops.mean(ops.softplus(-self.judge(real))) + ops.mean(ops.softplus(self.judge(fake)))
        weights = self.judge.trainable_weights
        self.d_optimizer.apply(tape.gradient(loss, weights), weights)
        with tf.GradientTape() as tape:
            fake = self.generator(keras.random.normal((tf.shape(real)[0], 32), seed=self.noise))
            g_loss = ops.mean(ops.softplus(-self.judge(fake)))
        weights = self.generator.trainable_weights
        self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
        return {"loss": loss, "generator": g_loss}


class WganGp(Gan):
    def train_step(self, data):
        import tensorflow as tf

        real = data[0] if isinstance(data, tuple) else data
        n = tf.shape(real)[0]
        weights = self.judge.trainable_weights
        far = 0.0
        for _ in range(3):
            with tf.GradientTape() as tape:
                fake = self.generator(keras.random.normal((n, 32), seed=self.noise))
                mix = keras.random.uniform((n, 1), seed=self.noise)
                between = mix * real + (1 - mix) * fake
                with tf.GradientTape() as inner:
                    inner.watch(between)
                    score = ops.sum(self.judge(between))
                norm = ops.sqrt(ops.sum(ops.square(inner.gradient(score, between)), -1))
                distance = ops.mean(self.judge(real)) - ops.mean(self.judge(fake))
                loss = 10 * ops.mean(ops.square(norm - 1)) - distance
            far += distance / 3
            self.d_optimizer.apply(tape.gradient(loss, weights), weights)
        with tf.GradientTape() as tape:
            fake = self.generator(keras.random.normal((n, 32), seed=self.noise))
            g_loss = -ops.mean(self.judge(fake))
        weights = self.generator.trainable_weights
        self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
        return {"loss": loss, "distance": far}


class Means(keras.callbacks.Callback):
    """The mean of each log over the last epoch: a train_step without metrics logs its last batch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.rows = []

    def on_train_batch_end(self, batch, logs=None):
        self.rows.append({k: float(v) for k, v in logs.items()})

    def mean(self, name):
        return float(np.mean([row[name] for row in self.rows]))


def adversaries(model, log, epochs):
    x = digits(20_000)[0].reshape(-1, 784)
    means = Means()
    model.compile()
    model.fit(x, epochs=epochs, batch_size=64, verbose=0, callbacks=[means])
    return means.mean(log)


def gan(epochs=2):
    return adversaries(Gan(), "generator", epochs)


def wgan_gp(epochs=2):
    return adversaries(WganGp(), "distance", epochs)


class Sampling(layers.Layer):
    def __init__(self):
        super().__init__()
        self.noise = keras.random.SeedGenerator(1)

    def call(self, inputs):
        mean, log_variance = inputs
        divergence = 0.5 * ops.sum(ops.square(mean) + ops.exp(log_variance) - log_variance - 1, -1)
        self.add_loss(ops.mean(divergence) / 784)
        return mean + ops.exp(0.5 * log_variance) * keras.random.normal(ops.shape(mean), seed=self.noise)


def vae(epochs=5):
    x, test = digits()[0].reshape(-1, 784), digits(part="t10k")[0].reshape(-1, 784)
    picture = keras.Input((784,))
    h = layers.Dense(256, "relu")(picture)
    code = Sampling()([layers.Dense(8)(h), layers.Dense(8)(h)])
    drawn = layers.Dense(784, "sigmoid")(layers.Dense(256, "relu")(code))
    model = keras.Model(picture, drawn)
    model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
    model.fit(x, x, epochs=epochs, batch_size=128, verbose=0)
    return 784 * model.evaluate(test, test, batch_size=128, verbose=0)


def resume(epochs=20):
    rows = table("tabular/winequality-red.csv")
    (x, y), test = split(5, numbers(rows, 0, 11), numbers(rows, 11, 12))
    model = keras.Sequential([keras.Input((11,)), normalized(x), layers.Dense(32, "relu"), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "wine.keras")
        model.fit(x, y, epochs=epochs // 2, verbose=0)
        model.save(path)
        again = keras.saving.load_model(path)
    again.fit(x, y, epochs=epochs, initial_epoch=epochs // 2, verbose=0)
    return again.evaluate(*test, verbose=0, return_dict=True)["mae"]


def serving(epochs=40):
    rows = table("tabular/wine.csv")
    (x, y), test = split(3, numbers(rows, 0, 13), numbers(rows, 13, 14) - 1)
    model = keras.Sequential([keras.Input((13,)), normalized(x), layers.Dense(16, "relu"), layers.Dense(3, "softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, verbose=0)
    return model.evaluate(*test, verbose=0, return_dict=True)["accuracy"]


def search(epochs=40):
    rows = table("tabular/sonar.csv")
    train, test = split(4, numbers(rows, 0, 60), codes(rows, 60))
    best = 0
    for units in (8, 16, 32, 64, 128):
        for rate in (1e-3, 3e-3, 1e-2):
            for share in (0.0, 0.3):
                model = keras.Sequential(
                    [keras.Input((60,)), layers.Dense(units, "relu"), layers.Dropout(share), layers.Dense(1, "sigmoid")]
                )
                model.compile(keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["accuracy"])
                model.fit(*train, epochs=epochs, verbose=0)
                best = max(best, model.evaluate(*test, verbose=0, return_dict=True)["accuracy"])
    return best


class Student(keras.Model):
    HEAT = 5

    def __init__(self, teacher):
        super().__init__()
        self.teacher = teacher
        self.teacher.trainable = False
        self.net = keras.Sequential(
            [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(16, "relu"), layers.Dense(10)]
        )

    def call(self, x):
        return self.net(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        hard = super().compute_loss(x, y, y_pred, sample_weight)
        if not training:
            return hard
        soft = ops.softmax(self.teacher(x) / self.HEAT)
        far = ops.sum(soft * (ops.log(soft) - ops.log_softmax(y_pred / self.HEAT)), -1)
        return 0.1 * hard + 0.9 * self.HEAT**2 * ops.mean(far)


def distillation(epochs=5):
    x, y = digits(20_000)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    teacher = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(10)]
    )
    teacher.compile(keras.optimizers.Adam(1e-3), loss)
    teacher.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    student = Student(teacher)
    student.compile(keras.optimizers.Adam(1e-3), loss, metrics=["accuracy"])
    student.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    return student.evaluate(*digits(part="t10k"), verbose=0, return_dict=True)["accuracy"]


class Views(keras.Model):
    def __init__(self, projector):
        super().__init__()
        self.projector = projector
        self.seed = keras.random.SeedGenerator()

    def call(self, x):
        return self.projector(x)

    def unit(self, x):
        seen = x * ops.cast(keras.random.uniform(ops.shape(x), seed=self.seed) > 0.4, "float32")
        code = self.projector(seen)
        return code / ops.norm(code, axis=-1, keepdims=True)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        scores = 5 * ops.matmul(self.unit(x), ops.transpose(self.unit(x)))
        return -ops.mean(ops.diagonal(ops.log_softmax(scores, -1)))


def contrastive(epochs=2):
    x, y = digits(20_000)
    encoder = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 5, activation="relu"),
            layers.Flatten(),
            layers.Dense(64),
        ]
    )
    views = Views(keras.Sequential([encoder, layers.ReLU(), layers.Dense(32)]))
    views.compile(keras.optimizers.Adam(1e-3))
    views.fit(x, x, epochs=epochs, batch_size=128, verbose=0)
    encoder.trainable = False
    probe = keras.Sequential([encoder, layers.Dense(10, "softmax")])
    probe.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy", metrics=["accuracy"])
    probe.fit(x[:500], y[:500], epochs=20, verbose=0)
    return probe.evaluate(*digits(part="t10k"), verbose=0, return_dict=True)["accuracy"]


def federated(epochs=5):
    def net():
        model = keras.Sequential(
            [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")]
        )
        model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    x, y = digits(20_000)
    whole, workers = net(), [net(), net()]
    for _ in range(epochs):
        for i, worker in enumerate(workers):
            worker.set_weights(whole.get_weights())
            mine = slice(10_000 * i, 10_000 * (i + 1))
            worker.fit(x[mine], y[mine], epochs=1, batch_size=64, verbose=0)
        pairs = zip(*(worker.get_weights() for worker in workers))
        whole.set_weights([(a + b) / 2 for a, b in pairs])
    return whole.evaluate(*digits(part="t10k"), verbose=0, return_dict=True)["accuracy"]


def few_labels(inner):
    """The accuracy of layers and one more after 1,000 labels."""
    x, y = digits(1000)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), *inner, layers.Dense(10, "softmax")])
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=30, verbose=0)
    return model.evaluate(*digits(part="t10k"), verbose=0, return_dict=True)["accuracy"]


def stacked_autoencoder(epochs=5):
    whole, inner = digits(20_000)[0].reshape(-1, 784), []
    for _ in range(2):
        code = layers.Dense(500, "sigmoid")
        width = whole.shape[1]
        model = keras.Sequential([keras.Input((width,)), layers.Dropout(0.3), code, layers.Dense(width, "sigmoid")])
        model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
        model.fit(whole, whole, epochs=epochs, batch_size=64, verbose=0)
        inner.append(code)
        whole = keras.Sequential([keras.Input((width,)), code]).predict(whole, verbose=0)
    plain = few_labels([layers.Dense(500, "sigmoid"), layers.Dense(500, "sigmoid")])
    print(f"not trained before: {plain:.4f}", flush=True)
    return few_labels(inner)


def features(epochs=5):
    x, _ = digits(20_000)
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(256, "relu", name="code"),
            layers.Dense(784, "sigmoid"),
            layers.Reshape((28, 28, 1)),
        ]
    )
    net.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
    net.fit(x, x, epochs=epochs, batch_size=64, verbose=0)
    code = keras.Model(net.inputs, net.get_layer("code").output)
    (few, labels), (test, right) = digits(1000), digits(part="t10k")
    last = keras.Sequential([keras.Input((256,)), layers.Dense(10, "softmax")])
    last.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    last.fit(code.predict(few, verbose=0), labels, epochs=30, verbose=0)
    return last.evaluate(code.predict(test, verbose=0), right, verbose=0, return_dict=True)["accuracy"]


def cross_validation():
    rows = table("tabular/iris.csv")
    x, y = numbers(rows, 0, 4), codes(rows, 4)
    part = np.random.permutation(len(x)) % 10
    figures = []
    for i in range(10):
        known, asked = part != i, part == i
        figures.append(told_apart(x[known], y[known], (x[asked], y[asked])))
    return np.mean(figures)


def wine():
    rows = table("tabular/wine.csv")
    (x, y), test = split(3, numbers(rows, 0, 13), codes(rows, 13))
    return told_apart(x, y, test)


def prices():
    return valued("r2_score")


def grey(path):
    import tensorflow as tf

    return tf.io.decode_png(path.read_bytes(), channels=1).numpy().astype("float32") / 255


def membranes(epochs=14):
    def tiles(kind, numbers):
        whole = np.stack([grey(DATA / "segmentation/em-membrane" / kind / f"{n}.png") for n in numbers])
        return whole.reshape(-1, 4, 128, 4, 128, 1).transpose(0, 1, 3, 2, 4, 5).reshape(-1, 128, 128, 1)

    def twice(y, filters):
        for _ in range(2):
            y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
            y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(y))
        return y

    def level(x, filters, depth):
        fine = twice(x, filters)
        if depth == 0:
            return fine
        coarse = level(layers.MaxPooling2D(2)(fine), 2 * filters, depth - 1)
        up = layers.Conv2DTranspose(filters, 2, strides=2)(coarse)
        return twice(layers.Concatenate()([fine, up]), filters)

    class Bent(keras.Model):
        bends = [layers.RandomFlip(), layers.RandomElasticTransform(scale=(0.3, 0.6), value_range=(0, 1))]

        def train_step(self, data):
            seen = {"images": data[0], "segmentation_masks": data[1]}
            for bend in self.bends:
                seen = bend(seen, training=True)
            return super().train_step((seen["images"], seen["segmentation_masks"]))

    x, y = tiles("image", range(9)), 1 - tiles("label", range(9)).round()
    picture = keras.Input((128, 128, 1))
    net = Bent(picture, layers.Conv2D(1, 1, activation="sigmoid")(level(picture, 8, 3)))
    falling = keras.optimizers.schedules.CosineDecay(3e-3, epochs * len(x) // 4)
    net.compile(keras.optimizers.Adam(falling), "binary_crossentropy", metrics=["binary_accuracy"])
    net.fit(x, y, epochs=epochs, batch_size=4, verbose=0)
    x, y = tiles("image", range(9, 12)), 1 - tiles("label", range(9, 12)).round()
    found = net.predict(x, verbose=0) > 0.5
    print(f"Dice: {2 * (found * y).sum() / (found.sum() + y.sum()):.4f}", flush=True)
    return (found == (y == 1)).mean()


EXAMPLES = [
    housing, iris, images, spam, airline, char_rnn, two_inputs, fine_tuning,
    custom_layer, gan, wgan_gp, vae, resume, serving, search, distillation, contrastive, federated,
    stacked_autoencoder, features, cross_validation, wine, prices, membranes,
]  # fmt: skip


def seeded(example, seed):
    keras.utils.set_random_seed(seed)
    return example()


if __name__ == "__main__":
    given = arguments(seeds=5)
    DATA = given.data
    report(given, EXAMPLES, seeded)
