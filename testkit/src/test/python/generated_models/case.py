"""Writes a recipe's model with what Keras computes, in the layout of `trihorn cases DIR`."""

import json
import os
import shutil

import keras
import numpy as np

from recipe import build
from training import compile_model, targets, train

OPEN = {"run_a": 5, "run_b": 7}
# How far a change of 1e-6 of weights and inputs may move outputs, as a share of their magnitude:
# what is worse conditioned is no test of a tolerance of 1e-4.
STEADY = 2e-5
TINY = 1e-6


class Left(Exception):
    """A recipe that makes no case, and why."""


def weigh(model, rng):
    """Gives every weight a value that is not its initial one."""
    for v in model.weights:
        if not str(v.dtype).startswith("float"):
            continue
        scale = 1 / max(1, np.prod(v.shape[:-1])) ** 0.5 if len(v.shape) > 1 else 0.5
        drawn = rng.normal(size=v.shape) * scale
        positive = "variance" in v.path
        v.assign(np.abs(drawn) + 0.5 if positive else drawn + (1 if v.path.endswith("gamma") else 0))
    reset_states(model)


def reset_states(model):
    for layer in model._flatten_layers():
        if getattr(layer, "stateful", False) and hasattr(layer, "reset_states"):
            layer.reset_states()


def arrays(model, recipe, rng, time, rows):
    """Inputs in the model's order."""
    drawn = []
    for tensor in model.inputs:
        # Where a model inside gives an input back, Keras takes a copy of it for the model's own.
        spec = recipe["graph"]["inputs"][tensor.name.removesuffix("CLONE")]
        shape = [spec.get("batch") or rows] + [time if d is None else d for d in spec["shape"]]
        if spec["dtype"].startswith("int"):
            values = rng.integers(0, 10, shape)
            if len(shape) == 2:
                values[:, 1:][:, ::3] = 0  # what a mask leaves out, also in the middle
        else:
            values = rng.normal(size=shape)
            if len(shape) == 3:
                values[0, -(shape[1] // 2) :] = 0
        drawn.append(values.astype(spec["dtype"]))
    return drawn


def call(model, values):
    result = model(keras.tree.pack_sequence_as(model._inputs_struct, values), training=False)
    return [keras.ops.convert_to_numpy(v) for v in keras.tree.flatten(result)]


def shaken(rng, values):
    return [v * (1 + TINY * rng.standard_normal(v.shape)).astype(v.dtype) if v.dtype.kind == "f" else v for v in values]


def steady(results, others):
    """Whether results that came of nearly the same are nearly the same."""
    for a, b in zip(results, others):
        if a.shape != b.shape or not np.all(np.isfinite(a)):
            return False
        scale = float(np.max(np.abs(a), initial=0)) if a.dtype.kind == "f" else 0
        if np.max(np.abs(a.astype("float64") - b.astype("float64")), initial=0) > STEADY * scale:
            return False
    return True


def shake_weights(model, rng):
    for v in model.weights:
        if str(v.dtype).startswith("float"):
            v.assign(shaken(rng, [keras.ops.convert_to_numpy(v)])[0])


def predictions(model, recipe):
    """The runs: name to inputs and outputs."""
    runs = {}
    stateful = any(getattr(layer, "stateful", False) for layer in model._flatten_layers())
    for name, time in OPEN.items():
        rng = np.random.default_rng(recipe["seed"] + time)
        more = name == "run_b" and not stateful
        values = arrays(model, recipe, rng, time, recipe["batch"] + more)
        try:
            runs[name] = values, call(model, values)
        except Exception as e:
            if name == "run_a":
                raise Left(f"Keras does not run it: {type(e).__name__}") from e
    kept = [keras.ops.convert_to_numpy(v) for v in model.weights]
    rng = np.random.default_rng(1)
    for _ in range(2):
        shake_weights(model, rng)
        reset_states(model)
        for values, outputs in runs.values():
            if not steady(outputs, call(model, shaken(rng, values))):
                raise Left("ill conditioned")
        for v, value in zip(model.weights, kept):
            v.assign(value)
    reset_states(model)
    return runs


def training_run(model, recipe):
    """Arrays and logs of training, which changes the model."""
    rng = np.random.default_rng(recipe["seed"])
    values = arrays(model, recipe, rng, OPEN["run_a"], recipe["batch"])
    outputs = call(model, values)
    if any(o.dtype != "float32" for o in outputs):
        raise Left("trains integers")
    if any(o.shape[0] != recipe["batch"] for o in outputs):
        raise Left("gives other rows than it takes, which data sets do not have")
    shapes = [o.shape for o in outputs]
    ys, ws = targets(recipe["training"], shapes, rng)
    reset_states(model)
    x = keras.tree.pack_sequence_as(model._inputs_struct, values)
    logs = train(model, recipe["training"], x, ys, ws)
    return {"x": values, "y": ys, "w": ws, "p": call(model, values)}, logs


def same_training(recipe, model, parts, logs):
    """Trains nearly the same model and holds it to the first."""
    rng = np.random.default_rng(2)
    shake_weights(model, rng)
    other, others = training_run(model, recipe)
    flat = [[np.array(list(log.values())) for log in l] for l in (logs, others)]
    return steady(parts["p"], other["p"]) and all(
        np.all(np.isfinite(a)) and np.allclose(a, b, 3e-5, 1e-6) for a, b in zip(*flat)
    )


def write(recipe, folder):
    """Writes a case; says why not by Left."""
    keras.utils.set_random_seed(1)
    try:
        model = build(recipe)
        weigh(model, np.random.default_rng(recipe["seed"]))
        if recipe["training"]:
            compile_model(model, recipe["training"])
    except Exception as e:
        raise Left(f"Keras does not build it: {type(e).__name__}") from e
    runs = predictions(model, recipe)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        model.save(f"{folder}/model.{recipe['format']}")
        files = {f"{run}/{p}_{i}": a for run, pair in runs.items() for p, part in zip(("in", "out"), pair) for i, a in enumerate(part)}
        if recipe["training"]:
            # By the model that Keras reads from the file: some of its losses do not save all they are.
            file = f"{folder}/model.{recipe['format']}"
            parts, logs = training_run(keras.models.load_model(file), recipe)
            if not same_training(recipe, keras.models.load_model(file), parts, logs):
                raise Left("training is ill conditioned")
            files = {f"{p}_{i}": a for p, part in parts.items() for i, a in enumerate(part)}
            with open(f"{folder}/logs.json", "w") as f:
                json.dump(logs, f)
        for name, a in files.items():
            os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            np.save(f"{folder}/{name}.npy", a)
        with open(f"{folder}/recipe.json", "w") as f:
            json.dump(recipe, f)
    except Exception as e:
        shutil.rmtree(folder)
        raise e if isinstance(e, Left) else Left(f"Keras does not save or train it: {type(e).__name__}: {str(e)[:80]}") from e


def keras_agrees(folder):
    """Whether Keras itself opens a case's file and computes the same; else what it says."""
    with open(f"{folder}/recipe.json") as f:
        recipe = json.load(f)
    keras.backend.clear_session(free_memory=False)
    try:
        model = keras.models.load_model(f"{folder}/model.{recipe['format']}", compile=False)
        for run in sorted(r for r in os.listdir(folder) if r.startswith("run_")):
            values = [np.load(f"{folder}/{run}/in_{i}.npy") for i in range(len(model.inputs))]
            right = [np.load(f"{folder}/{run}/out_{i}.npy") for i in range(len(model.outputs))]
            if not all(np.allclose(a, b, 1e-4, 1e-5) for a, b in zip(call(model, values), right)):
                return "other numbers"
    except Exception as e:
        return f"{type(e).__name__}: {str(e)[:150]}"
    return None
