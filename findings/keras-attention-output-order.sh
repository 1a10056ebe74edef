#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: a model that gives the outputs [a, b] and one that gives [b, a] compute the same two tensors.
# What happens: where a and b are two MultiHeadAttention layers on one masked tensor, both are others. The layer that runs
# first takes the mask off its input and leaves none to the second one, and of layers equally far from the outputs the
# last output's runs first.
# Seen: when a random model with two attentions on one sequence differed.
# In Trihorn: the same, since files from Keras were trained so (`GeneratedModelsConformance`).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/order.py" <<'PY'
import sys
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
x = keras.Input((3, 2))
masked = layers.Masking()(x)
a = layers.MultiHeadAttention(1, 2)(masked, masked)
b = layers.MultiHeadAttention(1, 2)(masked, masked)
steps = np.array([[[1, 2], [3, 1], [0, 0]]], "float32")
ab = keras.Model(x, [a, b]).predict(steps, verbose=0)
ba = keras.Model(x, [b, a]).predict(steps, verbose=0)
apart = [float(np.abs(ab[0] - ba[1]).max()), float(np.abs(ab[1] - ba[0]).max())]
print("largest differences of a and of b between the two orders of outputs:", apart)
sys.exit(0 if min(apart) > 0.01 else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/order.py" 2> "$dir/log" || {
  status=$?
  tail -n 5 "$dir/log" >&2
  exit "$status"
}
