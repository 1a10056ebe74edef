#!/usr/bin/env bash
# Keras 3.15.1 (TensorFlow 2.21.0).
# A good guess: GPTQ rounds a kernel by what the calibration samples show, so that other samples give another kernel.
# What happens: the samples are never seen by the layers that are quantized: what gathers them waits at `call`, while these layers go
# another way once they are quantized. Every kernel is rounded to the nearest step, whatever the samples are.
# Seen: when quantized models were compared with Keras's, layer by layer.
# In Trihorn: the samples count (docs/deviations.md).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.21.0
cat > "$dir/calibrate.py" <<'PY'
import sys

import keras
import numpy as np


def quantized(tokens):
    """The 4-bit kernel of a small model after GPTQ with these calibration samples."""
    keras.utils.set_random_seed(1)
    block = keras.Sequential([keras.layers.Dense(16, use_bias=False)], name="block")
    inputs = keras.Input((8,), dtype="int32")
    embedded = keras.layers.Embedding(32, 16, name="embedding")(inputs)
    model = keras.Model(inputs, block(embedded))
    config = keras.quantizers.GPTQConfig(
        dataset=[np.array([tokens], "int32")] * 4,
        tokenizer=lambda text: text,
        sequence_length=8,
        num_samples=4,
        group_size=-1,
        quantization_layer_structure={
            "pre_block_layers": [model.get_layer("embedding")],
            "sequential_blocks": [block],
        },
    )
    model.quantize("gptq", config=config)
    return np.array(block.layers[0].quantized_kernel)


one = quantized([1] * 8)
other = quantized([5, 9, 30, 2, 17, 28, 3, 11])
print("kernels of two calibrations are the same in", float((one == other).mean()) * 100, "% of their bytes")
sys.exit(0 if (one == other).all() else 1)
PY
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/calibrate.py" 2> /dev/null
