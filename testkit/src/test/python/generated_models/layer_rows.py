"""The layers that models are drawn from: what they take, and the arguments they may get.

A row is (class, kind of input, arguments it always gets, arguments it may get); each argument has a
list of values to draw from. Kinds of input: "f2" to "f5" are floats of that rank, batch included,
"f" floats of any rank, "ids" integers, "i" integers of any rank.
"""

ACTIVATIONS = ["relu", "tanh", "sigmoid", "gelu", "softmax", "elu", "swish", "hard_sigmoid", "exponential", "linear"]
SIDES = ["same", "valid"]
UNITS = [1, 2, 3, 4, 7]
FORMAT = ["channels_first"]
PENALTY = ["l1", "l2"]
LIMIT = ["non_neg", "unit_norm", "max_norm"]

WEIGHTED = {
    "activation": ACTIVATIONS,
    "use_bias": [False],
    "kernel_regularizer": PENALTY,
    "bias_regularizer": PENALTY,
    "activity_regularizer": PENALTY,
    "kernel_constraint": LIMIT,
    "bias_initializer": ["ones", "random_normal"],
    "trainable": [False],
}
RECURRENT = {
    "activation": ["tanh", "relu", "linear", "sigmoid"],
    "use_bias": [False],
    "return_sequences": [True, True, True],
    "return_state": [True],
    "go_backwards": [True],
    "unroll": [True],
    "recurrent_dropout": [0.3],
    "kernel_regularizer": PENALTY,
}
GATED = {**RECURRENT, "recurrent_activation": ["hard_sigmoid", "relu"]}
NORMALIZED = {"epsilon": [1e-5, 0.1], "center": [False], "scale": [False]}


def conv(rank):
    n = rank - 2
    name, kind = f"Conv{n}D", f"f{rank}"
    strided = {"padding": SIDES + (["causal"] if n == 1 else []), "data_format": FORMAT, **WEIGHTED}
    needed = {"filters": [1, 2, 4, 6], "kernel_size": [1, 2, 3] + ([[1] * n, [2] + [1] * (n - 1)] if n > 1 else [])}
    rows = [(name, kind, needed, {"strides": [2, 3], "groups": [2], **strided})]
    rows.append((name, kind, {**needed, "dilation_rate": [2]}, strided))
    upward = {k: v for k, v in strided.items() if k != "padding"}
    rows.append((name + "Transpose", kind, needed, {"strides": [2, 3], "padding": SIDES, **upward}))
    if n < 3:
        per = {"kernel_size": [1, 2, 3]}
        multiplied = {"depth_multiplier": [2], "strides": [2], **strided}
        plain = {k: v for k, v in multiplied.items() if not k.startswith("kernel_")}
        rows.append((f"DepthwiseConv{n}D", kind, per, {**plain, "padding": SIDES, "depthwise_regularizer": PENALTY}))
        rows.append((f"SeparableConv{n}D", kind, needed, {**plain, "pointwise_constraint": LIMIT}))
    return rows


def pool(rank):
    n, kind = rank - 2, f"f{rank}"
    window = {"pool_size": [1, 2, 3] + ([[2] + [1] * (n - 1)] if n > 1 else [])}
    options = {"strides": [1, 2, 3], "padding": SIDES, "data_format": FORMAT}
    rows = [(f"{what}Pooling{n}D", kind, window, options) for what in ("Max", "Average")]
    for what in ("Max", "Average"):
        rows.append((f"Global{what}Pooling{n}D", kind, {}, {"keepdims": [True], "data_format": FORMAT}))
        rows.append((f"Adaptive{what}Pooling{n}D", kind, {"output_size": [1, 2, 3]}, {"data_format": FORMAT}))
    sides = [1, [[1, 0]] * n, [[0, 2]] * n] if n > 1 else [1, [1, 0], [0, 2]]
    rows.append((f"ZeroPadding{n}D", kind, {"padding": sides}, {"data_format": FORMAT}))
    rows.append((f"Cropping{n}D", kind, {"cropping": sides}, {"data_format": FORMAT}))
    sizes = {"size": [1, 2, 3]}
    interpolated = {"data_format": FORMAT, "interpolation": ["bilinear", "nearest", "bicubic"]}
    rows.append((f"UpSampling{n}D", kind, sizes, interpolated if n == 2 else {} if n == 1 else {"data_format": FORMAT}))
    if n < 4:
        rows.append((f"SpatialDropout{n}D", kind, {"rate": [0.2]}, {"data_format": FORMAT} if n > 1 else {}))
    return rows


ROWS = [row for rank in (3, 4, 5) for rows in (conv(rank), pool(rank)) for row in rows]
ROWS += [
    ("Dense", "f", {"units": UNITS}, WEIGHTED),
    ("Dense", "f2", {"units": UNITS}, WEIGHTED),
    ("Dense", "f3", {"units": UNITS}, {"dtype": ["float64"], **WEIGHTED}),
    ("EinsumDense", "f3", {"equation": ["abc,cd->abd"], "output_shape": [[None, 4]]}, {"bias_axes": ["d"], **WEIGHTED}),
    ("EinsumDense", "f2", {"equation": ["ab,bc->ac"], "output_shape": [3]}, {"bias_axes": ["c"]}),
    ("LSTM", "f3", {"units": UNITS}, {"unit_forget_bias": [False], **GATED}),
    ("GRU", "f3", {"units": UNITS}, {"reset_after": [False], **GATED}),
    ("SimpleRNN", "f3", {"units": UNITS}, RECURRENT),
    ("LSTM", "f3", {"units": [3], "return_sequences": [True]}, GATED),
    ("ConvLSTM1D", "f4", {"filters": [2], "kernel_size": [1, 2]}, {"return_sequences": [True], "padding": SIDES, "data_format": FORMAT}),
    ("ConvLSTM2D", "f5", {"filters": [2], "kernel_size": [1, 2]}, {"return_sequences": [True], "padding": SIDES, "strides": [2], "go_backwards": [True]}),
    ("BatchNormalization", "f", {}, {"axis": [1, -1], "momentum": [0.5], **NORMALIZED}),
    ("LayerNormalization", "f", {}, {"axis": [1, [1, -1]], "rms_scaling": [True], **NORMALIZED}),
    ("GroupNormalization", "f", {"groups": [1, 2, -1]}, {"axis": [1, -1], **NORMALIZED}),
    ("RMSNormalization", "f", {}, {"axis": [1], "epsilon": [0.1]}),
    ("UnitNormalization", "f", {}, {"axis": [1, -1]}),
    ("Normalization", "f", {"mean": [0.5, -1.0], "variance": [2.0]}, {"invert": [True], "axis": [None]}),
    ("Activation", "f", {"activation": ACTIVATIONS + ["log_softmax", "mish", "softsign", "relu6"]}, {}),
    ("ReLU", "f", {}, {"max_value": [1.0, 6], "negative_slope": [0.1], "threshold": [0.3]}),
    ("LeakyReLU", "f", {}, {"negative_slope": [0.1]}),
    ("ELU", "f", {}, {"alpha": [0.5]}),
    ("PReLU", "f", {}, {"shared_axes": [[1], [1, 2]]}),
    ("Softmax", "f", {}, {"axis": [1, -1, [1, -1]]}),
    ("Dropout", "f", {"rate": [0.3]}, {"seed": [4], "noise_shape": [[None, 1]]}),
    ("GaussianNoise", "f", {"stddev": [0.2]}, {}),
    ("GaussianDropout", "f", {"rate": [0.2]}, {}),
    ("AlphaDropout", "f", {"rate": [0.2]}, {}),
    ("ActivityRegularization", "f", {}, {"l1": [0.1], "l2": [0.1]}),
    ("Identity", "f", {}, {}),
    ("Rescaling", "f", {"scale": [0.5, 2]}, {"offset": [1, -0.5]}),
    ("Rescaling", "i", {"scale": [0.5, 2]}, {"offset": [1, -0.5]}),
    ("Flatten", "f", {}, {"data_format": FORMAT}),
    ("Flatten", "f4", {}, {"data_format": FORMAT}),
    ("Reshape", "f2", {"target_shape": [[-1, 1], [1, -1], [-1, 2], [2, -1, 1]]}, {}),
    ("Reshape", "f3", {"target_shape": [[-1], [-1, 2], [1, -1], [-1, 1, 2]]}, {}),
    ("Reshape", "f4", {"target_shape": [[-1, 2], [-1]]}, {}),
    ("Permute", "f3", {"dims": [[2, 1]]}, {}),
    ("Permute", "f4", {"dims": [[3, 1, 2], [2, 1, 3]]}, {}),
    ("RepeatVector", "f2", {"n": [1, 2, 3]}, {}),
    ("Masking", "f3", {}, {"mask_value": [0.5]}),
    ("Embedding", "ids", {"input_dim": [10], "output_dim": UNITS}, {"mask_zero": [True, True, True]}),
    ("CategoryEncoding", "ids", {"num_tokens": [10]}, {"output_mode": ["one_hot", "multi_hot", "count"]}),
    ("IntegerLookup", "ids", {"vocabulary": [[1, 3, 5, 7]]}, {"output_mode": ["int", "multi_hot", "one_hot", "count"], "num_oov_indices": [2], "invert": [True]}),
    ("Discretization", "f", {"bin_boundaries": [[-0.5, 0.0, 0.7]]}, {"output_mode": ["int", "one_hot", "multi_hot"]}),
    ("Resizing", "f4", {"height": [2, 3, 5], "width": [2, 4]}, {"interpolation": ["nearest", "bilinear"], "crop_to_aspect_ratio": [True], "data_format": FORMAT}),
    ("CenterCrop", "f4", {"height": [2], "width": [1, 2]}, {"data_format": FORMAT}),
]
