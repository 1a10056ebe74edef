#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: a layer that is frozen when a model is saved is frozen when it is loaded.
# What happens: of a frozen MultiHeadAttention all eight weights are trainable again after loading, although the layer says
# `trainable = False`: freezing sets the layers inside, the file has only the outer layer's answer, and training asks
# the inner ones. A frozen LSTM comes back frozen. Fine-tuning a loaded Transformer trains what was meant to stay.
# Seen: when the freezing of nested layers was compared with Keras.
# In Trihorn: it stays frozen (docs/deviations.md).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/frozen.py" <<'PY'
import sys
import keras
from keras import layers

folder = sys.argv[1]


def trainable(layer, *calls):
    x = keras.Input((3, 4))
    model = keras.Model(x, layer(*[x] * calls[0]))
    layer.trainable = False
    before = len(model.trainable_variables)
    model.save(f"{folder}/model.keras")
    loaded = keras.saving.load_model(f"{folder}/model.keras")
    after = len(loaded.trainable_variables)
    print(type(layer).__name__, "frozen:", before, "trainable variables; loaded:", after)
    return before, after


attention = trainable(layers.MultiHeadAttention(1, 2), 2)
lstm = trainable(layers.LSTM(2), 1)
sys.exit(0 if attention == (0, 8) and lstm == (0, 0) else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/frozen.py" "$dir" 2> "$dir/log" || {
  status=$?
  tail -n 5 "$dir/log" >&2
  exit "$status"
}
