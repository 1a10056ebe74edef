"""The larger workloads in Keras: its applications, a U-Net, networks for words."""

import keras
from keras import layers

CLASSES, LENGTH, HEADS, BLOCKS, RATE = 10, 128, 12, 12, 0.1


def application(name):
    return lambda: getattr(keras.applications, name)(weights=None, classes=CLASSES)


def two_convolutions(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


def unet():
    image = keras.Input((128, 128, 3))
    passed, x = [], image
    for filters in (16, 32, 64, 128):
        x = two_convolutions(x, filters)
        passed.append(x)
        x = layers.MaxPooling2D(2)(x)
    x = two_convolutions(x, 256)
    for filters in (128, 64, 32, 16):
        x = layers.Conv2DTranspose(filters, 2, 2)(x)
        x = two_convolutions(layers.Concatenate()([passed.pop(), x]), filters)
    return keras.Model(image, layers.Conv2D(CLASSES, 1, activation="softmax")(x))


def words(length):
    return keras.Input((length,), dtype="int32")


def bilstm():
    tokens = words(80)
    x = layers.Embedding(20_000, 64, mask_zero=True)(tokens)
    x = layers.Bidirectional(layers.LSTM(64))(x)
    return keras.Model(tokens, layers.Dense(CLASSES, "softmax")(x))


def textcnn():
    tokens = words(400)
    x = layers.Embedding(20_000, 128)(tokens)
    parts = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(128, width, activation="relu")(x))
        for width in (3, 4, 5)
    ]
    x = layers.Dropout(0.5)(layers.Concatenate()(parts))
    return keras.Model(tokens, layers.Dense(CLASSES, "softmax")(x))


def recommender():
    things = words(8)
    x = layers.GlobalAveragePooling1D()(layers.Embedding(1_000_000, 64)(things))
    x = layers.Dense(64, "relu")(x)
    return keras.Model(things, layers.Dense(CLASSES, "softmax")(x))


class Positions(layers.Layer):
    """Adds to each place what is learned of it."""

    def build(self, shape):
        self.places = self.add_weight(
            shape=shape[1:], initializer=keras.initializers.RandomNormal(stddev=0.02)
        )

    def call(self, x):
        return x + self.places


def norm(x, epsilon):
    return layers.LayerNormalization(epsilon=epsilon)(x)


def attention(width):
    return layers.MultiHeadAttention(HEADS, width // HEADS, dropout=RATE)


def feed(x, width):
    return layers.Dense(width)(layers.Dense(4 * width, "gelu")(x))


def bert(width=768):
    tokens = words(LENGTH)
    x = Positions()(layers.Embedding(30_522, width)(tokens))
    x = layers.Dropout(RATE)(norm(x, 1e-12))
    for _ in range(BLOCKS):
        x = norm(layers.Add()([x, layers.Dropout(RATE)(attention(width)(x, x))]), 1e-12)
        x = norm(layers.Add()([x, layers.Dropout(RATE)(feed(x, width))]), 1e-12)
    x = layers.Flatten()(layers.Cropping1D((0, LENGTH - 1))(x))
    x = layers.Dense(width, "tanh")(x)
    return keras.Model(tokens, layers.Dense(CLASSES, "softmax")(x))


def gpt(width=192):
    tokens = words(LENGTH)
    table = layers.ReversibleEmbedding(50_257, width)
    x = layers.Dropout(RATE)(Positions()(table(tokens)))
    for _ in range(BLOCKS):
        y = norm(x, 1e-5)
        y = attention(width)(y, y, use_causal_mask=True)
        x = layers.Add()([x, layers.Dropout(RATE)(y)])
        x = layers.Add()([x, layers.Dropout(RATE)(feed(norm(x, 1e-5), width))])
    scores = table(norm(x, 1e-5), reverse=True)
    return keras.Model(tokens, layers.Activation("softmax")(scores))


MODELS = {
    "unet": unet,
    "resnet50": application("ResNet50"),
    "mobilenetv2": application("MobileNetV2"),
    "efficientnetb0": application("EfficientNetB0"),
    "bilstm": bilstm,
    "textcnn": textcnn,
    "recommender": recommender,
    "bert": bert,
    "gpt": gpt,
}
