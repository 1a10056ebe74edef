"""Writes models whose layers are called with constants (masks, initial states, values), with what Keras predicts.

    KERAS_BACKEND=tensorflow python constant_arguments.py DIRECTORY

Zipped they are io/trihorn/testkit/conformance/constant-arguments.zip, which
ConstantArgumentsConformance runs. Keras 3.15.1 opens each of them again, which this checks.
"""
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers, ops

BATCH, TIME, WIDTH = 2, 4, 3
MASK = np.array([[1, 1, 0, 1], [1, 0, 0, 1]], bool)


def full(value, *shape):
    return np.full(shape, value, "float32")


RANDOM = np.random.RandomState(0)
X = RANDOM.randn(BATCH, TIME, WIDTH).astype("float32")
KEYS = RANDOM.randn(BATCH, 5, WIDTH).astype("float32")
CAUSAL = np.tril(np.ones((1, TIME, TIME), bool))
CASES = {
    "lstm_mask": lambda x: layers.LSTM(5)(x, mask=MASK),
    "lstm_states": lambda x: layers.LSTM(5)(
        x, initial_state=[full(0.3, BATCH, 5), full(-0.2, BATCH, 5)]
    ),
    "gru_state": lambda x: layers.GRU(5, return_sequences=True)(
        x, initial_state=full(0.3, BATCH, 5)
    ),
    "gru_mask_and_state": lambda x: layers.GRU(5)(
        x, mask=MASK, initial_state=full(0.3, BATCH, 5)
    ),
    "rnn_tensors": lambda x: layers.SimpleRNN(5)(
        x, mask=ops.convert_to_tensor(MASK), initial_state=[ops.ones((BATCH, 5)) * 0.1]
    ),
    "bidirectional_mask": lambda x: layers.Bidirectional(layers.LSTM(4))(x, mask=MASK),
    "bidirectional_states": lambda x: layers.Bidirectional(layers.GRU(4))(
        x, initial_state=[full(0.3, BATCH, 4), full(-0.4, BATCH, 4)]
    ),
    "time_distributed_mask": lambda x: layers.TimeDistributed(layers.Dense(3))(x, mask=MASK),
    "average_mask_of_one_row": lambda x: layers.GlobalAveragePooling1D()(x, mask=MASK[:1]),
    "softmax_mask": lambda x: layers.Softmax()(
        x, mask=np.array([[[1, 0, 1]] * TIME] * BATCH, bool)
    ),
    "normalization_mask": lambda x: layers.BatchNormalization()(x, mask=MASK),
    "attention_mask": lambda x: layers.MultiHeadAttention(2, 3)(x, x, attention_mask=CAUSAL),
    "attention_of_constant_keys": lambda x: layers.MultiHeadAttention(2, 3)(
        x, ops.convert_to_tensor(KEYS)
    ),
}


def made(call):
    x = keras.Input((TIME, WIDTH), batch_size=BATCH)
    return keras.Model(x, call(x))


def again(path):
    return keras.models.load_model(path, compile=False).predict(X, verbose=0)


if __name__ == "__main__":
    for name, call in CASES.items():
        keras.utils.set_random_seed(1)
        model = made(call)
        expected = model.predict(X, verbose=0)
        folder = f"{sys.argv[1]}/{name}"
        os.makedirs(f"{folder}/run_a")
        model.save(f"{folder}/model.keras")
        np.testing.assert_allclose(again(f"{folder}/model.keras"), expected, rtol=1e-5, atol=1e-6)
        np.save(f"{folder}/run_a/in_0.npy", X)
        np.save(f"{folder}/run_a/out_0.npy", expected)
