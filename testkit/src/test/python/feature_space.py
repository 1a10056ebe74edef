"""Makes spaces of features with Keras and reads back those that Trihorn saved.

  python feature_space.py make DIR     Keras's file, and what it gives for the probe
  python feature_space.py read FILE    what Keras gives for the probe when it opens FILE

Keras 3.15.1 on TensorFlow. The file made is the resource feature-space.keras of core's tests; its
numbers stand in FeatureSpaceFileTest.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np

TABLE = {
    "n2": [1.0, 2.0, 4.0, 9.0],
    "n1": [10.0, 30.0, 30.0, 50.0],
    "word": ["x", "y", "x", "z"],
    "age": [3, 5, 5, 7],
    "bins": [0.5, 1.5, 2.5, 3.5],
    "hash": [1, 2, 3, 4],
    "city": ["p", "q", "r", "p"],
    "scaled": [2.0, 4.0, 6.0, 8.0],
    "raw": [1.0, 2.0, 3.0, 4.0],
    "also": ["u", "v", "v", "v"],
}
PROBE = {
    "n2": [3.0, 0.0],
    "n1": [20.0, 60.0],
    "word": ["y", "w"],
    "age": [5, 8],
    "bins": [1.2, 9.0],
    "hash": [7, 8],
    "city": ["q", "zz"],
    "scaled": [1.0, 3.0],
    "raw": [5.0, 6.0],
    "also": ["v", "u"],
}


def space():
    fs = keras.utils.FeatureSpace
    return fs(
        {
            "word": fs.string_categorical(),
            "n2": fs.float_normalized(),
            "n1": fs.float_normalized(),
            "also": fs.string_categorical(max_tokens=3),
            "age": fs.integer_categorical(num_oov_indices=2),
            "bins": fs.float_discretized(num_bins=3),
            "hash": fs.integer_hashed(num_bins=4),
            "city": fs.string_hashed(num_bins=5),
            "scaled": fs.float_rescaled(scale=0.5, offset=1.0),
            "raw": fs.float(),
        },
        crosses=[("word", "city")],
        crossing_dim=8,
    )


if sys.argv[1] == "make":
    made = space()
    made.adapt(TABLE)
    made.save(os.path.join(sys.argv[2], "feature-space.keras"))
else:
    made = keras.models.load_model(sys.argv[2])
print(type(made).__name__, json.dumps(np.array(made(PROBE)).tolist()))
