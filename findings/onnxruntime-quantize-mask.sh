#!/usr/bin/env bash
# ONNX Runtime 1.30.0 (Python), its static quantizer; ONNX 1.23.1.
# A good guess: attention whose mask is 0 and the least float, as exporters write it, is quantized to about what it was, or refused.
# What happens: the sum of scores and mask is given one scale for the range from the least float to the largest score, 1.3e36 a step. All scores
# that are not masked fall on the same step: attention weighs every position that it may see alike, and nothing is said. With signed 8 bits the
# scale is infinite.
# Seen: in GPT-2, exported by PyTorch and quantized, whose results are nothing that PyTorch computes.
# In Trihorn: docs/guide/models.md says what to do when such files are made.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnx==1.23.1 onnxruntime==1.30.0
cat > "$dir/mask.py" <<'PY'
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, quantize_static

folder = pathlib.Path(sys.argv[1])
size = 4
random = np.random.default_rng(0)
x = random.normal(size=(size, size)).astype("float32")
# Scores of 0 and 9 in turn, which weigh very differently.
weights = np.linalg.solve(x.astype("float64"), np.tile([0.0, 9.0], (size, size // 2))).astype("float32")
mask = np.where(np.tri(size, dtype=bool), 0, np.finfo("float32").min).astype("float32")
nodes = [
    helper.make_node("MatMul", ["x", "w"], ["scores"]),
    helper.make_node("Add", ["scores", "mask"], ["masked"]),
    helper.make_node("Softmax", ["masked"], ["y"], axis=-1),
]
graph = helper.make_graph(
    nodes, "attention",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, (size, size))],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, (size, size))],
    [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(mask, "mask")])
whole, small = str(folder / "whole.onnx"), str(folder / "small.onnx")
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), whole)


class One(CalibrationDataReader):
    def __init__(self):
        self.rows = iter([{"x": x}])

    def get_next(self):
        return next(self.rows, None)


quantize_static(whole, small, One())
scales = {i.name: numpy_helper.to_array(i) for i in onnx.load(small).graph.initializer}
print("a step of scores: %.2g, with the mask: %.2g" % (scales["scores_scale"], scales["masked_scale"]))
last = [onnxruntime.InferenceSession(file).run(None, {"x": x})[0][-1] for file in (whole, small)]
print("weights of the last row, which sees all positions:", last[0].round(3), "quantized:", last[1].round(3))
sys.exit(0 if scales["masked_scale"] > 1e30 and np.ptp(last[1]) < 0.02 < np.ptp(last[0]) else 1)
PY
"$dir/venv/bin/python" "$dir/mask.py" "$dir" 2> /dev/null
