"""Writes ../resources/onnx-cases: small ONNX models with operands and what ONNX Runtime makes of them.

    python onnx_cases.py ../resources/onnx-cases [NAME ...]

Each case is a directory in the layout of ONNX's own operator cases, written by the module of its
kind beside this one; without names all are written. onnx 1.23.1, onnxruntime 1.30.0, scikit-learn
1.9.1 where a module has it.
"""

import pathlib
import shutil
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper, parser

CASES = {}


def case(function):
    """A function that gives a model, its operands and, where ONNX Runtime's are not plain, results."""
    CASES[function.__name__] = function
    return function


def text(source):
    """A model in ONNX's text form."""
    return parser.parse_model(source)


def run(model, operands):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    names = [i.name for i in session.get_inputs()]
    return session.run(None, dict(zip(names, operands, strict=True)))


def tensor(value):
    array = np.asarray(value)
    if array.dtype.kind in "OU":
        array = array.astype(object)
    return numpy_helper.from_array(array)


def write(directory, model, operands, results=None):
    onnx.checker.check_model(model)
    data = directory / "test_data_set_0"
    shutil.rmtree(directory, ignore_errors=True)
    data.mkdir(parents=True)
    (directory / "model.onnx").write_bytes(model.SerializeToString())
    for prefix, values in (("input", operands), ("output", results or run(model, operands))):
        for i, value in enumerate(values):
            (data / f"{prefix}_{i}.pb").write_bytes(tensor(value).SerializeToString())


if __name__ == "__main__":
    sys.modules["onnx_cases"] = sys.modules["__main__"]
    import onnx_data_dependent  # noqa: F401
    import onnx_quantized  # noqa: F401
    import onnx_sklearn  # noqa: F401
    import onnx_transformers  # noqa: F401

    chosen = sys.argv[2:] or CASES
    for name in chosen:
        write(pathlib.Path(sys.argv[1]) / name, *CASES[name]())
