"""How a model is compiled and trained: drawn, and done."""

import os

import keras
import numpy as np

from recipe import form, references

# Where this is set, TensorFlow's optimizers see one gradient for each row of a table.
SUM_ROWS = "TRIHORN_SUM_ROWS"

# Losses by what their targets are.
LOSSES = {
    "real": ["mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "MSE", {"class": "Huber", "args": {"delta": 0.5}}, {"class": "CosineSimilarity", "args": {"axis": -1}}, {"class": "MeanSquaredError", "args": {"reduction": "sum"}}],
    "bits": ["hinge", "squared_hinge", {"class": "BinaryCrossentropy", "args": {"from_logits": True}}, {"class": "BinaryCrossentropy", "args": {"from_logits": True, "label_smoothing": 0.2}}, {"class": "BinaryFocalCrossentropy", "args": {"from_logits": True, "gamma": 1.5}}, "binary_crossentropy"],
    "one_hot": [{"class": "CategoricalCrossentropy", "args": {"from_logits": True}}, {"class": "CategoricalCrossentropy", "args": {"from_logits": True, "label_smoothing": 0.1}}, "categorical_hinge"],
    "classes": [{"class": "SparseCategoricalCrossentropy", "args": {"from_logits": True}}, {"class": "SparseCategoricalCrossentropy", "args": {"from_logits": True, "ignore_class": 0}}],
}
METRICS = {
    "real": ["mae", "mse", "root_mean_squared_error", "cosine_similarity", {"class": "MeanAbsoluteError", "args": {"name": "off"}}],
    "bits": ["accuracy", "binary_accuracy", {"class": "AUC", "args": {"from_logits": True}}, {"class": "Precision", "args": {"thresholds": 0.3}}, "recall", {"class": "BinaryAccuracy", "args": {"threshold": 0.2}}],
    "one_hot": ["accuracy", "categorical_accuracy", {"class": "TopKCategoricalAccuracy", "args": {"k": 2}}, {"class": "CategoricalCrossentropy", "args": {"from_logits": True}}],
    "classes": ["accuracy", "acc", "sparse_categorical_accuracy", {"class": "SparseTopKCategoricalAccuracy", "args": {"k": 2}}],
}
OPTIMIZERS = [
    {"class": "SGD", "args": {"learning_rate": 0.05}},
    {"class": "SGD", "args": {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}},
    {"class": "SGD", "args": {"learning_rate": 0.05, "clipnorm": 0.1}},
    {"class": "SGD", "args": {"learning_rate": 0.05, "global_clipnorm": 0.1, "weight_decay": 0.01}},
    {"class": "Adam", "args": {"learning_rate": 0.01, "epsilon": 1e-2}},
    {"class": "AdamW", "args": {"learning_rate": 0.01, "epsilon": 1e-2, "weight_decay": 0.1}},
    {"class": "Adam", "args": {"learning_rate": 0.01, "epsilon": 1e-2, "amsgrad": True, "clipvalue": 0.1}},
    {"class": "RMSprop", "args": {"learning_rate": 0.01, "epsilon": 1e-2, "centered": True}},
    {"class": "Adagrad", "args": {"learning_rate": 0.05, "epsilon": 1e-2}},
    {"class": "Nadam", "args": {"learning_rate": 0.01, "epsilon": 1e-2}},
    {"class": "Adam", "args": {"learning_rate": 0.01, "epsilon": 1e-2, "use_ema": True, "ema_overwrite_frequency": 2}},
]
# Sample weights by what there is one for: each row, each row with an axis after it, or each value of
# the losses; written as true in older recipes where it is each row.
WEIGHTS = {
    "rows": lambda shape: shape[:1],
    "columns": lambda shape: (shape[0], 1),
    "values": lambda shape: shape[:-1],
}
# Random in training, so that no two libraries agree.
RANDOM = ("ropout", "Gaussian")


def draw_training(rng, recipe, tensors):
    """How to train a recipe's model; None where that makes no sense."""
    names = references(recipe["graph"]["gives"])
    if any(word in repr(recipe["layers"]) for word in RANDOM) or len(set(names)) < len(names):
        return None
    gives = recipe["graph"]["gives"]
    flat = gives if isinstance(gives, list) else list(gives.values()) if isinstance(gives, dict) and not form(gives) else [gives]
    if not all(form(v) == "$t" for v in flat):
        return None
    outputs = []
    for name in names:
        shape = tensors[name].shape
        if len(shape) < 2 or None in shape[-1:] or str(tensors[name].dtype) != "float32":
            return None
        kinds = ["real", "real", "bits"] + (["one_hot", "classes"] if shape[-1] > 1 else [])
        kind = kinds[rng.integers(len(kinds))]
        some = {k: [METRICS[kind][i] for i in rng.permutation(len(METRICS[kind]))[: rng.integers(0, 3)]] for k in ("metrics", "weighted_metrics")}
        outputs.append({"kind": kind, "loss": LOSSES[kind][rng.integers(len(LOSSES[kind]))], **some})
    # Keras spreads weights of rows along the last axis of losses with three axes or more.
    flat_losses = all(len(tensors[name].shape) <= 3 for name in names)
    return {
        "optimizer": OPTIMIZERS[rng.integers(len(OPTIMIZERS))],
        "outputs": outputs,
        "steps": 3,
        "loss_weights": [1.0, 0.5, 2.0, 0.25][: len(outputs)] if len(outputs) in (2, 3, 4) and rng.random() < 0.4 else None,
        "sample_weights": list(WEIGHTS)[rng.integers(3)] if rng.random() < 0.35 and flat_losses else None,
    }


def made(what, module):
    return getattr(module, what["class"])(**what["args"]) if isinstance(what, dict) else what


def arranged(model, values):
    """One value for each output, in the model's structure."""
    return keras.tree.pack_sequence_as(model._outputs_struct, values)


def by_output(model, values):
    """As compile takes it: alone, in a list or a dict.

    A model whose outputs are a list of one gives that one alone, and weights in a list would then
    be taken for an array with an axis of 1 before their own.
    """
    struct = model._outputs_struct
    if isinstance(struct, dict):
        return dict(zip(sorted(struct), values))
    return list(values) if isinstance(struct, (list, tuple)) and len(values) > 1 else values[0]


def compile_model(model, training):
    outputs = training["outputs"]
    lists = {
        key: by_output(model, [[made(m, keras.metrics) for m in o[key]] for o in outputs])
        for key in ("metrics", "weighted_metrics")
        if any(o[key] for o in outputs)
    }
    weights = training["loss_weights"]
    model.compile(
        made(training["optimizer"], keras.optimizers),
        by_output(model, [made(o["loss"], keras.losses) for o in outputs]),
        loss_weights=by_output(model, weights) if weights else None,
        **lists,
    )


def targets(training, shapes, rng):
    """The right answers and sample weights for outputs of some shapes."""
    ys = []
    for output, shape in zip(training["outputs"], shapes):
        classes = rng.integers(0, shape[-1], shape[:-1])
        ys.append(
            {
                "real": lambda: rng.normal(size=shape).astype("float32"),
                "bits": lambda: rng.integers(0, 2, shape).astype("float32"),
                "one_hot": lambda: np.eye(shape[-1], dtype="float32")[classes],
                "classes": lambda: classes.astype("int32"),
            }[output["kind"]]()
        )
    given = training["sample_weights"]
    extents = WEIGHTS["rows" if given is True else given] if given else None
    ws = [rng.uniform(0.2, 2, extents(shape)).astype("float32") for shape in shapes] if given else []
    return ys, ws


def sum_rows(optimizer):
    """Lets an optimizer see the sum of the gradients of a row that occurs several times, as on JAX and PyTorch."""
    import tensorflow as tf

    apply = optimizer.apply

    def apply_summed(grads, trainable_variables=None):
        return apply([tf.convert_to_tensor(g) for g in grads], trainable_variables)

    optimizer.apply = apply_summed


def train(model, training, x, ys, ws):
    """The logs of some steps, and the predictions after them."""
    if os.environ.get(SUM_ROWS):
        sum_rows(model.optimizer)
    model.run_eagerly = True  # faster for so few steps; it is not what is saved
    logs = [
        model.train_on_batch(
            x,
            by_output(model, ys),
            sample_weight=by_output(model, ws) if ws else None,
            return_dict=True,
        )
        for _ in range(training["steps"])
    ]
    return [{k: float(v) for k, v in log.items()} for log in logs]
