#!/usr/bin/env bash
# ONNX Runtime 1.30.0 on the CPU (x86-64).
# A good guess: MatMulInteger of int8 by int8 is as fast as of uint8 by uint8, and both are faster than float32.
# What happens: with a signed left side it takes ten times as long or more, longer than the product of floats; with both sides unsigned
# it is the faster one. Both give the same integers when the zero points are moved along.
# Seen: quantized layers, whose values are signed, were slower than those of floats on one engine only.
# In Trihorn: integer products run as unsigned bytes there (CompositeLowerings), held to the interpreter by the conformance suite.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q onnxruntime==1.30.0 onnx==1.23.1
cat > "$dir/product.py" <<'PY'
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

SIZE = 1024
rng = np.random.default_rng(1)
left = rng.integers(-100, 100, (1, SIZE)).astype(np.int32)
right = rng.integers(-100, 100, (SIZE, SIZE)).astype(np.int32)


def product(op, dtype, zero):
    """The product with the right side as a constant, and the best time of a run in microseconds."""
    a, b = (left + zero).astype(dtype), (right + zero).astype(dtype)
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    out = TensorProto.FLOAT if op == "MatMul" else TensorProto.INT32
    inputs, constants = ["a", "b"], [onnx.numpy_helper.from_array(b, "b")]
    if op == "MatMulInteger":
        inputs += ["z", "z"]
        constants.append(onnx.numpy_helper.from_array(np.array(zero, dtype), "z"))
    graph = helper.make_graph(
        [helper.make_node(op, inputs, ["y"])],
        "product",
        [helper.make_tensor_value_info("a", kind, [1, SIZE])],
        [helper.make_tensor_value_info("y", out, [1, SIZE])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    best = min(timed(session, a) for _ in range(300))
    return session.run(None, {"a": a})[0], 1e6 * best


def timed(session, a):
    start = time.perf_counter()
    session.run(None, {"a": a})
    return time.perf_counter() - start


signed, slow = product("MatMulInteger", np.int8, 0)
unsigned, fast = product("MatMulInteger", np.uint8, 128)
floats, usual = product("MatMul", np.float32, 0)
print(f"int8 by int8 {slow:.0f} us, uint8 by uint8 {fast:.0f} us, float32 {usual:.0f} us; equal: {(signed == unsigned).all()}")
sys.exit(0 if (signed == unsigned).all() and slow > 4 * fast and slow > 2 * usual else 1)
PY
"$dir/venv/bin/python" "$dir/product.py"
