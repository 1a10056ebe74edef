"""Exports networks of PyTorch to ONNX by both of its exporters, with what PyTorch computes.

    python torch_onnx.py DIR [--models resnet18,gpt2] [--kinds float32,float16,dynamic,static]
    ./trihorn onnx-models DIR --backend onnx

Needs torch, torchvision (its Python half), transformers, onnx, onnxscript and onnxruntime (tried with torch 2.13).
Weights are random. Each folder has model.onnx, beside it model.onnx.data where the exporter writes
one, and two test_data_set_N of different batch sizes and lengths. Results are PyTorch's; those of
quantized files are ONNX Runtime's.
"""

import argparse
import pathlib
import shutil

import numpy as np
import onnx
import onnxruntime
import torch
import transformers
from onnxruntime.quantization import CalibrationDataReader, quantize_dynamic, quantize_static
from torch.nn.utils import rnn

B = torch.export.Dim.DYNAMIC

# One operator of torch's own for all of attention, which the older exporter does not know.
torch.backends.mha.set_fastpath_enabled(False)


class Packed(torch.nn.Module):
    """A recurrent layer, both directions, over packed sequences, filled up again."""

    def __init__(self, kind):
        super().__init__()
        self.layer = kind(6, 5, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x, lengths):
        packed = rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        return rnn.pad_packed_sequence(self.layer(packed)[0], batch_first=True)[0]


class Part(torch.nn.Module):
    """A transformer, of which one result is taken."""

    def __init__(self, model, take):
        super().__init__()
        self.model, self.take = model, take

    def forward(self, *inputs):
        return self.take(self.model, *inputs)


class WithCache(torch.nn.Module):
    """GPT-2 with keys and values of two layers in and out."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, k0, v0, k1, v1):
        cache = transformers.DynamicCache()
        cache.update(k0, v0, 0)
        cache.update(k1, v1, 1)
        out = self.model(input_ids=ids, past_key_values=cache, use_cache=True)
        kept = out.past_key_values
        return out.logits, *[t for layer in kept.layers for t in (layer.keys, layer.values)]


def image(batch, size):
    return (torch.randn(batch, 3, size, size),)


def ids(batch, length, top=99):
    return torch.randint(1, top, (batch, length))


def small(config, **more):
    return config(
        vocab_size=99, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, **more,
    )


# torchvision's Python half names operators of its native half, which may be built for another torch
# and which no network here uses.
TORCHVISION = torch.library.Library("torchvision", "FRAGMENT")


def vision():
    """Only who wants these networks needs the library."""
    for operator in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, operator):
            TORCHVISION.define(operator + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision.models

    return torchvision.models


def networks():
    """Name -> network, two operands of different sizes, the names of inputs and their open axes."""
    def picture(make, first, second):
        return make, lambda: image(*first), lambda: image(*second), {"x": {0: "batch"}}

    open_sides = {"x": {0: "batch", 2: "height", 3: "width"}}
    sequence = {"x": {0: "batch", 1: "length"}, "lengths": {0: "batch"}}
    text = {"ids": {0: "batch", 1: "length"}}
    cached = {"ids": text["ids"]}
    cached |= {n: {0: "batch", 2: "past"} for n in ("k0", "v0", "k1", "v1")}
    gpt2 = transformers.GPT2Config(vocab_size=99, n_embd=32, n_layer=2, n_head=4, n_positions=64)
    t5 = transformers.T5Config(vocab_size=99, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=4)
    whisper = transformers.WhisperConfig(
        d_model=32, encoder_layers=2, encoder_attention_heads=4, encoder_ffn_dim=48,
        decoder_layers=1, decoder_attention_heads=4, max_source_positions=50, vocab_size=99,
        pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1,
    )

    def padded(batch, length):
        lengths = torch.tensor([length] + [length - 2] * (batch - 1))
        return torch.randn(batch, length, 6), lengths

    def past(batch, length):
        return (ids(batch, 3), *[torch.randn(batch, 4, length, 8) for _ in range(4)])

    return {
        "resnet18": (
            lambda: vision().resnet18(), lambda: image(1, 64), lambda: image(2, 96), open_sides),
        "mobilenet-v3": (
            lambda: vision().mobilenet_v3_small(), lambda: image(1, 64), lambda: image(2, 96), open_sides),
        "vit": picture(
            lambda: vision().VisionTransformer(64, 16, 2, 4, 32, 48), (1, 64), (3, 64)),
        "swin": picture(
            lambda: vision().SwinTransformer([4, 4], 16, [2, 2], [2, 4], [4, 4]), (1, 64), (3, 64)),
        "deeplab": picture(
            lambda: Part(vision().segmentation.deeplabv3_mobilenet_v3_large(weights_backbone=None),
                         lambda m, x: m(x)["out"]), (1, 64), (2, 64)),
        "lstm": (
            lambda: Packed(torch.nn.LSTM), lambda: padded(2, 7), lambda: padded(3, 11), sequence),
        "gru": (
            lambda: Packed(torch.nn.GRU), lambda: padded(2, 7), lambda: padded(3, 11), sequence),
        "bert": (
            lambda: Part(transformers.BertModel(small(transformers.BertConfig)),
                         lambda m, x: m(input_ids=x).last_hidden_state),
            lambda: (ids(1, 7),), lambda: (ids(3, 12),), text),
        "gpt2": (
            lambda: WithCache(transformers.GPT2LMHeadModel(gpt2)),
            lambda: past(1, 5), lambda: past(3, 9), cached),
        "t5-encoder": (
            lambda: Part(transformers.T5EncoderModel(t5),
                         lambda m, x: m(input_ids=x).last_hidden_state),
            lambda: (ids(1, 7),), lambda: (ids(3, 12),), text),
        "whisper-encoder": (
            lambda: Part(transformers.WhisperModel(whisper).encoder,
                         lambda m, x: m(x).last_hidden_state),
            lambda: (torch.randn(1, 80, 100),), lambda: (torch.randn(3, 80, 100),),
            {"x": {0: "batch"}}),
    }


def write_data(folder, number, operands, results):
    data = folder / f"test_data_set_{number}"
    data.mkdir(exist_ok=True)
    for prefix, tensors in (("input", operands), ("output", results)):
        for i, tensor in enumerate(tensors):
            proto = onnx.numpy_helper.from_array(np.asarray(tensor))
            (data / f"{prefix}_{i}.pb").write_bytes(proto.SerializeToString())


def tensors(result):
    return list(result) if isinstance(result, (tuple, list)) else [result]


def export(folder, model, operands, axes, newer):
    names = list(axes)
    if newer:
        shapes = tuple({a: B for a in axes[name]} for name in names)
        if isinstance(model, (Part, WithCache)):
            # What takes *inputs has one argument for all of them.
            shapes = (shapes,) if isinstance(model, Part) else shapes
        torch.onnx.export(
            model, operands, str(folder / "model.onnx"), input_names=names, opset_version=20,
            dynamo=True, dynamic_shapes=shapes, external_data=True)
    else:
        torch.onnx.export(
            model, operands, str(folder / "model.onnx"), input_names=names, opset_version=17,
            dynamo=False, dynamic_axes=axes)


class Samples(CalibrationDataReader):
    def __init__(self, names, operands):
        self.rows = iter([dict(zip(names, operands))])

    def get_next(self):
        return next(self.rows, None)


def quantized(source, folder, kind, names, operands):
    # The newer exporter notes shapes of values that it then changes; the quantizer does not forgive that.
    plain = onnx.load(source / "model.onnx")
    del plain.graph.value_info[:]
    model = str(folder / "plain.onnx")
    onnx.save(plain, model)
    target = str(folder / "model.onnx")
    if kind == "dynamic":
        quantize_dynamic(model, target)
    else:
        quantize_static(model, target, Samples(names, operands[0]))
    pathlib.Path(model).unlink()
    session = onnxruntime.InferenceSession(target)
    for number, given in enumerate(operands):
        write_data(folder, number, given, session.run(None, dict(zip(names, given))))


def settled(model, operands):
    """As if trained: with statistics of a batch, without which signals of deep networks vanish, and no
    weights of zeros, with which some begin."""
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1 and not weight.any():
                torch.nn.init.normal_(weight, std=0.1)
        if norms:
            model.train()(*operands)
    return model


def attempt(what, call):
    try:
        call()
        print(what, "written", flush=True)
    except Exception as e:  # The others are still worth writing.
        print(what, "FAILS:", type(e).__name__, str(e)[:300], flush=True)


def one(out, name, network, newer, kinds):
    make, first, second, axes = network
    exporter = "dynamo" if newer else "torchscript"
    operands = [first(), second()]
    for half in (False, True):
        kind = "float16" if half else "float32"
        if kind not in kinds and not (kind == "float32" and {"dynamic", "static"} & set(kinds)):
            continue
        torch.manual_seed(7)
        model = settled(make(), operands[1]).eval()
        given = operands
        if half:
            model = model.half()
            given = [[t.half() if t.is_floating_point() else t for t in o] for o in operands]
        given = [tuple(o) for o in given]
        folder = out / f"{name}-{exporter}-{kind}"
        folder.mkdir(parents=True, exist_ok=True)
        with torch.no_grad():
            # Two rows and more: an extent of 1 would be taken for a constant.
            export(folder, model, given[1], axes, newer)
            for number, each in enumerate(given):
                results = [t.numpy() for t in tensors(model(*each))]
                write_data(folder, number, [t.numpy() for t in each], results)
        if not half:
            arrays = [[t.numpy() for t in o] for o in given]
            for way in {"dynamic", "static"} & set(kinds):
                target = out / f"{name}-{exporter}-{way}"
                target.mkdir(exist_ok=True)
                attempt(f"{name} {exporter} {way}", lambda: quantized(folder, target, way, list(axes), arrays))
            if kind not in kinds:
                shutil.rmtree(folder)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--models", default="")
    options.add_argument("--kinds", default="float32,float16,dynamic,static")
    options.add_argument("--exporters", default="dynamo,torchscript")
    given = options.parse_args()
    torch.manual_seed(1)
    for name, network in networks().items():
        if given.models and name not in given.models.split(","):
            continue
        for exporter in given.exporters.split(","):
            attempt(
                f"{name} {exporter}",
                lambda: one(given.out, name, network, exporter == "dynamo", given.kinds.split(",")))


if __name__ == "__main__":
    main()
