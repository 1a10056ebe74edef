#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: a functional model with an operator on tensors (`x + 1`) can be saved in both formats that Keras writes, and loaded again.
# What happens: `.keras` and `.h5` are both written without a warning; only `.keras` loads. The `.h5` file cannot be read again:
# the number comes back as a positional argument, which the loader refuses.
# Seen: when operations inside models were read and written back for every file format.
# In Trihorn: both files load.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/plus_one.py" <<'PY'
import sys
import keras
import numpy as np

folder = sys.argv[1]
x = keras.Input((3,))
model = keras.Model(x, keras.layers.Dense(2)(x) + 1)
data = np.ones((2, 3), "float32")


def loads(suffix):
    path = f"{folder}/model{suffix}"
    model.save(path)
    try:
        loaded = keras.saving.load_model(path)
    except ValueError as e:
        print(suffix, "is refused:", str(e).splitlines()[0][:160])
        return False
    equal = np.allclose(loaded.predict(data, verbose=0), model.predict(data, verbose=0))
    print(suffix, "loads, predictions equal:", equal)
    return equal


sys.exit(0 if loads(".keras") and not loads(".h5") else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/plus_one.py" "$dir" 2> "$dir/log" || {
  status=$?
  tail -n 5 "$dir/log" >&2
  exit "$status"
}
