"""Small transformers as torch exports them, fused and quantized by ONNX Runtime's own tools.

torch 2.13; weights are random, fixed by a seed.
"""

import io
import math
import pathlib
import tempfile

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions

from onnx_cases import case

random = np.random.default_rng(5)


def exported(network, operands, names):
    axes = {n: {0: "batch", 1: "length"} for n in [*names, "y"]}
    file = io.BytesIO()
    torch.onnx.export(
        network,
        tuple(torch.tensor(o) for o in operands),
        file,
        input_names=names,
        output_names=["y"],
        dynamic_axes=axes,
        opset_version=14,
        dynamo=False,
    )
    return onnx.load_from_string(file.getvalue())


def fused(model, kind, approximate=False):
    """As the optimizer of transformers writes it; fails if it fuses nothing."""
    options = FusionOptions(kind)
    options.enable_gelu_approximation = approximate
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "model.onnx"
        onnx.save(model, path)
        made = optimizer.optimize_model(
            str(path), kind, num_heads=2, hidden_size=16, optimization_options=options, opt_level=0
        )
    made.use_dynamic_axes("batch", "length")
    return made.model


def operators(model):
    return {n.op_type for n in model.graph.node}


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (torch.nn.Linear(16, 16) for _ in range(4))
        self.wide, self.narrow = torch.nn.Linear(16, 32), torch.nn.Linear(32, 16)
        self.first, self.second = torch.nn.LayerNorm(16), torch.nn.LayerNorm(16)

    @staticmethod
    def heads(x):
        return x.view(x.size(0), x.size(1), 2, 8).permute(0, 2, 1, 3)

    def forward(self, x, added):
        q, k, v = (self.heads(f(x)) for f in (self.query, self.key, self.value))
        scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(8) + added
        y = torch.matmul(torch.softmax(scores, -1), v).permute(0, 2, 1, 3).contiguous()
        y = self.first(self.out(y.view(y.size(0), y.size(1), 16)) + x)
        wide = self.wide(y)
        wide = wide * 0.5 * (1.0 + torch.erf(wide / math.sqrt(2.0)))
        return self.second(self.narrow(wide) + y)


class Encoder(torch.nn.Module):
    """BERT as it was written when the optimizer's patterns were made."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.words = torch.nn.Embedding(40, 16)
        self.places = torch.nn.Embedding(12, 16)
        self.kinds = torch.nn.Embedding(2, 16)
        self.norm = torch.nn.LayerNorm(16)
        self.layers = torch.nn.ModuleList([Layer(), Layer()])
        self.register_buffer("position_ids", torch.arange(12).expand((1, -1)))
        for p in self.parameters():
            p.data = p.data + 0.2 * torch.randn_like(p)

    def forward(self, ids, mask, kinds):
        added = (1.0 - mask.unsqueeze(1).unsqueeze(2).to(torch.float32)) * -10000.0
        places = self.position_ids[:, : ids.size(1)]
        x = self.norm(self.words(ids) + self.kinds(kinds) + self.places(places))
        for layer in self.layers:
            x = layer(x, added)
        return x


def encoder(approximate=False):
    ids = random.integers(0, 40, (2, 7))
    mask = np.ones((2, 7), "int64")
    mask[1, 5:] = 0
    kinds = random.integers(0, 2, (2, 7))
    model = exported(Encoder().eval(), [ids, mask, kinds], ["ids", "mask", "kinds"])
    model = fused(model, "bert", approximate)
    assert {"Attention", "EmbedLayerNormalization", "SkipLayerNormalization"} <= operators(model)
    if not any(o.domain == "com.microsoft" for o in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    return model, [ids, mask, kinds]


@case
def bert_fused():
    return encoder()


@case
def bert_fused_quantized():
    model, operands = encoder(True)
    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory) / "model.onnx"
        target = pathlib.Path(directory) / "quantized.onnx"
        onnx.save(model, source)
        quantize_dynamic(
            source,
            target,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        model = onnx.load(target)
    assert {"QAttention", "QEmbedLayerNormalization", "FastGelu"} <= operators(model)
    return model, operands


@case
def causal_fused():
    """Attention that looks back only, with the past of a sequence."""
    hidden, heads, width = 16, 2, 8
    weight = numpy_helper.from_array(numbers(hidden, 3 * hidden), "weight")
    bias = numpy_helper.from_array(numbers(3 * hidden), "bias")
    head = f"""
        <ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1]>
        g (float[batch, length, {hidden}] x, float[2, batch, {heads}, before, {width}] past)
            => (float[batch, length, {hidden}] y, float[2, batch, {heads}, all, {width}] present) {{
          y, present = com.microsoft.Attention<num_heads: int = {heads}, unidirectional: int = 1>
            (x, weight, bias, , past)
        }}"""
    model = onnx.parser.parse_model(head)
    model.graph.initializer.extend([weight, bias])
    return model, [numbers(2, 3, hidden), numbers(2, 2, heads, 4, width)]


def numbers(*shape):
    return random.uniform(-1, 1, shape).astype("float32")
