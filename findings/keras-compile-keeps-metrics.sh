#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: `compile` describes the whole of how a model is trained, so a model compiled again without metrics has none.
# What happens: the metrics of the first compile stay, and `evaluate` reports them.
# Seen: when programs that compile a model twice were compared with Keras.
# In Trihorn: the same, as programs written for Keras expect it; an empty map of metrics takes them away.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/twice.py" <<'PY'
import sys
import keras
import numpy as np

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
x, y = np.ones((4, 3), "float32"), np.zeros((4, 1), "float32")
model.compile("sgd", "mse", metrics=["mae"])
first = sorted(model.evaluate(x, y, verbose=0, return_dict=True))
model.compile("sgd", "mse")
second = sorted(model.evaluate(x, y, verbose=0, return_dict=True))
print("compiled with mae:", first, " compiled again without metrics:", second)
sys.exit(0 if first == ["loss", "mae"] and second == first else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/twice.py" 2> /dev/null
