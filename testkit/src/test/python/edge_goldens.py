"""Losses and metrics on edges: weights and masks of other shapes, values on thresholds, every attribute off its default.

    KERAS_BACKEND=tensorflow python edge_goldens.py TARGET [losses] [metrics]

Writes what Keras 3.15.1 computes in the form of the reference data beside it (see its README), with one member more: a
`mask` of the predictions. What Keras itself refuses is left out and told.
"""

import json
import pathlib
import sys
import zipfile

import keras
import numpy
import tensorflow

target = pathlib.Path(sys.argv[1])
REFUSALS = (ValueError, TypeError, tensorflow.errors.InvalidArgumentError)
HALF = [0.5, 0.25, 1, 2, 0, 1.5]


def numbers(*shape, low=-2, high=2):
    """Numbers of two digits that repeat with another period than any axis here has."""
    count = int(numpy.prod(shape))
    share = (numpy.arange(count) * 37 % 101) / 100
    return numpy.round(low + (high - low) * share, 2).astype("float32").reshape(shape)


def shares(*shape):
    """Probabilities along the last axis."""
    x = numbers(*shape, low=0.1, high=1)
    return (x / x.sum(-1, keepdims=True)).astype("float32")


def bits(*shape):
    return (numpy.arange(int(numpy.prod(shape))) * 5 % 7 < 3).astype("float32").reshape(shape)


def classes(*shape, of):
    return (numpy.arange(int(numpy.prod(shape))) * 5 % 7 % of).astype("int32").reshape(shape)


def one_hot(index, of):
    return numpy.eye(of, dtype="float32")[index]


def mask(*shape):
    return (numpy.arange(int(numpy.prod(shape))) % 3 != 1).reshape(shape)


def weights(*shape):
    return numpy.resize(numpy.array(HALF, "float32"), shape)


def loss_cases():
    """Class, attributes, targets, predictions, weights, mask."""
    for values, given, left in [
        ((4,), (4,), None), ((4,), (4, 1), None), ((4,), (1,), None), ((4,), (4,), (4,)), ((4,), (4, 1), (4,)),
        ((4,), (4,), (4, 1)), ((4,), None, (4,)), ((4, 1), (4,), None), ((4, 1), (4,), (4,)), ((2, 3), (2, 1), None),
        ((2, 3), (3,), None), ((2, 3), (1, 3), None), ((2, 3), (2, 3, 1), None), ((3, 3), (3,), None),
        ((2, 3), (2, 1), (2, 3)), ((2, 3), (3,), (2, 3)), ((2, 3), None, (2, 3)), ((2, 3), None, (2, 1)),
        ((2, 3), (2, 3), (2, 1)), ((2, 1), (2, 3), None), ((2, 3, 2), (3, 2), None),
        ((2, 3), (2,), None), ((2, 3), None, (2,)), ((4,), (4, 2), None),
    ]:  # fmt: skip
        for reduction in ["none" if left is None else "sum_over_batch_size", "mean_with_sample_weight"]:
            yield (
                "MeanAbsoluteError", {"reduction": reduction}, numpy.zeros((*values, 2), "float32"), numbers(*values, 2),
                given and weights(*given), None if left is None else mask(*left),
            )  # fmt: skip
    for zeros in [numpy.zeros, lambda s, d=None: numpy.zeros(s, bool)]:
        for reduction in ["mean", "mean_with_sample_weight"]:
            none = zeros((4,), "float32")
            given = (None, none) if none.dtype == bool else (none, None)
            yield "MeanSquaredError", {"reduction": reduction}, numbers(4, 2), numbers(4, 2) + 1, *given
    for name in ["Dice", "Tversky"]:
        for reduction in ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none"]:
            yield name, {"reduction": reduction}, bits(4, 3), shares(4, 3), weights(4), None
        yield name, {"axis": [1, 2]}, bits(2, 3, 2), shares(2, 3, 2), None, None
        yield name, {"axis": [-1]}, bits(2, 3, 2), shares(2, 3, 2), weights(2, 1), None
    yield "Tversky", {"alpha": 0.3, "beta": 0.9}, bits(4, 3), shares(4, 3), None, None
    for index, p, attributes in [
        (classes(2, 4, of=3), numpy.moveaxis(shares(2, 4, 3), -1, 1), {"axis": 1}),
        (classes(2, 4, of=3), numbers(2, 3, 4), {"axis": 1, "from_logits": True}),
        (classes(2, 4, of=3), numbers(2, 4, 3), {"axis": 2, "from_logits": True}),
        (classes(2, 4, of=3), numbers(2, 4, 3), {"ignore_class": 1, "from_logits": True}),
        (classes(2, 4, 1, of=3), shares(2, 4, 3), {"ignore_class": 2}),
        (classes(2, 4, of=4) - 1, shares(2, 4, 3), {"ignore_class": -1}),
        (classes(6, of=3), shares(6, 3), {"ignore_class": 0}),
        (classes(6, 1, of=3), shares(6, 3), {}),
    ]:
        for given in [None, weights(*p.shape[:1], *[1] * (p.ndim - 2))]:
            yield "SparseCategoricalCrossentropy", attributes, index, numpy.ascontiguousarray(p), given, None
    hot = one_hot(classes(2, 4, of=3), 3)
    for axis in [1, -2, 2, -1]:
        p = numpy.ascontiguousarray(numpy.moveaxis(shares(2, 4, 3), -1, axis))
        t = numpy.ascontiguousarray(numpy.moveaxis(hot, -1, axis))
        for more in [{}, {"from_logits": True, "label_smoothing": 0.2}]:
            yield "CategoricalCrossentropy", {"axis": axis, **more}, t, p, None, None
            yield "CategoricalFocalCrossentropy", {"axis": axis, **more}, t, p, None, None
    for name in ["MeanSquaredError", "MeanAbsoluteError", "Hinge", "BinaryCrossentropy", "Huber", "Poisson"]:
        for t, p in [((4,), (4, 1)), ((4, 1), (4,)), ((2, 3, 1), (2, 3)), ((2, 3), (2, 3, 1)), ((4, 1), (4, 3))]:
            if name != "BinaryCrossentropy" or t[-1] == p[-1] or 1 in (t[-1], p[-1]) and p[-1] != 3:
                yield name, {}, bits(*t), numbers(*p, low=0.05, high=0.95), None, None
    yield "CTC", {}, numpy.array([[1, 2, 2, 0], [3, 1, 0, 0]], "int32"), numbers(2, 6, 4), None, None
    yield "CategoricalGeneralizedCrossEntropy", {"q": 0.3}, classes(4, of=3), shares(4, 3), weights(4), None


def thresholds_of(count):
    return [round(i / (count - 1), 6) for i in range(count)]


def metric_cases():
    """Class, attributes, batches of targets, predictions, weights and a mask."""
    t, p = bits(12), numpy.clip(numbers(12, low=-0.25, high=1.25).round(1), -0.2, 1.2)
    grid = numpy.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 0.0, 1.0, 0.5, 0.05], "float32")
    near = numpy.where(grid == 0, 0.15, grid).astype("float32")
    above, below = numpy.nextafter(near, 2, dtype="float32"), numpy.nextafter(near, -2, dtype="float32")
    for name in ["FalsePositives", "Precision"]:
        for limits in [
            [0.0], [1.0], [0.0, 1.0], [0.0, 0.5, 1.0], [0.0, 0.6, 1.0], [0.2, 0.4, 0.6], [0.1, 0.5, 0.9],
            [0.0, 0.25, 0.5, 0.75, 1.0], thresholds_of(11), [0.0, 0.500004, 1.0], [0.0, 0.50001, 1.0],
        ]:  # fmt: skip
            yield name, {"thresholds": limits}, [(t, p, None, None), (t, grid, weights(12), None)]
        yield name, {"thresholds": thresholds_of(11)}, [(bits(12), x, None, None) for x in (above, below)]
        yield name, {"thresholds": [0.3]}, [(bits(4, 3), shares(4, 3), weights(4, 1), None)]
        yield name, {}, [(bits(4, 3), numbers(4, 3, low=0, high=1), weights(4), None), (bits(2), p[:2], None, None)]
    many = (bits(4, 5), numbers(4, 5, low=0, high=1), None, None)
    for name in ["Precision", "Recall"]:
        for more in [
            {"top_k": 2}, {"top_k": 1, "class_id": 3}, {"class_id": 0}, {"class_id": 4, "thresholds": [0.2, 0.7]},
            {"top_k": 3, "thresholds": [0.4]},
        ]:  # fmt: skip
            yield name, more, [many, (*many[:2], weights(4), None), (*many[:2], weights(4, 1), None)]
    for curve in ["ROC", "PR", "PRGAIN"]:
        for summation in ["interpolation", "minoring", "majoring"]:
            base = {"curve": curve, "summation_method": summation}
            for more in [{"num_thresholds": 5}, {"thresholds": [0.8, 0.3, 0.5]}]:
                yield "AUC", {**base, **more}, [(t, numpy.clip(p, 0, 1), None, None), (t, grid, weights(12), None)]
            yield "AUC", {**base, "num_thresholds": 7, "multi_label": True, "num_labels": 3}, [
                (bits(6, 3), numbers(6, 3, low=0, high=1), None, None),
                (bits(4, 3), shares(4, 3), weights(4, 1), None),
            ]  # fmt: skip
    for multi in [False, True]:
        labels = {"multi_label": multi, "label_weights": [0.5, 2.0, 1.0], "num_thresholds": 6, "from_logits": True}
        yield "AUC", labels, [(bits(6, 3), numbers(6, 3, low=-3, high=3), None, None)]
    for name, key in [
        ("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"),
        ("PrecisionAtRecall", "recall"), ("RecallAtPrecision", "precision"),
    ]:  # fmt: skip
        for value, count in [(0, 5), (0.25, 1), (0.5, 3), (0.75, 5), (1, 5)]:
            yield name, {key: value, "num_thresholds": count}, [(bits(12), grid, None, None)]
        yield name, {key: 0.4, "class_id": 1, "num_thresholds": 9}, [many, (*many[:2], weights(4), None)]
    for average in [None, "micro", "macro", "weighted"]:
        for limit in [None, 0.5]:
            batch = one_hot(classes(7, of=3), 3), numpy.vstack([shares(6, 3), numpy.zeros((1, 3), "float32")])
            for name, more in [("F1Score", {}), ("FBetaScore", {"beta": 2.0})]:
                args = {"average": average, "threshold": limit, **more}
                yield name, args, [(*batch, None, None), (*batch, weights(7), None)]
    for k in [1, 2, 3]:
        yield "TopKCategoricalAccuracy", {"k": k}, [(one_hot(classes(6, of=4), 4), shares(6, 4), weights(6), None)]
        for index in [classes(6, of=4), classes(6, 1, of=4), classes(2, 3, of=4), classes(2, 3, 1, of=4)]:
            p4 = shares(6, 4).reshape(*index.shape[: 2 if index.ndim > 1 and index.shape[1] > 1 else 1], 4)
            yield "SparseTopKCategoricalAccuracy", {"k": k}, [(index, p4, None, None)]
    for index in [classes(6, of=3), classes(6, 1, of=3), classes(2, 3, of=3), classes(2, 3, 1, of=3)]:
        p3 = shares(6, 3).reshape(*index.shape[: 2 if index.ndim > 1 and index.shape[1] > 1 else 1], 3)
        yield "SparseCategoricalAccuracy", {}, [(index, p3, None, None)]
        for ignored in [None, 1]:
            for left in [None, mask(*p3.shape[:-1])]:
                for given in [None, weights(*p3.shape[:-1])]:
                    yield "SparseCategoricalCrossentropy", {"ignore_class": ignored}, [(index, p3, given, left)]
    for name, more in [
        ("IoU", {"num_classes": 4, "target_class_ids": [1, 3], "ignore_class": 2}), ("MeanIoU", {"num_classes": 4}),
        ("MeanIoU", {"num_classes": 4, "ignore_class": 0}), ("IoU", {"num_classes": 4, "target_class_ids": [0]}),
    ]:  # fmt: skip
        pair = classes(2, 6, of=4), (classes(2, 6, of=4) * 3 + numpy.arange(12).reshape(2, 6) // 5) % 4
        yield name, {**more, "dtype": "int32"}, [(*pair, None, None), (*pair, weights(2, 6) * 4, None)]
    for name, more in [
        ("OneHotIoU", {"num_classes": 3, "target_class_ids": [0, 2]}), ("OneHotMeanIoU", {"num_classes": 3}),
        ("OneHotMeanIoU", {"num_classes": 3, "sparse_y_pred": True}),
        ("MeanIoU", {"num_classes": 3, "sparse_y_true": False, "sparse_y_pred": False}),
    ]:  # fmt: skip
        hot, guess = one_hot(classes(2, 5, of=3), 3), shares(2, 5, 3)
        yield name, {**more, "dtype": "int32"}, [(hot, classes(2, 5, of=2) if more.get("sparse_y_pred") else guess, None, None)]
    yield "BinaryIoU", {"threshold": 0.4, "target_class_ids": [1], "dtype": "int32"}, [(bits(12).astype("int32"), grid, None, None)]
    for more in [
        {}, {"num_regressors": 2}, {"num_regressors": 50}, {"class_aggregation": None},
        {"class_aggregation": "variance_weighted_average"},
    ]:  # fmt: skip
        yield "R2Score", more, [(numbers(6, 2), numbers(6, 2) * 0.8 + 0.1, None, None)]
        yield "R2Score", more, [(numbers(6, 2), numbers(6, 2) * 0.8 + 0.1, weights(6) + 0.1, None)]
    for name in ["CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"]:
        for axis in [0, 1, -1]:
            yield name, {"axis": axis}, [(numbers(3, 4), numbers(3, 4, low=-1)[::-1].copy(), None, None)]
    for name in ["MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "BinaryAccuracy", "Accuracy"]:
        for shapes in [((4,), (4, 1)), ((4, 1), (4,)), ((2, 3), (2, 3)), ((2, 3, 2), (2, 3, 2))]:
            pair = bits(*shapes[0]), numbers(*shapes[1], low=0, high=1).round()
            yield name, {}, [(*pair, None, None)]
            first = shapes[1][0]
            yield name, {}, [(*pair, weights(first), None), (*pair, weights(first, 1), None)]
    yield "BinaryAccuracy", {"threshold": 0.3}, [(bits(12), grid, None, None)]
    for name in ["Mean", "Sum"]:
        for x in [numpy.float32(3), numbers(5), numbers(2, 3), numbers(2, 3, 2)]:
            yield name, {}, [(x, None, None, None), (x, None, weights(*x.shape[:1]), None)]
    for more in [{"label_smoothing": 0.2}, {"from_logits": True}]:
        yield "BinaryCrossentropy", more, [(bits(6, 2), numbers(6, 2, low=0.1, high=0.9), None, None)]
        yield "CategoricalCrossentropy", more, [(one_hot(classes(6, of=3), 3), shares(6, 3), None, None)]
    yield "CategoricalCrossentropy", {"axis": 1}, [
        (numpy.moveaxis(one_hot(classes(2, 4, of=3), 3), -1, 1), numpy.moveaxis(shares(2, 4, 3), -1, 1), None, None)
    ]  # fmt: skip


class Store:
    """The cases of one kind and their arrays."""

    def __init__(self, kind):
        self.kind, self.cases, self.arrays, self.names = kind, [], {}, {}

    def name(self, class_name):
        self.names[class_name] = self.names.get(class_name, -1) + 1
        return f"{class_name}_edge_{self.names[class_name]:03}"

    def array(self, name, value):
        if value is None:
            return None
        self.arrays[name] = keras.ops.convert_to_numpy(value)
        return name

    def write(self):
        folder = target / self.kind
        folder.mkdir(parents=True, exist_ok=True)
        text = ",\n".join(json.dumps(case, default=lambda x: keras.ops.convert_to_numpy(x).tolist()) for case in self.cases)
        (folder / f"{self.kind}.json").write_text(
            f'{{"npz": "{self.kind}.npz", "cases": [\n{text}\n]}}\n'
        )
        with zipfile.ZipFile(folder / f"{self.kind}.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in self.arrays.items():
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as entry:
                    numpy.lib.format.write_array(entry, value)


def losses():
    store = Store("losses")
    for class_name, args, y_true, y_pred, given, left in loss_cases():
        loss = getattr(keras.losses, class_name)(**args)

        def value(prediction):
            if left is not None:
                keras.src.backend.set_keras_mask(prediction, left)
            return loss(y_true, prediction, sample_weight=given)

        prediction = tensorflow.constant(y_pred)
        try:
            with tensorflow.GradientTape() as tape:
                tape.watch(prediction)
                result = value(prediction)
            gradient = tape.gradient(result, prediction)
        except REFUSALS as refusal:
            print("refused:", class_name, args, y_pred.shape, str(refusal).splitlines()[0])
            continue
        if args.get("label_smoothing") and args["axis"] == 1:
            # Targets that add up to another number than 1: TensorFlow's gradient of logits is not that of the value.
            gradient = None
        name = store.name(class_name)
        config = {k: v for k, v in loss.get_config().items() if k not in ("fn",)}
        case = {"name": name, "class_name": class_name, "args": args, "config": config}
        for key, array in [
            ("y_true", y_true), ("y_pred", y_pred), ("sample_weight", given), ("mask", left), ("value", result),
            ("grad_y_pred", gradient),
        ]:  # fmt: skip
            case[key] = store.array(f"{name}/{key}", array)
        store.cases.append(case)
    store.write()


def metrics():
    store = Store("metrics")
    for class_name, args, batches in metric_cases():
        keras.backend.clear_session()
        metric = getattr(keras.metrics, class_name)(**args)
        name = store.name(class_name)
        done = []
        try:
            for i, (first, second, given, left) in enumerate(batches):
                tensors = [tensorflow.constant(x) for x in (first, second) if x is not None]
                if left is not None:
                    keras.src.backend.set_keras_mask(tensors[-1], left)
                metric.update_state(*tensors, sample_weight=given)
                at = f"{name}/batch_{i}"
                keys = ["values"] if second is None else ["y_true", "y_pred"]
                done.append(
                    {
                        "args": [store.array(f"{at}/{k}", x) for k, x in zip(keys, tensors)],
                        "sample_weight": store.array(f"{at}/sample_weight", given),
                        "mask": store.array(f"{at}/mask", left),
                        "result": store.array(f"{at}/result", metric.result()),
                        "variables": [
                            store.array(f"{at}/variable_{j}", v) for j, v in enumerate(metric.variables)
                        ],
                    }
                )
        except REFUSALS as refusal:
            print("refused:", class_name, args, str(refusal).splitlines()[0])
            continue
        names = [v.name for v in metric.variables]
        config = {k: v for k, v in metric.get_config().items() if k not in ("fn",)}
        metric.reset_state()
        after = numpy.ravel(keras.ops.convert_to_numpy(metric.result())).tolist()
        store.cases.append(
            {
                "name": name, "class_name": class_name, "args": args, "config": config, "batches": done,
                "variables": names, "result_after_reset": after,
            }  # fmt: skip
        )
    store.write()


KINDS = {"losses": losses, "metrics": metrics}
for kind in sys.argv[2:] or KINDS:
    KINDS[kind]()
index = [{"kind": k, "json": f"{k}/{k}.json", "npz": f"{k}/{k}.npz"} for k in KINDS]
(target / "index.json").write_text(json.dumps({"cases": index}, indent=1) + "\n")
