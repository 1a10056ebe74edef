"""Functional models of one operation of keras.ops each, with what Keras computes.

    python operation_cases.py DIR [NAME...]     the cases, in the layout of `trihorn cases DIR`
    python operation_cases.py --pack DIR FILE   of these one or two for each operation, in one file:
        testkit/src/main/resources/io/trihorn/testkit/conformance/operations.jsonl.gz

Needs Keras 3 on TensorFlow. What Keras cannot save, open again or compute is named and left out.
"""

import gzip
import json
import os
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import ops
from keras.src.ops import numpy as knp

CASES = []


def case(name, function, *inputs):
    """A case: inputs are arrays, or (kind, shape) for drawn ones."""
    CASES.append((name, function, inputs))


def draw(spec, rng):
    if isinstance(spec, np.ndarray):
        return spec
    kind, shape = spec
    if kind == "f":
        return rng.normal(size=shape).astype("float32")
    if kind == "p":
        return rng.uniform(0.5, 2, size=shape).astype("float32")
    if kind == "u":
        return rng.uniform(-0.9, 0.9, size=shape).astype("float32")
    if kind == "i":
        return rng.integers(1, 6, size=shape).astype("int32")
    if kind == "b":
        return rng.integers(0, 2, size=shape).astype("bool")
    if kind == "h":
        return rng.normal(size=shape).astype("float16")
    if kind == "d":  # a well conditioned symmetric matrix
        a = rng.normal(size=shape).astype("float32")
        n = shape[-1]
        return (a @ np.swapaxes(a, -1, -2) + n * np.eye(n)).astype("float32")
    if kind == "n":
        a = rng.normal(size=shape).astype("float32")
        a.reshape(-1)[:: 5] = np.nan
        return a
    raise ValueError(kind)


F = ("f", (2, 4, 3))
P = ("p", (2, 4, 3))
U = ("u", (2, 4, 3))
I = ("i", (2, 4, 3))
B = ("b", (2, 4, 3))
N = ("n", (2, 4, 3))
IMG = ("p", (2, 6, 5, 3))
VEC = np.array([1.0, -2.0, 0.5], "float32")

# Functions of one tensor.
for name, spec in {
    **dict.fromkeys(
        "abs absolute negative sign square exp exp2 expm1 sin cos sinh cosh tanh arctan arcsinh"
        " deg2rad rad2deg sinc i0 floor ceil trunc isfinite isinf isneginf isposinf isreal signbit"
        " erf erfc relu relu6 sigmoid hard_sigmoid log_sigmoid sparse_sigmoid silu hard_silu"
        " hard_tanh tanh_shrink selu softplus sparse_plus softsign ravel fliplr flipud zeros_like"
        " ones_like copy stop_gradient real imag conj conjugate angle size logical_not"
        " fabs cbrt".split(),
        F,
    ),
    **dict.fromkeys("sqrt log log10 log1p log2 rsqrt reciprocal".split(), P),
    **dict.fromkeys("tan arcsin arccos arctanh erfinv".split(), U),
    **dict.fromkeys("bitwise_invert bitwise_not".split(), I),
    **dict.fromkeys("det inv slogdet cholesky cholesky_inverse pinv logdet".split(), ("d", (2, 3, 3))),
    "isnan": N,
}.items():
    if hasattr(ops, name):
        case(name, getattr(ops, name), spec)
case("eigh", lambda x: ops.abs(ops.eigh(x)[1]), ("d", (2, 3, 3)))
case("lu_factor", ops.lu_factor, ("d", (3, 3)))
case("arccosh", ops.arccosh, np.array([[1.5, 2.5], [1.1, 4.0]], "float32"))
for name in "abs square exp sqrt floor negative sign relu logical_not mean".split():
    case(name + "/int", getattr(ops, name), I)
case("logical_not/bool", ops.logical_not, B)

# Functions of two operands: tensors, broadcast, numbers on either side, arrays, mixed types.
binary = (
    "add subtract multiply divide true_divide maximum minimum power mod fmod floor_divide fmax fmin hypot"
    " arctan2 logaddexp logaddexp2 equal not_equal greater greater_equal less less_equal"
    " logical_and logical_or logical_xor divide_no_nan heaviside isclose"
).split()
for name in binary:
    f = getattr(ops, name)
    left = P if name in ("power", "mod", "fmod", "floor_divide") else F
    case(name, f, left, P)
    case(name + "/broadcast", f, left, ("p", (2, 1, 3)))
    case(name + "/number", lambda x, f=f: f(x, 2), P)
    case(name + "/float", lambda x, f=f: f(x, 1.5), P)
    case(name + "/number_left", lambda x, f=f: f(2.0, x), P)
    case(name + "/numpy", lambda x, f=f: f(x, np.array([1.0, 2.0, 0.5], "float32")), P)
    case(name + "/tensor", lambda x, f=f: f(ops.convert_to_tensor([1.0, 2.0, 0.5]), x), P)
    if name != "isclose":
        case(name + "/int_number", lambda x, f=f: f(x, 2), I)
        case(name + "/int_float", lambda x, f=f: f(x, 1.5), I)
        case(name + "/int_float_tensors", f, I, P)
    case(name + "/keywords", lambda x, y, f=f: f(x1=x, x2=y), P, P)
for name in "bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift left_shift right_shift gcd lcm".split():
    f = getattr(ops, name)
    case(name, f, I, I)
    case(name + "/number", lambda x, f=f: f(x, 2), I)
case("ldexp", ops.ldexp, F, I)
case("add/bool", lambda x: x + 1, B)
case("multiply/half", lambda x: x * 2.5, ("h", (2, 3)))
case("add/python", lambda x: 1 - (2 * x + 1) / 3, F)
case("negative/python", lambda x: -x, F)
case("power/python", lambda x: x**2, F)
case("power/python_left", lambda x: 2**x, F)
case("matmul/python", lambda x: x @ np.ones((3, 2), "float32"), F)
case("mod/python", lambda x: x % 2, P)
case("floor_divide/python", lambda x: x // 2, P)
case("less/python", lambda x: x < 0.5, F)
case("isclose/tolerance", lambda x: ops.isclose(x, 1.0, rtol=0.5, atol=0.1, equal_nan=True), N)
case("allclose", ops.allclose, F, F)
case("isin", lambda x: ops.isin(x, [1, 3]), I)
case("isin/invert", lambda x: ops.isin(x, np.array([1, 3]), invert=True), I)
case("clip", lambda x: ops.clip(x, -0.5, 0.5), F)
case("clip/int", lambda x: ops.clip(x, 2, 4), I)
case("where", lambda x: ops.where(x > 0, x, 0.0), F)
case("where/two", ops.where, B, F, P)
case("where/numbers", lambda c, x: ops.where(c, 1, x), B, F)
case("select", lambda x: ops.select([x < -0.5, x < 0.5], [x * 2, x * 3], 0), F)
case("select/default", lambda x, y: ops.select([x < 0], [y], default=x), F, F)
case("nan_to_num", ops.nan_to_num, N)
case("nan_to_num/values", lambda x: ops.nan_to_num(x, nan=1.5, posinf=2.0, neginf=-2.0), N)
case("round", ops.round, F)
case("round/decimals", lambda x: ops.round(x, 1), F)
case("full_like", lambda x: ops.full_like(x, 3), F)
case("full_like/dtype", lambda x: ops.full_like(x, 2.5, dtype="int32"), F)
case("zeros_like/dtype", lambda x: ops.zeros_like(x, dtype="int32"), F)
case("ones_like/int", ops.ones_like, I)
case("empty_like", lambda x: ops.empty_like(x) * 0, F)

# Over axes.
for name in "sum mean max min amax amin any all prod std var median ptp count_nonzero logsumexp norm".split():
    f = getattr(ops, name)
    spec = B if name in ("any", "all") else P
    case(name, lambda x, f=f: f(x, axis=-1), spec)
    case(name + "/axis1", lambda x, f=f: f(x, axis=1), spec)
    case(name + "/all", lambda x, f=f: f(x), spec)
    case(name + "/axes", lambda x, f=f: f(x, axis=(1, 2)), spec)
    if name != "count_nonzero":
        case(name + "/keepdims", lambda x, f=f: f(x, axis=1, keepdims=True), spec)
        case(name + "/keepdims_all", lambda x, f=f: f(x, keepdims=True), spec)
    if name not in ("any", "all", "norm", "logsumexp"):
        case(name + "/int", lambda x, f=f: f(x, axis=1), I)
case("max/initial", lambda x: ops.max(x, axis=1, initial=1.5), P)
case("min/initial", lambda x: ops.min(x, axis=1, initial=1), P)
for name in "nansum nanmean nanmax nanmin nanprod nanstd nanvar nanmedian".split():
    f = getattr(ops, name)
    case(name, lambda x, f=f: f(x, axis=1), N)
    case(name + "/keepdims", lambda x, f=f: f(x, axis=-1, keepdims=True), N)
for name in "argmax argmin".split():
    f = getattr(ops, name)
    case(name, lambda x, f=f: f(x, axis=-1), F)
    case(name + "/keepdims", lambda x, f=f: f(x, axis=1, keepdims=True), F)
    case(name + "/flat", lambda x, f=f: f(x), F)
case("nanargmax", lambda x: ops.nanargmax(x, axis=1), N)
case("nanargmin", lambda x: ops.nanargmin(x, axis=1), N)
for name in "cumsum cumprod nancumsum nancumprod".split():
    f = getattr(ops, name)
    spec = N if name.startswith("nan") else F
    case(name, lambda x, f=f: f(x, axis=1), spec)
    case(name + "/flat", lambda x, f=f: f(x), spec)
case("cumsum/dtype", lambda x: ops.cumsum(x, axis=1, dtype="float32"), I)
case("quantile", lambda x: ops.quantile(x, 0.3, axis=1), F)
case("quantile/several", lambda x: ops.quantile(x, [0.1, 0.5], axis=1, method="nearest", keepdims=True), F)
case("quantile/all", lambda x: ops.quantile(x, 0.25, method="lower"), F)
case("percentile", lambda x: ops.percentile(x, 30, axis=-1), F)
case("nanquantile", lambda x: ops.nanquantile(x, 0.3, axis=1), N)
case("nanpercentile", lambda x: ops.nanpercentile(x, 30.0, axis=1), N)
case("average", lambda x: ops.average(x, axis=1), F)
case("average/weights", lambda x: ops.average(x, axis=2, weights=np.array([1.0, 2.0, 3.0], "float32")), F)
case("average/same", lambda x, w: ops.average(x, axis=1, weights=w), F, P)
case("moments", lambda x: ops.moments(x, axes=[1]), F)
case("moments/keepdims", lambda x: ops.moments(x, axes=[0, 1], keepdims=True), F)
case("norm/one", lambda x: ops.norm(x, ord=1, axis=-1), F)
case("norm/inf", lambda x: ops.norm(x, ord=float("inf"), axis=1), F)
case("norm/fro", lambda x: ops.norm(x, ord="fro", axis=(1, 2)), F)
case("norm/three", lambda x: ops.norm(x, ord=3, axis=-1, keepdims=True), F)
case("corrcoef", ops.corrcoef, ("f", (3, 5)))
case("correlate", lambda x: ops.correlate(x, np.array([1.0, 2.0, 0.5], "float32"), mode="same"), ("f", (6,)))
case("diff", lambda x: ops.diff(x, axis=1), F)
case("diff/twice", lambda x: ops.diff(x, n=2, axis=1), F)
case("trapezoid", lambda x: ops.trapezoid(x, dx=0.5, axis=1), F)
case("histogram", lambda x: ops.histogram(x, bins=4), F)
case("sort", lambda x: ops.sort(x, axis=1), F)
case("argsort", ops.argsort, F)
case("argpartition", lambda x: ops.argpartition(x, 1, axis=1) * 0, F)
case("digitize", lambda x: ops.digitize(x, np.array([-0.5, 0.0, 0.5])), F)
case("searchsorted", lambda v: ops.searchsorted(np.array([1.0, 2.0, 3.0], "float32"), v, side="right"), ("p", (4,)))
case("top_k", lambda x: ops.top_k(x, 2), F)
case("in_top_k", lambda p: ops.in_top_k(np.array([1, 2], "int32"), p, k=2), ("f", (2, 4)))

# Shapes.
case("reshape", lambda x: ops.reshape(x, (-1, 6, 2)), F)
case("reshape/flat", lambda x: ops.reshape(x, (-1,)), F)
case("expand_dims", lambda x: ops.expand_dims(x, 1), F)
case("expand_dims/last", lambda x: ops.expand_dims(x, -1), F)
case("expand_dims/several", lambda x: ops.expand_dims(x, (1, -1)), F)
case("squeeze", lambda x: ops.squeeze(x, 1), ("f", (2, 1, 3)))
case("squeeze/all", ops.squeeze, ("f", (2, 1, 3, 1)))
case("broadcast_to", lambda x: ops.broadcast_to(x, (2, 5, 3)), ("f", (2, 1, 3)))
case("tile", lambda x: ops.tile(x, (1, 2, 3)), F)
case("tile/number", lambda x: ops.tile(x, 2), F)
case("repeat", lambda x: ops.repeat(x, 2, axis=1), F)
case("repeat/each", lambda x: ops.repeat(x, [1, 0, 2, 1], axis=1), F)
case("repeat/flat", lambda x: ops.repeat(x, 2), F)
case("pad", lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 1))), F)
case("pad/value", lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 1)), constant_values=2), F)
case("pad/reflect", lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 0)), mode="reflect"), F)
case("pad/symmetric", lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 0)), mode="symmetric"), F)
case("transpose", lambda x: ops.transpose(x, (0, 2, 1)), F)
case("transpose/all", ops.transpose, F)
case("swapaxes", lambda x: ops.swapaxes(x, 1, -1), F)
case("moveaxis", lambda x: ops.moveaxis(x, 1, -1), F)
case("moveaxis/several", lambda x: ops.moveaxis(x, [0, 1], [2, 0]), F)
case("flip", lambda x: ops.flip(x, axis=1), F)
case("flip/all", ops.flip, F)
case("flip/several", lambda x: ops.flip(x, axis=(1, 2)), F)
case("roll", lambda x: ops.roll(x, 1, axis=1), F)
case("roll/several", lambda x: ops.roll(x, (1, -1), axis=(1, 2)), F)
case("roll/flat", lambda x: ops.roll(x, 2), F)
case("rot90", ops.rot90, ("f", (3, 4)))
case("rot90/axes", lambda x: ops.rot90(x, k=3, axes=(1, 2)), F)
case("concatenate", lambda x, y: ops.concatenate([x, y], axis=1), F, P)
case("concatenate/numpy", lambda x: ops.concatenate([x, np.ones((2, 1, 3), "float32")], axis=1), F)
case("concatenate/types", lambda x, y: ops.concatenate([x, y], axis=-1), F, I)
case("stack", lambda x, y: ops.stack([x, y], axis=1), F, P)
case("stack/last", lambda x, y: ops.stack((x, y), axis=-1), F, P)
case("hstack", lambda x, y: ops.hstack([x, y]), F, P)
case("vstack", lambda x, y: ops.vstack([x, y]), F, P)
case("dstack", lambda x, y: ops.dstack([x, y]), F, P)
case("append", lambda x, y: ops.append(x, y, axis=1), F, P)
case("append/flat", lambda x, y: ops.append(x, y), F, P)
case("meshgrid", lambda x, y: ops.meshgrid(x, y), ("f", (3,)), ("f", (3,)))
case("meshgrid/ij", lambda x, y: ops.meshgrid(x, y, indexing="ij"), ("f", (3,)), ("f", (3,)))
case("split", lambda x: ops.split(x, 2, axis=1), F)
case("split/places", lambda x: ops.split(x, [1, 3], axis=1), F)
case("array_split", lambda x: ops.array_split(x, 3, axis=1), F)
case("hsplit", lambda x: ops.hsplit(x, 2), F)
case("vsplit", lambda x: ops.vsplit(x, 2), F)
case("dsplit", lambda x: ops.dsplit(x, 3), F)
case("unstack", lambda x: ops.unstack(x, axis=1), F)
case("unstack/num", lambda x: ops.unstack(x, num=3, axis=-1), F)
case("take", lambda x: ops.take(x, [0, 2, -1], axis=1), F)
case("take/place", lambda x: ops.take(x, 1, axis=-1), F)
case("take/flat", lambda x: ops.take(x, [3, 5]), F)
case("take/tensor", lambda x, i: ops.take(x, i, axis=1), F, np.array([[0, 1], [3, 2]], "int32"))
case("take_along_axis", lambda x, i: ops.take_along_axis(x, i, axis=1), F, np.array([[[0, 1, 2]], [[3, 2, 1]]], "int32"))
case("take_along_axis/flat", lambda x: ops.take_along_axis(x, np.array([0, 5]), axis=None), F)
case("tril", ops.tril, F)
case("tril/k", lambda x: ops.tril(x, k=1), F)
case("triu", lambda x: ops.triu(x, k=-1), F)
case("diag", ops.diag, ("f", (3,)))
case("diag/k", lambda x: ops.diag(x, k=1), ("f", (3, 3)))
case("diagflat", lambda x: ops.diagflat(x, k=1), ("f", (3,)))
case("diagonal", lambda x: ops.diagonal(x, axis1=1, axis2=2), F)
case("trace", lambda x: ops.trace(x, offset=1, axis1=1, axis2=2), F)
case("vander", lambda x: ops.vander(x, N=4), ("f", (3,)))
case("vander/increasing", lambda x: ops.vander(x, increasing=True), ("f", (3,)))
case("unravel_index", lambda x: ops.unravel_index(x, (3, 4)), np.array([1, 5, 11], "int32"))
case("rearrange", lambda x: ops.rearrange(x, "b (h w) c -> b h (w c)", h=2), F)
case("get_item", lambda x: x[:, 0], F)
case("get_item/slice", lambda x: x[:, 1:3], F)
case("get_item/step", lambda x: x[:, ::2], F)
case("get_item/ellipsis", lambda x: x[..., -1], F)
case("get_item/middle", lambda x: x[:, ..., :2], F)
case("get_item/new", lambda x: x[:, None, 1], F)
case("get_item/last_rows", lambda x: x[:, -2:], F)
case("get_item/one", lambda x: x[0], F)
case("get_item/backwards", lambda x: x[:, ::-1], F)
case("get_item/several", lambda x: x[:, 1:, 0], F)

# Numbers.
case("linspace", lambda x: ops.linspace(x, 2.0, num=4), ("f", (3,)))
case("linspace/axis", lambda x, y: ops.linspace(x, y, num=3, endpoint=False, axis=-1), F, P)
case("linspace/step", lambda x, y: ops.linspace(x, y, num=5, retstep=True), F, P)
case("logspace", lambda x, y: ops.logspace(x, y, num=3, base=2), U, U)
case("geomspace", lambda x, y: ops.geomspace(x, y, num=3), P, P)
case("full", lambda x: ops.full((2, 3), x[0]), ("f", (3,)))
case("array", lambda x: ops.array(x, dtype="float32"), I)
case("cast", lambda x: ops.cast(x, "int32"), F)
case("cast/half", lambda x: ops.cast(x, "float16"), F)
case("cast/bool", lambda x: ops.cast(x, "bool"), I)
case("saturate_cast", lambda x: ops.saturate_cast(x, "uint8"), np.array([[-3.0, 300.0, 7.4]], "float32"))
case("convert_to_tensor", lambda x: ops.convert_to_tensor(x, dtype="float32"), I)
case("scatter", lambda v: ops.scatter(np.array([[0, 1], [1, 2]], "int32"), v, (2, 3)), ("f", (2,)))
case("scatter_update", lambda x: ops.scatter_update(x, np.array([[0, 1], [1, 2]], "int32"), np.array([1.0, 2.0], "float32")), ("f", (2, 3)))
case("scatter_update/add", lambda x: ops.scatter_update(x, np.array([[0, 1], [0, 1]], "int32"), np.array([1.0, 2.0], "float32"), reduction="add"), ("f", (2, 3)))
case("scatter_update/mul", lambda x: ops.scatter_update(x, np.array([[0, 1], [0, 1], [1, 2]], "int32"), np.array([1.5, -2.0, 0.1], "float32"), reduction="mul"), ("f", (2, 3)))
case("scatter_update/max", lambda x: ops.scatter_update(x, np.array([[0, 1], [0, 1], [1, 2]], "int32"), np.array([1.5, -2.0, 0.1], "float32"), reduction="max"), ("f", (2, 3)))
case("scatter_update/min", lambda x: ops.scatter_update(x, np.array([[0, 1], [0, 1], [1, 2]], "int32"), np.array([1.5, -2.0, 0.1], "float32"), reduction="min"), ("f", (2, 3)))
case("slice", lambda x: ops.slice(x, [0, 1, 0], [2, 2, 3]), F)
case("slice_update", lambda x: ops.slice_update(x, [0, 1], np.ones((1, 2), "float32")), ("f", (2, 3)))

# Products.
case("matmul", ops.matmul, ("f", (2, 4, 3)), ("f", (2, 3, 5)))
case("matmul/numpy", lambda x: ops.matmul(x, np.ones((3, 2), "float32")), F)
case("dot", lambda x: ops.dot(x, np.ones((3, 2), "float32")), F)
case("vdot", ops.vdot, ("f", (3,)), ("f", (3,)))
case("inner", lambda x: ops.inner(x, np.array([[1.0, 2.0, 3.0]], "float32")), F)
case("outer", ops.outer, ("f", (3,)), ("f", (3,)))
case("kron", ops.kron, ("f", (2, 3)), ("f", (2, 2)))
case("tensordot", lambda x: ops.tensordot(x, np.ones((3, 2), "float32"), axes=1), F)
case("tensordot/axes", lambda x: ops.tensordot(x, np.ones((4, 3, 2), "float32"), axes=[[1, 2], [0, 1]]), F)
case("cross", ops.cross, F, P)
case("cross/axis", lambda x, y: ops.cross(x, y, axis=1), ("f", (2, 3, 4)), ("f", (2, 3, 4)))
case("einsum", lambda x, y: ops.einsum("bij,bkj->bik", x, y), F, P)
case("einsum/one", lambda x: ops.einsum("bij->bji", x), F)
case("einsum/numpy", lambda x: ops.einsum("...j,jk->...k", x, np.ones((3, 2), "float32")), F)
case("cdist", ops.cdist, ("f", (2, 4, 3)), ("f", (2, 5, 3)))
case("cholesky/upper", lambda x: ops.cholesky(x, upper=True), ("d", (2, 3, 3)))
case("solve", ops.solve, ("d", (2, 3, 3)), ("f", (2, 3, 2)))
case("solve_triangular", lambda a, b: ops.solve_triangular(ops.tril(a), b, lower=True), ("d", (2, 3, 3)), ("f", (2, 3, 2)))
case("qr", lambda x: ops.abs(ops.qr(x)[1]), ("f", (2, 4, 3)))
case("svd", lambda x: ops.svd(x, full_matrices=False)[1], ("f", (2, 4, 3)))
case("svd/values", lambda x: ops.svd(x, compute_uv=False), ("f", (2, 4, 3)))
case("lstsq", ops.lstsq, ("f", (4, 3)), ("f", (4, 2)))
case("matrix_rank", ops.matrix_rank, ("f", (2, 4, 3)))

# Signals and segments.
case("segment_sum", lambda x: ops.segment_sum(x, np.array([0, 0, 1, 2], "int32"), num_segments=3), ("f", (4, 3)))
case("segment_max", lambda x: ops.segment_max(x, np.array([0, 0, 1, 2], "int32"), num_segments=3), ("f", (4, 3)))
case("segment_min", lambda x: ops.segment_min(x, np.array([0, 0, 1, 2], "int32"), num_segments=3), ("f", (4, 3)))
case("segment_prod", lambda x: ops.segment_prod(x, np.array([0, 0, 1, 2], "int32"), num_segments=3), ("f", (4, 3)))
case("fft", lambda x, y: ops.fft((x, y)), F, P)
case("fft2", lambda x, y: ops.fft2((x, y)), F, P)
case("ifft2", lambda x, y: ops.ifft2((x, y)), F, P)
case("rfft", lambda x: ops.rfft(x), ("f", (2, 8)))
case("rfft/length", lambda x: ops.rfft(x, fft_length=6), ("f", (2, 8)))
case("irfft", lambda x, y: ops.irfft((x, y)), ("f", (2, 5)), ("f", (2, 5)))
case("extract_sequences", lambda x: ops.extract_sequences(x, 4, 2), ("f", (2, 10)))
case("stft", lambda x: ops.stft(x, 4, 2, 8), ("f", (2, 12)))
case("stft/plain", lambda x: ops.stft(x, 4, 2, 4, window=None, center=False), ("f", (2, 12)))
case("istft", lambda x, y: ops.istft((x, y), 4, 2, 4), ("f", (2, 5, 3)), ("f", (2, 5, 3)))

# Networks.
for name in "softmax log_softmax".split():
    f = getattr(ops, name)
    case(name, f, F)
    case(name + "/axis", lambda x, f=f: f(x, axis=1), F)
    case(name + "/axes", lambda x, f=f: f(x, axis=(1, 2)), F)
case("sparsemax", ops.sparsemax, F)
case("elu", lambda x: ops.elu(x, alpha=0.5), F)
case("celu", lambda x: ops.celu(x, alpha=0.5), F)
case("gelu", ops.gelu, F)
case("gelu/exact", lambda x: ops.gelu(x, approximate=False), F)
case("glu", ops.glu, ("f", (2, 4)))
case("hard_shrink", lambda x: ops.hard_shrink(x, threshold=0.3), F)
case("soft_shrink", lambda x: ops.soft_shrink(x, threshold=0.3), F)
case("leaky_relu", lambda x: ops.leaky_relu(x, negative_slope=0.3), F)
case("squareplus", ops.squareplus, F)
case("threshold", lambda x: ops.threshold(x, 0.3, -1.0), F)
K = np.random.default_rng(5).normal(size=(3, 2, 3, 4)).astype("float32")
case("conv", lambda x: ops.conv(x, K, strides=2, padding="same"), IMG)
case("conv/dilated", lambda x: ops.conv(x, K, dilation_rate=(2, 1)), IMG)
case("conv/groups", lambda x: ops.conv(x, K[:, :, :1, :3]), IMG)
case("conv/one_axis", lambda x: ops.conv(x, K[:, 0]), ("f", (2, 7, 3)))
case("depthwise_conv", lambda x: ops.depthwise_conv(x, K[:, :, :, :2]), IMG)
case("separable_conv", lambda x: ops.separable_conv(x, K[:, :, :, :2], np.ones((1, 1, 6, 2), "float32")), IMG)
case("conv_transpose", lambda x: ops.conv_transpose(x, ops.convert_to_tensor(np.moveaxis(K, 3, 2)[:, :, :, :3]), strides=(2, 2)), ("f", (2, 3, 3, 3)))
case("conv_transpose/same", lambda x: ops.conv_transpose(x, ops.convert_to_tensor(np.moveaxis(K, 3, 2)[:, :, :, :3]), strides=(2, 2), padding="same"), ("f", (2, 3, 3, 3)))
case("max_pool", lambda x: ops.max_pool(x, 2), IMG)
case("max_pool/same", lambda x: ops.max_pool(x, (2, 3), strides=2, padding="same"), IMG)
case("average_pool", lambda x: ops.average_pool(x, 2, strides=1), IMG)
case("adaptive_average_pool", lambda x: ops.adaptive_average_pool(x, (3, 2)), IMG)
case("adaptive_max_pool", lambda x: ops.adaptive_max_pool(x, (3, 2)), IMG)
case("unfold", lambda x: ops.unfold(x, 2, stride=2), ("f", (2, 3, 4, 4)))
case("unfold/pairs", lambda x: ops.unfold(x, (2, 1), padding=(1, 0)), ("f", (2, 3, 4, 4)))
case("fold", lambda x: ops.fold(x, (4, 4), 2, stride=2), ("f", (2, 12, 4)))
case("space_to_depth", lambda x: ops.space_to_depth(x, 2), ("f", (2, 4, 6, 3)))
case("depth_to_space", lambda x: ops.depth_to_space(x, 2), ("f", (2, 2, 3, 8)))
case("batch_normalization", lambda x: ops.batch_normalization(x, VEC, np.abs(VEC), axis=-1, offset=VEC, scale=VEC), F)
case("layer_normalization", ops.layer_normalization, F)
case("layer_normalization/scaled", lambda x: ops.layer_normalization(x, gamma=VEC, beta=VEC, epsilon=1e-3), F)
case("layer_normalization/axis", lambda x: ops.layer_normalization(x, axis=1), F)
case("rms_normalization", lambda x: ops.rms_normalization(x, scale=VEC, epsilon=1e-3), F)
case("normalize", ops.normalize, F)
case("normalize/order", lambda x: ops.normalize(x, axis=1, order=3), F)
case("one_hot", lambda x: ops.one_hot(x, 6), I)
case("one_hot/axis", lambda x: ops.one_hot(x, 6, axis=1, dtype="int32"), I)
case("multi_hot", lambda x: ops.multi_hot(x, 6), ("i", (2, 4)))
case("binary_crossentropy", lambda y: ops.binary_crossentropy(np.array([[0.0, 1.0]], "float32"), y), np.array([[0.2, 0.7]], "float32"))
case("binary_crossentropy/logits", lambda t, y: ops.binary_crossentropy(t, y, from_logits=True), ("u", (2, 3)), ("f", (2, 3)))
case("categorical_crossentropy", lambda t, y: ops.categorical_crossentropy(t, y, from_logits=True), ("p", (2, 3)), ("f", (2, 3)))
case("categorical_crossentropy/axis", lambda t, y: ops.categorical_crossentropy(t, y, from_logits=True, axis=1), P, F)
case("sparse_categorical_crossentropy", lambda y: ops.sparse_categorical_crossentropy(np.array([0, 2], "int32"), y, from_logits=True), ("f", (2, 3)))
case("ctc_loss", lambda o: ops.ctc_loss(np.array([[1, 2], [2, 1]], "int32"), o, np.array([2, 1], "int32"), np.array([4, 5], "int32")), ("f", (2, 5, 4)))
case("ctc_decode", lambda o: ops.ctc_decode(o, np.array([4, 5], "int32")), ("f", (2, 5, 4)))
QKV = ("f", (2, 4, 2, 3))
case("dot_product_attention", ops.dot_product_attention, QKV, QKV, QKV)
case("dot_product_attention/causal", lambda q, k, v: ops.dot_product_attention(q, k, v, is_causal=True, scale=0.3), QKV, QKV, QKV)
case("dot_product_attention/mask", lambda q, m: ops.dot_product_attention(q, q, q, mask=m), QKV, ("b", (2, 1, 4, 4)))
case("dot_product_attention/bias", lambda q, m: ops.dot_product_attention(q, q, q, bias=m), QKV, ("f", (2, 2, 4, 4)))
case("psnr", lambda x, y: ops.psnr(x, y, 2.0), P, P)

# Images.
im = ops.image
case("image.sobel_edges", lambda x: im.sobel_edges(x)[:, 1:-1, 1:-1], IMG)  # borders differ among engines
for name in "rgb_to_grayscale rgb_to_hsv".split():
    case("image." + name, getattr(im, name), ("p", (2, 6, 5, 3)))
case("image.hsv_to_rgb", im.hsv_to_rgb, np.random.default_rng(3).uniform(0, 1, (2, 3, 3, 3)).astype("float32"))
case("image.rgb_to_grayscale/first", lambda x: im.rgb_to_grayscale(x, data_format="channels_first"), ("p", (2, 3, 4, 5)))
case("image.gaussian_blur", lambda x: im.gaussian_blur(x, (3, 3), (1.0, 0.5)), IMG)
case("image.ssim", lambda x, y: im.ssim(x, y, filter_size=3), ("p", (2, 6, 6, 1)), ("p", (2, 6, 6, 1)))
case("image.extract_patches", lambda x: im.extract_patches(x, (2, 2)), ("f", (2, 4, 6, 3)))
case("image.extract_patches/strides", lambda x: im.extract_patches(x, 3, strides=(2, 2), padding="same"), ("f", (2, 4, 6, 3)))
case("image.affine_transform", lambda x: im.affine_transform(x, np.array([[1, 0.1, 0.5, 0.1, 1, -0.5, 0, 0]], "float32").repeat(2, 0)), IMG)
case("image.affine_transform/nearest", lambda x, t: im.affine_transform(x, t, interpolation="nearest", fill_mode="reflect"), IMG, np.array([[1, 0, 1, 0, 1, -1, 0, 0]] * 2, "float32"))
case("image.perspective_transform", lambda x: im.perspective_transform(x, np.array([[[0, 0], [5, 0], [0, 5], [5, 5]]] * 2, "float32"), np.array([[[0.5, 0], [5, 0.5], [0, 5], [5, 4]]] * 2, "float32")), ("p", (2, 6, 6, 3)))
case("image.map_coordinates", lambda x: im.map_coordinates(x, np.array([[0.5, 1.2], [1.1, 2.0]], "float32"), order=1), ("f", (3, 4)))
case("image.map_coordinates/nearest", lambda x, c: im.map_coordinates(x, c, order=0, fill_mode="nearest"), ("f", (3, 4)), np.array([[0.4, 1.2], [1.1, 2.0]], "float32"))
case("image.scale_and_translate", lambda x: im.scale_and_translate(x, (2, 4, 4, 3), np.array([0.8, 0.7], "float32"), np.array([0.1, -0.2], "float32"), (1, 2), "linear"), IMG)
case("image.pad_images", lambda x: im.pad_images(x, 1, 2, target_height=9, target_width=9), IMG)
case("image.crop_images", lambda x: im.crop_images(x, 1, 1, target_height=3, target_width=3), IMG)
case("image.resize", lambda x: im.resize(x, (4, 7)), IMG)
case("image.resize/nearest", lambda x: im.resize(x, (9, 4), interpolation="nearest"), IMG)
case("image.resize/crop", lambda x: im.resize(x, (4, 4), crop_to_aspect_ratio=True, antialias=True), IMG)
case("image.resize/pad", lambda x: im.resize(x, (4, 4), pad_to_aspect_ratio=True, fill_value=1.0), IMG)
case("image.resize/int", lambda x: im.resize(x, (4, 4)), ("i", (2, 6, 5, 3)))

# Masks: an operation drops what an embedding's layers carry, unless its result is its input.
TOKENS = np.array([[1, 2, 0, 0], [3, 1, 2, 0]], "int32")


def masked(function):
    def build(tokens):
        x = keras.layers.Embedding(5, 4, mask_zero=True, embeddings_initializer=keras.initializers.RandomNormal(seed=1))(tokens)
        return keras.layers.GlobalAveragePooling1D()(function(x))

    return build


case("mask/add", masked(lambda x: x + x), TOKENS)
case("mask/number", masked(lambda x: x * 2), TOKENS)
case("mask/layer", masked(lambda x: keras.layers.Add()([x, x])), TOKENS)
case("mask/cast", masked(lambda x: ops.cast(x, "float32")), TOKENS)
case("mask/relu", masked(ops.relu), TOKENS)
case("mask/stop_gradient", masked(ops.stop_gradient), TOKENS)
case("mask/convert", masked(ops.convert_to_tensor), TOKENS)
case("mask/reshape", masked(lambda x: ops.reshape(x, (-1, 4, 4))), TOKENS)
case("mask/maximum", masked(lambda x: ops.maximum(x, 0)), TOKENS)
case("mask/where", masked(lambda x: ops.where(x > 0, x, 0.5)), TOKENS)


def models(only):
    for number, (name, function, specs) in enumerate(CASES):
        if only and name not in only:
            continue
        rng = np.random.default_rng(number)
        data = [draw(s, rng) for s in specs]
        error = None
        for fixed in (False, True):
            keras.backend.clear_session()
            try:
                inputs = [
                    keras.Input(batch_shape=((d.shape[0] if fixed else None,) + d.shape[1:]), dtype=str(d.dtype))
                    for d in data
                ]
                outputs = keras.tree.flatten(function(*inputs))
                model = keras.Model(inputs, outputs)
                path = "/tmp/operation_cases.keras"
                model.save(path)
                model = keras.models.load_model(path)
                made = model([keras.ops.convert_to_tensor(d) for d in data])
                made = [np.asarray(o) for o in keras.tree.flatten(made)]
                if any(o.dtype.kind == "c" for o in made):
                    raise ValueError("a complex result")
                with open(path, "rb") as f:
                    yield name, data, made, f.read()
                error = None
                break
            except Exception as e:
                error = e
        if error is not None:
            print("KERAS", name, type(error).__name__, str(error).strip().split("\n")[-1][:150], file=sys.stderr)


def array(a):
    return {"dtype": str(a.dtype), "shape": list(a.shape), "value": a.reshape(-1).tolist()}


def pack(directory, target):
    seen, lines = set(), []
    names = sorted(os.listdir(directory), key=lambda n: ("__" in n, n))
    for name in names:
        folder = os.path.join(directory, name)
        with zipfile.ZipFile(os.path.join(folder, "model.keras")) as z:
            config = json.loads(z.read("config.json"))
        layers = config["config"]["layers"]
        classes = {l["class_name"] for l in layers if l["module"].startswith("keras.src.ops")}
        new = classes - seen or name.startswith("get_item") or name.startswith("add__")
        if not new or any(l["class_name"] == "Embedding" for l in layers):
            continue
        seen |= classes
        config.pop("compile_config", None)

        def arrays(kind):
            files = sorted(f for f in os.listdir(os.path.join(folder, "run_a")) if f.startswith(kind))
            return [array(np.load(os.path.join(folder, "run_a", f))) for f in files]

        one = {"name": name, "model": config, "inputs": arrays("in_"), "outputs": arrays("out_")}
        lines.append(json.dumps(one) + "\n")
    with open(target, "wb") as f:
        f.write(gzip.compress("".join(lines).encode(), 9, mtime=0))
    print(len(lines), "cases of", len(seen), "operations")


def main():
    if sys.argv[1] == "--pack":
        pack(sys.argv[2], sys.argv[3])
        return
    for name, data, made, file in models(sys.argv[2:]):
        folder = os.path.join(sys.argv[1], name.replace("/", "__"))
        os.makedirs(os.path.join(folder, "run_a"), exist_ok=True)
        with open(os.path.join(folder, "model.keras"), "wb") as f:
            f.write(file)
        for kind, arrays in (("in", data), ("out", made)):
            for i, a in enumerate(arrays):
                np.save(os.path.join(folder, "run_a", f"{kind}_{i}.npy"), a)


if __name__ == "__main__":
    main()
