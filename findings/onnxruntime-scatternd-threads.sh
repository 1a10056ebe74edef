#!/usr/bin/env bash
# ONNX Runtime 1.30.0 on the CPU.
# A good guess: `ScatterND` with `reduction=add` adds up every row that goes to one place, as the operator's description says, whatever number of threads it has.
# What happens: with one thread the sum is right. With four, some runs lose rows, another number each time and up to most of them. It takes
# rows that are long and many (here 10,000 rows of 1,024 to one place); with 100,000 rows of 64, or 100 of 1,024, it was not seen.
# Seen: when operators that add up repeated rows were compared, for the gradient of an embedding.
# In Trihorn: such sums run as ScatterElements.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnxruntime==1.30.0 onnx==1.23.1
cat > "$dir/scatter.py" <<'PY'
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, checker, helper

ROWS, WIDTH, RUNS = 10_000, 1024, 300
graph = helper.make_graph(
    [helper.make_node("ScatterND", ["zeros", "places", "rows"], ["sum"], reduction="add")],
    "scatter",
    [helper.make_tensor_value_info("zeros", TensorProto.FLOAT, [1, WIDTH]),
     helper.make_tensor_value_info("places", TensorProto.INT64, [ROWS, 1]),
     helper.make_tensor_value_info("rows", TensorProto.FLOAT, [ROWS, WIDTH])],
    [helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1, WIDTH])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
checker.check_model(model)
feeds = {"zeros": np.zeros((1, WIDTH), np.float32), "places": np.zeros((ROWS, 1), np.int64),
         "rows": np.ones((ROWS, WIDTH), np.float32)}


def lost(threads, runs):
    """How many of the rows are missing from an element: of the first run in which some are, or 0 where none are in all runs."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    for run in range(1, runs + 1):
        missing = ROWS - int(session.run(None, feeds)[0].min())
        if missing:
            return f"{missing} in run {run}"
    return 0


one, four = lost(1, 30), lost(4, RUNS)
print(f"rows lost of {ROWS}: with one thread {one}, with four {four}")
sys.exit(0 if one == 0 and four != 0 else 1)
PY
"$dir/venv/bin/python" "$dir/scatter.py"
