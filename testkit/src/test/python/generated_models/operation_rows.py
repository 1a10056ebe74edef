"""The operations that models are drawn from: (function of keras.ops or operator, positional, keywords).

In the arguments "X" is a tensor of floats, "Y" one of the same shape, "Z" one that broadcasts
against it, "I" one of integers, "C" an array of the shape of the last axis, a lambda draws a
value from a generator and the rank of "X".
"""

from recipe import array


def axis(rng, rank):
    return int(rng.choice([-1, 1, rank - 1]))


def axes(rng, rank):
    return {"$tuple": sorted(int(a) for a in rng.choice(range(1, rank), size=max(0, min(2, rank - 1)), replace=False))}


def some_axis(rng, rank):
    return axes(rng, rank) if rng.random() < 0.3 else axis(rng, rank)


def number(rng, rank):
    return [2, -1, 0.5, 3.0, 1, 0, 1e-3][rng.integers(7)]


def positive(rng, rank):
    return [2, 0.5, 3, 1][rng.integers(4)]


def keep(rng, rank):
    return bool(rng.random() < 0.5)


def new_order(rng, rank):
    return [0] + [int(a) for a in rng.permutation(range(1, rank))]


def index(rng, rank):
    """What stands between the brackets of x[...]."""
    whole, more = {"$slice": [None, None, None]}, {"$ellipsis": True}
    cut = [[1, None, None], [None, -1, None], [None, None, 2], [None, None, -1], [-2, None, None], [0, 1, None]]
    part = {"$slice": cut[rng.integers(len(cut))]}
    return [
        {"$tuple": [whole, part]},
        {"$tuple": [more, part]},
        {"$tuple": [more, int(rng.integers(-1, 1))]},
        {"$tuple": [whole, 0]},
        {"$tuple": [whole, -1]},
        {"$tuple": [whole, None, part]},
        {"$tuple": [more, None]},
        {"$tuple": [whole, part, more]},
        part,
    ][rng.integers(9)]


def pads(rng, rank):
    sides = {"$tuple": [int(rng.integers(0, 2)), int(rng.integers(0, 3))]}
    return {"$tuple": [{"$tuple": [0, 0]}] + [sides] * (rank - 1)}


def shape(rng, rank):
    return {"$tuple": [[-1, 2], [-1, 1, 2], [-1, 3], [-1, 2, 2]][rng.integers(4)]}


def places(rng, rank):
    values = [[0, 1], [0], [1, 0, 0], [-1]][rng.integers(4)]
    return values if rng.random() < 0.5 else array(values, "int32")


def repeats(rng, rank):
    return {"$tuple": [1] + [int(n) for n in rng.integers(1, 3, max(rank - 1, 0))]}


ROWS = [(f"operator.{f}", args, {}) for f in "add sub mul".split() for args in (["X", number], [number, "X"], ["X", "Y"], ["X", "Z"], ["X", "C"])]
ROWS += [(f, args, {}) for f in "add subtract multiply maximum minimum".split() for args in (["X", number], [number, "X"], ["X", "Y"], ["X", "Z"], ["X", "C"])]
ROWS += [(f"operator.{f}", args, {}) for f in "truediv floordiv mod".split() for args in (["X", positive],)]
ROWS += [(f"operator.{f}", ["X", number], {}) for f in "lt le gt ge ne".split()]
ROWS += [("operator.getitem", ["X", index], {})] * 6
ROWS += [(f"operator.{f}", ["I", args], {}) for f in "add mul sub".split() for args in (1, 2, 0.5)]
ROWS += [("operator.neg", ["X"], {}), ("operator.pow", ["X", 2], {}), ("operator.abs", ["X"], {})]
ROWS += [(f, ["X"], {}) for f in "relu sigmoid tanh softplus silu gelu square exp sin cos abs sign negative erf arctan zeros_like ones_like relu6 hard_sigmoid stop_gradient isfinite".split()]
ROWS += [(f, ["X"], {"axis": some_axis, "keepdims": keep}) for f in "sum mean max min var std prod logsumexp any all".split()]
ROWS += [(f, ["X"], {"axis": axis}) for f in "softmax log_softmax argmax argmin cumsum sort flip normalize layer_normalization unstack median count_nonzero".split()]
ROWS += [("mean", ["X"], {}), ("sum", ["X"], {"axis": axis}), ("max", ["X"], {"axis": axis})]
ROWS += [
    ("power", ["X", 2], {}),
    ("divide", ["X", positive], {}),
    ("clip", ["X", -0.5, 0.8], {}),
    ("where", [{"op": "operator.gt"}, "X", "Y"], {}),
    ("where", [{"op": "operator.gt"}, "X", number], {}),
    ("matmul", ["X", "Y"], {}),
    ("operator.matmul", ["X", lambda rng, rank: array(rng.normal(size=(3, 2)))], {}),
    ("einsum", ["bij,bkj->bik", "X", "Y"], {}),
    ("einsum", ["...i,...i->...", "X", "Y"], {}),
    ("concatenate", [["X", "Y"]], {"axis": axis}),
    ("concatenate", [["X", "Y", "X"]], {}),
    ("stack", [["X", "Y"]], {"axis": axis}),
    ("stack", [{"$tuple": ["Y", "X"]}], {"axis": 1}),
    ("reshape", ["X", shape], {}),
    ("transpose", ["X"], {"axes": new_order}),
    ("expand_dims", ["X"], {"axis": axis}),
    ("squeeze", ["X"], {"axis": axis}),
    ("swapaxes", ["X"], {"axis1": 1, "axis2": -1}),
    ("moveaxis", ["X", 1, -1], {}),
    ("repeat", ["X", 2], {"axis": axis}),
    ("tile", ["X", repeats], {}),
    ("pad", ["X", pads], {}),
    ("pad", ["X", pads], {"constant_values": number}),
    ("pad", ["X", pads], {"mode": "reflect"}),
    ("roll", ["X", 1], {"axis": axis}),
    ("split", ["X", 2], {"axis": axis}),
    ("split", ["X", [1]], {"axis": axis}),
    ("take", ["X", places], {"axis": axis}),
    ("top_k", ["X", 1], {}),
    ("one_hot", ["I", 10], {}),
    ("cast", ["X"], {"dtype": "float64"}),
    ("cast", ["I"], {"dtype": "float32"}),
    ("cast", ["X"], {"dtype": "int32"}),
    ("not_equal", ["I", 0], {}),
    ("equal", ["I", 1], {}),
    ("tensordot", ["X", lambda rng, rank: array(rng.normal(size=(4, 2)))], {"axes": 1}),
    ("leaky_relu", ["X"], {"negative_slope": 0.3}),
    ("elu", ["X", 0.5], {}),
    ("gelu", ["X"], {"approximate": False}),
    ("average", ["X"], {"axis": axis}),
    ("diff", ["X"], {"axis": axis}),
    ("tril", ["X"], {"k": 1}),
    ("norm", ["X"], {"axis": axis}),
    ("moments", ["X"], {"axes": lambda rng, rank: [1]}),
    ("broadcast_to", ["X", lambda rng, rank: {"$tuple": [3, 2, 4]}], {}),
    ("max_pool", ["X", 2], {"padding": "same"}),
    ("average_pool", ["X", 2], {"strides": 1}),
    ("dot_product_attention", ["X", "X", "X"], {"is_causal": keep}),
    ("full_like", ["X", number], {}),
    ("logical_not", [{"op": "operator.gt"}], {}),
    ("logical_and", [{"op": "operator.gt"}, {"op": "operator.gt"}], {}),
]
