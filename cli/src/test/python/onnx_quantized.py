"""What differs between engines in dynamically quantized models, taken apart.

An engine's floats differ in the last bits, and at the edge between two bins that is a whole step of a
quantized element, which later layers make much of. Here is one network without the quantizing
nodes, whose integers are operands: then floats differ by rounding only. And there are these nodes
alone: of the same floats every engine makes the same integers.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper

from onnx_cases import case, run, text

random = np.random.default_rng(11)


@case
def quantized_from_integers():
    from onnx_transformers import bert_fused_quantized

    whole, operands = bert_fused_quantized()
    nodes = [n for n in whole.graph.node if n.op_type == "DynamicQuantizeLinear"]
    shown = onnx.ModelProto()
    shown.CopyFrom(whole)
    types = (TensorProto.UINT8, TensorProto.FLOAT, TensorProto.UINT8)
    for node in nodes:
        for name, dtype in zip(node.output, types):
            shown.graph.output.append(helper.make_tensor_value_info(name, dtype, None))
    results = run(shown, operands)
    cut = onnx.ModelProto()
    cut.CopyFrom(whole)
    for node in nodes:
        cut.graph.node.remove(node)
    values = iter(results[1:])
    given = list(operands)
    for node in nodes:
        for name, dtype in zip(node.output, types):
            value = next(values)
            cut.graph.input.append(helper.make_tensor_value_info(name, dtype, value.shape))
            given.append(value)
    for dim, extent in zip(("batch", "length"), operands[0].shape):
        for value in cut.graph.input:
            for d in value.type.tensor_type.shape.dim:
                if d.dim_param == dim:
                    d.dim_value = extent
    return cut, given, results[:1]


@case
def dynamic_quantize():
    model = text(
        """<ir_version: 8, opset_import: ["" : 17]>
        g (float[n] x) => (uint8[n] y, float scale, uint8 zero)
        { y, scale, zero = DynamicQuantizeLinear(x) }"""
    )
    return model, [random.normal(0, 1, 6000).astype("float32")]
