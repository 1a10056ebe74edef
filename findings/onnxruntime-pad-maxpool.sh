#!/usr/bin/env bash
# ONNX Runtime 1.30.0 (its Python package; the Java package 1.28.0 did the same).
# A good guess: the optimizer keeps what a graph computes. Pad with zeros, then MaxPool, over an image that is negative everywhere, gives
# zeros at the border.
# What happens: at the default optimization level the padding is folded into the pooling, whose own padding counts as minus
# infinity. The border becomes the greatest negative value inside of the window. With the optimizer Pad_Fusion disabled, or no optimization, the result is right.
# Any network with ZeroPadding2D before MaxPooling2D is hit where no value of a border window is positive (ResNet50V2's stem).
# Seen: when a padded residual network was compared with the framework that had trained it.
# In Trihorn: the optimizer is off in its sessions, and exported files pad in a form that is not folded.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnx==1.23.1 onnxruntime==1.30.0
cat > "$dir/pool.py" <<'PY'
import sys
import numpy as np
import onnxruntime as ort
from onnx import TensorProto, checker, helper

nodes = [
    helper.make_node("Pad", ["x", "pads"], ["padded"]),
    helper.make_node("MaxPool", ["padded"], ["y"], kernel_shape=[2, 2], strides=[2, 2]),
]
graph = helper.make_graph(
    nodes, "g",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 2, 2])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, 2, 2])],
    [helper.make_tensor("pads", TensorProto.INT64, [8], [0, 0, 1, 1, 0, 0, 1, 1])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
checker.check_model(model)
x = np.full((1, 1, 2, 2), -3, "float32")


def run(disabled=None, level=None):
    options = ort.SessionOptions()
    if level is not None:
        options.graph_optimization_level = level
    session = ort.InferenceSession(model.SerializeToString(), options, disabled_optimizers=disabled)
    return session.run(None, {"x": x})[0].ravel().tolist()


default, without, off = run(), run(["Pad_Fusion"]), run(level=ort.GraphOptimizationLevel.ORT_DISABLE_ALL)
print("default:", default, " without Pad_Fusion:", without, " no optimization:", off)
sys.exit(0 if default == [-3] * 4 and without == [0] * 4 and off == [0] * 4 else 1)
PY
"$dir/venv/bin/python" "$dir/pool.py"
