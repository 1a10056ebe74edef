#!/usr/bin/env bash
# TensorFlow 2.21.0.
# A good guess: a SavedModel that TensorFlow's graph loader runs, `tf.saved_model.load` runs too; the names of a signature's inputs are free text in the format.
# What happens: the names become parameters of a Python function. A signature with an input called `in` is written, loaded and
# run by the graph API, and refused by `tf.saved_model.load`: "'in' is not a valid parameter name". With `input` both take it.
# Seen: when SavedModels written from Java were opened with TensorFlow's own Python; an input's name is a layer's name there.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q tensorflow-cpu==2.21.0
cat > "$dir/signature.py" <<'PY'
import sys

import tensorflow as tf

v1 = tf.compat.v1
utils = v1.saved_model.utils


def written(folder, name):
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None])
        signature = v1.saved_model.build_signature_def(
            {name: utils.build_tensor_info(x)}, {"out": utils.build_tensor_info(x * 2)}, "tensorflow/serving/predict")
        builder = v1.saved_model.Builder(folder)
        builder.add_meta_graph_and_variables(session, ["serve"], {"serving_default": signature})
        builder.save()


def graph_loader(folder, name):
    with tf.Graph().as_default(), v1.Session() as session:
        signature = v1.saved_model.load(session, ["serve"], folder).signature_def["serving_default"]
        return session.run(signature.outputs["out"].name, {signature.inputs[name].name: [1, 2]}).tolist()


def function_loader(folder, name):
    try:
        function = tf.saved_model.load(folder).signatures["serving_default"]
    except ValueError as refusal:
        return str(refusal)
    return function(**{name: tf.constant([1.0, 2.0])})["out"].numpy().tolist()


results = {}
for name in ("input", "in"):
    folder = f"{sys.argv[1]}/{name}"
    written(folder, name)
    results[name] = graph_loader(folder, name), function_loader(folder, name)
    print(f"{name}: graph loader {results[name][0]}, tf.saved_model.load {results[name][1]}")
right = [2.0, 4.0]
refused = "not a valid parameter name" in str(results["in"][1])
sys.exit(0 if results["input"] == (right, right) and results["in"][0] == right and refused else 1)
PY
TF_CPP_MIN_LOG_LEVEL=3 "$dir/venv/bin/python" "$dir/signature.py" "$dir/models" 2> /dev/null
