#!/usr/bin/env bash
# ONNX Runtime 1.30.0 on the CPU.
# A good guess: at the basic optimization level a session of twice as many nodes takes about twice as long to create.
# What happens: it takes four times as long where each node has a small constant of its own. The optimizer ConstantSharing is the cause: a chain of
# 12,000 additions took 4.5 s of processor time, 0.8 s without this one optimizer, and 0.7 s without any; 3,000 additions 0.26, 0.11 and 0.10 s.
# Seen: when large training graphs took long to start.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnxruntime==1.30.0 onnx==1.23.1
cat > "$dir/creation.py" <<'PY'
import sys
import time

import onnxruntime
from onnx import TensorProto, helper


def chain(count):
    nodes, constants, last = [], [], "x"
    for k in range(count):
        nodes.append(helper.make_node("Add", [last, f"c{k}"], [f"t{k}"]))
        constants.append(helper.make_tensor(f"c{k}", TensorProto.FLOAT, [4], [1.0 + k] * 4))
        last = f"t{k}"
    graph = helper.make_graph(
        nodes, "chain",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [4])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, [4])],
        constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()


def seconds(model, disabled=None):
    """Processor time, so that other programs on the machine count little; the better of two."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.intra_op_num_threads = 1
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"], disabled_optimizers=disabled)
        best = min(best, time.process_time() - start)
    return best


extra = {}
for count in (3_000, 12_000):
    model = chain(count)
    usual, without = seconds(model), seconds(model, ["ConstantSharing"])
    extra[count] = usual - without
    print(f"{count} additions: {usual:.2f} s, without ConstantSharing {without:.2f} s")
print(f"four times the nodes: {extra[12_000] / extra[3_000]:.1f} times the time of ConstantSharing")
sys.exit(0 if usual > 2 * without and extra[12_000] > 8 * extra[3_000] else 1)
PY
"$dir/venv/bin/python" "$dir/creation.py"
