#!/usr/bin/env bash
# ONNX Runtime 1.30.0 (its Python package; ReduceMax of the Java package 1.28.0 passes over NaN too).
# A good guess: a maximum over elements of which one is NaN is NaN wherever it stands, or never; at least the operators agree.
# What happens, on the CPU, for a float image of 2 x 2: ReduceMax gives NaN if it is the first element, and the greatest number if it is the
# last. GlobalMaxPool and MaxPool do it the other way round: a NaN at the end stays, one at the start is lost. Max, Relu and Clip keep it always.
# So a network in which something overflowed may answer with plain numbers, and with others when its pooling is exported otherwise.
# Seen: when maxima over an axis were held to another framework's, and when rectifiers and pooling were profiled.
# In Trihorn: a maximum or minimum over axes has a search for NaN beside it on this engine; the conformance suite has such maxima.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnx==1.23.1 onnxruntime==1.30.0
cat > "$dir/maximum.py" <<'PY'
import sys
import numpy as np
import onnxruntime as ort
from onnx import TensorProto, checker, helper

NAN = float("nan")
ONE = [1, 1, 1, 1]
ALL = [1, 1, 2, 2]
CASES = {
    "ReduceMax": ({"axes": [2, 3]}, ONE),
    "GlobalMaxPool": ({}, ONE),
    "MaxPool": ({"kernel_shape": [2, 2]}, ONE),
    "Relu": ({}, ALL),
}


def run(op, values):
    attributes, shape = CASES[op]
    graph = helper.make_graph(
        [helper.make_node(op, ["x"], ["y"], **attributes)], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ALL)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    x = np.array(values, "float32").reshape(ALL)
    return ort.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0].ravel()


kept = {}
for op in CASES:
    first, last = run(op, [NAN, 1, 2, 3]), run(op, [1, 2, 3, NAN])
    kept[op] = bool(np.isnan(first).any()), bool(np.isnan(last).any())
    print(op, "NaN first:", first.tolist(), " last:", last.tolist())
expected = {"ReduceMax": (True, False), "GlobalMaxPool": (False, True), "MaxPool": (False, True), "Relu": (True, True)}
sys.exit(0 if kept == expected else 1)
PY
"$dir/venv/bin/python" "$dir/maximum.py"
