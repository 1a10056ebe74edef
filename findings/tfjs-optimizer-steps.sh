#!/usr/bin/env bash
# TensorFlow.js 4.22.0 (@tensorflow/tfjs-core), and Keras 3.15.1 with JAX 0.10.2 beside it.
# A good guess: an optimizer of the same name and settings makes of the same weight and gradient the same step in TensorFlow.js, which takes its
# models from Keras.
# What happens: two do not. Adadelta of TensorFlow.js divides by the mean of squares from before the gradient, which is zero at first: the first step is
# learning rate times gradient, where Keras (and the paper) divide by a mean that has the gradient in it. Adam of TensorFlow.js adds epsilon to the root of the
# corrected mean of squares, Keras to that of the uncorrected one, which at first is 32 times smaller: with an epsilon that is not tiny
# Keras's first steps are much shorter. RMSprop agrees.
# Seen: when models of TensorFlow.js and their training were read.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm install --silent --no-audit --no-fund --prefix "$dir" @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 jax==0.10.2
cat > "$dir/steps.mjs" <<'JS'
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

await tf.setBackend('cpu');
const optimizers = {
  adadelta: tf.train.adadelta(1, 0.9, 0.01),
  adam: tf.train.adam(0.1, 0.9, 0.999, 0.1),
  rmsprop: tf.train.rmsprop(0.1, 0.9, 0, 1e-7),
};
for (const [name, optimizer] of Object.entries(optimizers)) {
  const weight = tf.variable(tf.tensor1d([1]), true, name);
  const at = [];
  for (let step = 0; step < 3; step++) {
    optimizer.applyGradients([{name, tensor: tf.tensor1d([1])}]);
    at.push(weight.dataSync()[0].toFixed(3));
  }
  console.log(name, ...at);
}
JS
cat > "$dir/steps.py" <<'PY'
import keras
import numpy as np

optimizers = {
    "adadelta": keras.optimizers.Adadelta(1.0, 0.9, 0.01),
    "adam": keras.optimizers.Adam(0.1, 0.9, 0.999, 0.1),
    "rmsprop": keras.optimizers.RMSprop(0.1, 0.9, 0.0, 1e-7),
}
for name, optimizer in optimizers.items():
    weight = keras.Variable(np.ones(1, "float32"))
    at = []
    for _ in range(3):
        optimizer.apply([keras.ops.ones(1)], [weight])
        at.append(f"{float(weight.numpy()[0]):.3f}")
    print(name, *at)
PY
node "$dir/steps.mjs" 2> /dev/null | grep -E '^(ada|adam|rmsprop)' > "$dir/js"
KERAS_BACKEND=jax "$dir/venv/bin/python" "$dir/steps.py" > "$dir/keras"
echo "a weight of 1 after each of three gradients of 1, in TensorFlow.js:"
cat "$dir/js"
echo "and in Keras:"
cat "$dir/keras"
of() {
  grep "^$1 " "$dir/$2"
}
[ "$(of adadelta js)" = "adadelta 0.000 -1.000 -2.000" ]
[ "$(of adadelta keras)" != "$(of adadelta js)" ]
[ "$(of adam js)" = "adam 0.909 0.818 0.727" ]
[ "$(of adam keras)" != "$(of adam js)" ]
[ "$(of rmsprop keras)" = "$(of rmsprop js)" ]
