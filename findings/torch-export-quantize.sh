#!/usr/bin/env bash
# PyTorch 2.13.0 (onnxscript 0.7.2), ONNX 1.23.1, ONNX Runtime 1.30.0 (Python).
# A good guess: what PyTorch's exporter of today writes is what ONNX Runtime's quantizer takes.
# What happens: any network with a Linear layer is refused. The exporter notes the shapes of weights beside the weights themselves; the quantizer
# first turns Gemm into MatMul, transposing the weight but not the note, and then the inference of shapes finds that the two differ. Without the
# notes (`value_info`) the same file is quantized.
# Seen: when ResNet-18 and MobileNetV3 were exported and quantized, to be loaded here.
# In Trihorn: testkit/src/test/python/torch_onnx.py leaves the notes out; files without them load as those with them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q torch==2.13.0 onnxscript==0.7.2 onnx==1.23.1 onnxruntime==1.30.0
cat > "$dir/quantize.py" <<'PY'
import pathlib
import sys

import onnx
import torch
from onnxruntime.quantization import quantize_dynamic

folder = pathlib.Path(sys.argv[1])
exported, bare, small = (str(folder / name) for name in ("exported.onnx", "bare.onnx", "small.onnx"))
network = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3)).eval()
torch.onnx.export(network, (torch.ones(2, 5),), exported, dynamo=True, external_data=False)
try:
    quantize_dynamic(exported, small)
    refused = False
except Exception as error:
    refused = True
    print("as it was exported:", type(error).__name__, str(error)[:110])
model = onnx.load(exported)
print("notes:", [(v.name, [d.dim_value for d in v.type.tensor_type.shape.dim]) for v in model.graph.value_info])
del model.graph.value_info[:]
onnx.save(model, bare)
quantize_dynamic(bare, small)
print("without the notes: quantized")
sys.exit(0 if refused else 1)
PY
"$dir/venv/bin/python" "$dir/quantize.py" "$dir" 2> /dev/null
