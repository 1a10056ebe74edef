#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: a model that Keras saves as `.keras`, Keras loads.
# What happens: when two models that share a layer are both used inside a third one (an encoder beside the autoencoder that contains
# it), the `.keras` file holds the shared layer's weights once, under the model that was saved first. On loading, each of the
# two models gets a layer of its own, and the second finds no weights: "expected 2 variables, but received 0". The same model saved as
# `.h5` loads, with equal predictions (its weights are written twice, so the layer is no longer shared).
# Seen: when files of siamese and autoencoder models, written by Keras, were used as test cases for a reader.
# In Trihorn: such a file loads with equal predictions, and a warning says that the two layers begin with the same values but are trained apart.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/shared.py" <<'PY'
import sys
import keras
import numpy as np
from keras import layers

folder = sys.argv[1]
inner = keras.Input((3,))
code = layers.Dense(4, name="code")(inner)
encoder = keras.Model(inner, code, name="encoder")
autoencoder = keras.Model(inner, layers.Dense(3)(code), name="autoencoder")
outer = keras.Input((3,))
model = keras.Model(outer, [encoder(outer), autoencoder(outer)])
x = np.ones((2, 3), "float32")
wanted = model.predict(x, verbose=0)


def loads(suffix):
    path = f"{folder}/model{suffix}"
    model.save(path)
    try:
        got = keras.saving.load_model(path).predict(x, verbose=0)
    except ValueError as e:
        print(suffix, "is refused:", str(e).splitlines()[0][:160])
        return False
    equal = all(np.allclose(a, b, atol=1e-6) for a, b in zip(got, wanted))
    print(suffix, "loads, predictions equal:", equal)
    return equal


still = not loads(".keras") and loads(".h5")
sys.exit(0 if still else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/shared.py" "$dir" 2> "$dir/log" || {
  status=$?
  tail -n 5 "$dir/log" >&2
  exit "$status"
}
