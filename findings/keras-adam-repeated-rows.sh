#!/usr/bin/env bash
# Keras 3.15.1 with TensorFlow 2.21.0 and with JAX 0.10.2.
# A good guess: one program of Keras gives the same first Adam step on each of its backends.
# What happens: for an Embedding whose row occurs twice in a batch the first step differs by a factor of the square root of two. JAX adds the
# two gradients of the row and squares the sum: the step is the learning rate, as Adam's first step always is. On TensorFlow the
# gradient stays a list of slices, each slice is squared for itself, and the squares are added: the step is 1.41 times the learning rate.
# Seen: when the training of an embedding was compared with Keras step by step; SGD agreed, Adam did not.
# In Trihorn: the gradients are added first, on every backend (docs/deviations.md).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0 jax==0.10.2
cat > "$dir/step.py" <<'PY'
import keras
import numpy as np

model = keras.Sequential([keras.Input((2,), dtype="int32"), keras.layers.Embedding(3, 1, embeddings_initializer="ones"),
                          keras.layers.Flatten()])
model.compile(keras.optimizers.Adam(0.1, epsilon=0.0), "mse")
model.train_on_batch(np.array([[1, 1]]), np.zeros((1, 2), "float32"))
print(round(1 - float(model.get_weights()[0][1, 0]), 4))
PY
step() {
  KERAS_BACKEND=$1 TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/step.py" 2> /dev/null
}
tensorflow=$(step tensorflow)
jax=$(step jax)
echo "first step of the row that occurs twice, learning rate 0.1: tensorflow $tensorflow, jax $jax"
[ "$tensorflow" = 0.1414 ] && [ "$jax" = 0.1 ]
