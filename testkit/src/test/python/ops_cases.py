"""Writes io/trihorn/testkit/conformance/ops.json: what NumPy and SciPy give for the table of OpExamples.

Run it in this directory after a case is added:  python3 ops_cases.py
Inputs are kept away from kinks, so that the same cases serve for gradients.
"""
import colorsys
import json
import math

import numpy as np
import scipy.linalg
import scipy.special
from scipy import ndimage

rng = np.random.default_rng(7)
cases = {}
F, I, B = "float32", "int32", "bool"


def spread(*shape, low=-2.0, high=2.0):
    """Distinct numbers at about equal distances, in random order, none near a whole half."""
    n = int(np.prod(shape)) if shape else 1
    x = low + (np.arange(n) + 0.3 + 0.4 * rng.random(n)) / n * (high - low)
    x = x + 0.03 * np.where(np.abs(x * 2 - np.round(x * 2)) < 0.04, 1, 0)
    return np.round(rng.permutation(x), 3).reshape(shape)


def ints(*shape, low=-9, high=10):
    return rng.integers(low, high, shape)


def encode(a):
    a = np.asarray(a)
    if a.dtype == bool:
        kind, values = B, [int(v) for v in a.ravel()]
    elif np.issubdtype(a.dtype, np.integer):
        kind, values = I, [int(v) for v in a.ravel()]
    else:
        kind = F
        values = [v if math.isfinite(v) else str(v) for v in map(float, a.ravel())]
    return {"dtype": kind, "shape": list(a.shape), "values": values}


def case(name, inputs, outputs):
    assert name not in cases, name
    if not isinstance(outputs, (list, tuple)):
        outputs = [outputs]
    cases[name] = {
        "inputs": [encode(x) for x in inputs],
        "outputs": [encode(y) for y in outputs],
    }


x = spread(3, 4)
y = spread(3, 4, low=-1.7, high=2.3)
p = spread(3, 4, low=0.2, high=3.0)
unit = spread(3, 4, low=-0.97, high=0.97)
v, w = spread(5), spread(5)
nan = float("nan")
inf = float("inf")

# Angles, logarithms and special functions.
for name in "tan sinh cosh arcsinh arctan sinc cbrt exp2 exp expm1 sin cos tanh square negative deg2rad rad2deg".split():
    case(name, [x], getattr(np, name)(x))
for name in "log log2 log10 log1p sqrt reciprocal".split():
    case(name, [p], getattr(np, name)(p))
for name in "arcsin arccos arctanh".split():
    case(name, [unit], getattr(np, name)(unit))
case("arccosh", [p + 1], np.arccosh(p + 1))
edge = np.array([-1.0, -0.5, 0.0, 1.0])
for name in "arcsin arccos".split():
    case(name + " at the ends", [edge], getattr(np, name)(edge))
large = np.array([1e-20, -1e-20, 0.0, 3e20, -3e20, 1e30])
case("arcsinh of large", [large], np.arcsinh(large))
case("rsqrt", [p], 1 / np.sqrt(p))
case("erf", [x], scipy.special.erf(x))
case("erfc", [3 * x], scipy.special.erfc(3 * x))
case("erfinv", [unit], scipy.special.erfinv(unit))
tails = np.array([0.999, -0.9999, 1e-6, 0.0, 1.0, -1.0])
case("erfinv at the ends", [tails], scipy.special.erfinv(tails))
case("i0", [6 * x], scipy.special.i0(6 * x))
for name in "arctan2 hypot logaddexp logaddexp2 maximum minimum add subtract multiply divide".split():
    case(name, [x, y], getattr(np, name)(x, y))
case("power", [p, y], np.power(p, y))
quadrants = np.array([0.0, 0, 0, 1, -1, 1, -1, 1, -1]), np.array([0.0, 1, -1, 0, 0, 1, 1, -1, -1])
case("arctan2 quadrants", quadrants, np.arctan2(*quadrants))
big = np.array([1e30, 0.0, 3e-30]), np.array([1e30, 0.0, 4e-30])
case("hypot of large", big, np.hypot(*big))
ends = np.array([inf, -inf, -inf, 500.0]), np.array([1.0, -inf, 2.0, -500.0])
case("logaddexp of infinite", ends, np.logaddexp(*ends))
case("ldexp", [x, ints(3, 4, low=-3, high=4)], 0)
cases["ldexp"]["outputs"] = [encode(np.ldexp(x, np.array(cases["ldexp"]["inputs"][1]["values"]).reshape(3, 4)))]
case("logsumexp", [x], scipy.special.logsumexp(x))
case("logsumexp axis", [x], scipy.special.logsumexp(x, axis=1))
lows = np.array([[-inf, -inf], [1000.0, 999.0], [-1000.0, -inf]])
case("logsumexp of extremes", [lows], scipy.special.logsumexp(lows, axis=1))

# Questions and choices.
odd = np.array([1.0, nan, inf, -inf, -0.0, 0.0, -2.5])
for name in "isnan isinf isfinite isposinf isneginf isreal signbit".split():
    case(name, [odd], getattr(np, name)(odd))
a, b = np.array([0, 1, 0, 2]), np.array([0, 0, 3, 4])
for name in "logical_xor logical_and logical_or".split():
    case(name, [a, b], getattr(np, name)(a, b))
case("logical_not", [a], np.logical_not(a))
near = np.array([1.0, 1.0, inf, nan, 2.0]), np.array([1.000001, 1.1, inf, nan, -inf])
case("isclose", near, np.isclose(*near))
case("allclose", [x, x + 1e-7], np.allclose(x, x + 1e-7))
case("isin", [ints(2, 3, low=0, high=5), np.array([1, 3])], 0)
cases["isin"]["outputs"] = [encode(np.isin(np.array(cases["isin"]["inputs"][0]["values"]).reshape(2, 3), [1, 3]))]
case("nan_to_num", [odd[:2]], np.nan_to_num(odd[:2]))
case("nan_to_num values", [odd], np.nan_to_num(odd, nan=7, posinf=8, neginf=-9))
h = np.array([-1.5, 0.0, 2.0])
case("heaviside", [h, np.array([0.5, 0.25, 0.5])], np.heaviside(h, [0.5, 0.25, 0.5]))
withnan = np.array([1.0, nan, 3.0]), np.array([2.0, 5.0, nan])
case("fmax", withnan, np.fmax(*withnan))
case("fmin", withnan, np.fmin(*withnan))
case("select", [x, y], np.select([x > 1, x > 0], [x, y], 0.5))
case("divide_no_nan", [x, np.where(y > 1, 0, y)], np.where(y > 1, 0, x / np.where(y > 1, 1, y)))
case("sign", [x], np.sign(x))
case("clip", [x], np.clip(x, -1.1, 0.9))
case("where", [a, x[0], y[0]], np.where(a != 0, x[0], y[0]))

# Whole numbers.
m, n = ints(12), np.where((k := ints(12)) == 0, 3, k)
for name in "bitwise_and bitwise_or bitwise_xor floor_divide mod fmod gcd lcm".split():
    case(name, [m, n], getattr(np, name)(m, n))
for name in "floor_divide mod fmod".split():
    case(name + " of floats", [3 * x, y], getattr(np, name)(3 * x, y))
case("bitwise_not", [m], np.bitwise_not(m))
case("left_shift", [m, np.arange(12) % 5], m << (np.arange(12) % 5))
case("right_shift", [100 * m, np.arange(12) % 5], (100 * m) >> (np.arange(12) % 5))
case("gcd of large", [np.array([2**30, 1836311903, 0, -12]), np.array([3 * 2**20, 1134903170, 5, 18])],
     np.gcd([2**30, 1836311903, 0, -12], [3 * 2**20, 1134903170, 5, 18]))
halves = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.4])
for name in "trunc floor ceil".split():
    case(name, [halves], getattr(np, name)(halves))
case("round", [halves], np.round(halves))
case("round decimals", [halves * 1.37], np.round(halves * 1.37, 1))
case("round tens", [100 * m], np.round(100.0 * m, -3).astype(int))

# Reductions and statistics.
cube = spread(2, 3, 4)
for name in "sum mean max min prod std var median ptp".split():
    case(name, [cube], getattr(np, name)(cube))
    case(name + " axes", [cube], getattr(np, name)(cube, axis=(0, 2)))
case("any", [a], np.any(a))
case("all", [a], np.all(a))
case("count_nonzero", [m], np.count_nonzero(m))
case("moments", [cube], [cube.mean((0, 1)), cube.var((0, 1))])
case("average", [x, p], np.average(x, axis=1, weights=p))
for method in "linear lower higher midpoint nearest".split():
    case("quantile " + method, [x], np.quantile(x, 0.3, axis=1, method=method))
case("percentile", [x], np.percentile(x, 40))
case("corrcoef", [x], np.corrcoef(x))
for mode in "valid same full".split():
    case("correlate " + mode, [spread(6), spread(3)], 0)
    i = [np.array(q["values"]) for q in cases["correlate " + mode]["inputs"]]
    cases["correlate " + mode]["outputs"] = [encode(np.correlate(*i, mode))]
    case("correlate shorter " + mode, i[::-1], np.correlate(i[1], i[0], mode))
c = np.array([0, 3, 1, 1, 5])
case("bincount", [c], np.bincount(c, minlength=6))
case("bincount weights", [c, v], np.bincount(c, weights=v, minlength=6))
case("histogram", [x], [r.astype(q) for r, q in zip(np.histogram(x, 5), (int, float))])
case("histogram range", [x], [r.astype(q) for r, q in zip(np.histogram(x, 4, (-1, 2)), (int, float))])
bins = np.array([-1.0, 0.0, 0.5])
case("digitize", [x, bins], np.digitize(x, bins))
srt = np.array([1.0, 2.0, 2.0, 3.0])
case("searchsorted", [srt, np.array([0.5, 2.0, 9.0])], np.searchsorted(srt, [0.5, 2.0, 9.0]))
case("searchsorted right", [srt, np.array([0.5, 2.0, 9.0])], np.searchsorted(srt, [0.5, 2.0, 9.0], "right"))
case("diff", [x], np.diff(x, 2, axis=1))
case("trapezoid", [x], np.trapezoid(x, dx=0.5, axis=0))
case("trapezoid points", [x, p], np.trapezoid(x, x=p, axis=1))
case("cumsum", [x], np.cumsum(x, 0))
case("cumprod", [x], np.cumprod(x, 1))
case("argmax", [x], np.argmax(x, 1))
case("argmin", [x], np.argmin(x, 0))
holes = np.where(np.isin(np.arange(12).reshape(3, 4), [1, 4, 7]), nan, x)
for name in "nansum nanprod nanmax nanmin nanmean nanvar nanstd nanmedian".split():
    case(name, [holes], getattr(np, name)(holes, axis=1))
for name in "nanargmax nanargmin nancumsum nancumprod".split():
    case(name, [holes], getattr(np, name)(holes, axis=1))
for name in "nansum nanmean nanmedian".split():
    case(name + " of all", [holes], getattr(np, name)(holes))
case("nanquantile", [holes], np.nanquantile(holes, 0.3, axis=1))
case("nanpercentile", [holes], np.nanpercentile(holes, 70, axis=0))

# Order.
case("sort", [x], np.sort(x, 0))
case("sort integers", [m], np.sort(m))
case("argsort", [x], np.argsort(x, 1))
case("argsort ties", [a], np.argsort(a, kind="stable"))
case("top_k", [x], [-np.sort(-x, 1)[:, :2], np.argsort(-x, 1)[:, :2]])
case("in_top_k", [np.array([0, 3, 2]), x], np.array([(x[r] > x[r, t]).sum() < 2 for r, t in enumerate([0, 3, 2])]))

# Making and moving.
case("eye", [x], np.eye(3, 5, 1))
case("identity", [x], np.identity(3))
case("tri", [x], np.tri(3, 5, -1))
case("tril", [cube], np.tril(cube, 1))
case("triu", [cube], np.triu(cube, 1))
case("diag", [v], np.diag(v, 1))
case("diag below", [v], np.diag(v, -2))
case("diag of matrix", [x], np.diag(x, 1))
case("diagflat", [x], np.diagflat(x))
case("diagonal", [cube], np.diagonal(cube, -1, 2, 0))
case("trace", [cube], np.trace(cube, 0, 1, 2))
case("vander", [v], np.vander(v, 4))
case("arange", [x], np.arange(1, 8, 2.5))
case("linspace", [x], np.linspace(-1, 2, 7))
case("linspace open", [x], np.linspace(-1, 2, 6, endpoint=False))
case("logspace", [x], np.logspace(-1, 2, 4))
case("geomspace", [x], np.geomspace(1, 256, 9))
for name in "bartlett blackman hamming hanning".split():
    case(name, [x], getattr(np, name)(7))
case("kaiser", [x], np.kaiser(7, 5.0))
case("full_like", [x], np.full_like(x, 2.5))
case("append", [x, y], np.append(x, y, 1))
case("append flat", [v, x], np.append(v, x))
case("hstack", [x, y], np.hstack([x, y]))
case("hstack vectors", [v, w], np.hstack([v, w]))
case("vstack", [v, w], np.vstack([v, w]))
case("dstack", [x, y], np.dstack([x, y]))
case("dstack vectors", [v, w], np.dstack([v, w]))
case("stack", [x, y], np.stack([x, y], 1))
case("concatenate", [x, y], np.concatenate([x, y], 0))
case("hsplit", [x], np.hsplit(x, 2))
case("vsplit", [cube], np.vsplit(cube, 2))
case("dsplit", [cube], np.dsplit(cube, 2))
case("array_split", [v], np.array_split(v, 3))
case("split", [x], np.split(x, [1, 3], 1))
case("roll", [x], np.roll(x, -5))
case("roll axis", [x], np.roll(x, 3, 1))
for turns in range(4):
    case("rot90 %d" % turns, [cube], np.rot90(cube, turns, (0, 2)))
case("fliplr", [x], np.fliplr(x))
case("flipud", [x], np.flipud(x))
case("ravel", [x], np.ravel(x))
case("moveaxis", [cube], np.moveaxis(cube, 0, -1))
case("swapaxes", [cube], np.swapaxes(cube, 0, 2))
case("transpose", [cube], np.transpose(cube, (2, 0, 1)))
case("tile", [x], np.tile(x, (2, 1, 2)))
case("repeat", [x], np.repeat(x, 2, 1))
case("pad reflect", [x], np.pad(x, ((2, 0), (1, 5)), mode="reflect"))
case("pad symmetric", [x], np.pad(x, ((2, 0), (1, 6)), mode="symmetric"))
case("pad", [x], np.pad(x, ((1, 0), (0, 2)), constant_values=1.5))
case("take", [x, np.array([2, -3, 0])], np.take(x, [2, -3, 0], 0))
case("take_along_axis", [x, np.argsort(x, 1)], np.sort(x, 1))
u = np.array([0, 5, 11])
case("unravel_index", [u], np.unravel_index(u, (3, 4)))
case("meshgrid", [v, w[:3], h], np.meshgrid(v, w[:3], h))
case("meshgrid ij", [v, w[:3]], np.meshgrid(v, w[:3], indexing="ij"))
case("rearrange", [spread(2, 6, 3)], 0)
r = np.array(cases["rearrange"]["inputs"][0]["values"]).reshape(2, 2, 3, 3)
cases["rearrange"]["outputs"] = [encode(r.transpose(0, 3, 2, 1).reshape(2, 3, 6))]
blocks = spread(1, 4, 4, 2)
s2d = blocks.reshape(1, 2, 2, 2, 2, 2).transpose(0, 1, 3, 2, 4, 5).reshape(1, 2, 2, 8)
case("space_to_depth", [blocks], s2d)
case("depth_to_space", [s2d], blocks)
image = spread(2, 2, 4, 5)
cols = np.stack([np.pad(image, ((0, 0), (0, 0), (1, 1), (1, 1)))[:, :, i : i + 6 : 2, j : j + 6 : 2][:, :, :2, :3]
                 for i in range(3) for j in range(2)], 2)
case("unfold", [image], cols.reshape(2, 12, -1))
back = np.zeros((2, 2, 6, 7))
for t, (i, j) in enumerate((i, j) for i in range(3) for j in range(2)):
    back[:, :, i : i + 3 : 2, j : j + 5 : 2] += cols[:, :, t]
case("fold", [cols.reshape(2, 12, -1)], back[:, :, 1:5, 1:6])

# Sums of products.
case("dot", [x, y.T], np.dot(x, y.T))
case("dot of vectors", [v, w], np.dot(v, w))
case("dot of many axes", [cube, spread(2, 4, 3)], 0)
cases["dot of many axes"]["outputs"] = [encode(np.dot(cube, np.array(cases["dot of many axes"]["inputs"][1]["values"]).reshape(2, 4, 3)))]
case("vdot", [x, y], np.vdot(x, y))
case("inner", [x, y], np.inner(x, y))
case("outer", [v, w], np.outer(v, w))
case("tensordot", [cube, y], np.tensordot(cube, y, ((2, 1), (1, 0))))
case("tensordot count", [cube, spread(3, 4, 2)], 0)
cases["tensordot count"]["outputs"] = [encode(np.tensordot(cube, np.array(cases["tensordot count"]["inputs"][1]["values"]).reshape(3, 4, 2), 2))]
case("kron", [x[:2, :2], y], np.kron(x[:2, :2], y))
case("cross", [x[:, :3], y[:, :3]], np.cross(x[:, :3], y[:, :3]))
case("matmul", [cube, y.T], cube @ y.T)
case("cdist", [x, y[:2]], np.sqrt(((x[:, None] - y[None, :2]) ** 2).sum(-1)))
sq = spread(3, 3)
for eq, ops in {"ij,jk,kl->il": [x, y.T, x], "ii->i": [sq], "ii": [sq], "ij->ji": [x], "ij,ij": [x, y],
                "...i,i->...": [cube, x[0]], "ij->": [x], "a,b,c->abc": [v, w[:2], h]}.items():
    case("einsum " + eq, ops, np.einsum(eq, *ops))

# Segments.
ids = np.array([2, 0, 2, 5, -1, 1])
rows = spread(6, 2)
kept = [rows[ids == s] for s in range(4)]
case("segment_sum", [rows, ids], np.array([r.sum(0) for r in kept]))
case("segment_prod", [rows, ids], np.array([r.prod(0) for r in kept]))
case("segment_max", [rows, ids], np.array([r.max(0, initial=-inf) for r in kept]))
case("segment_min", [rows, ids], np.array([r.min(0, initial=inf) for r in kept]))

# Linear algebra.
g = spread(2, 4, 4)
q = np.linalg.qr(rng.standard_normal((2, 4, 4)))[0]
spd = np.round(q @ (np.array([[0.5, 1.2, 2.3, 3.9]])[..., None] * q.transpose(0, 2, 1)), 3)
spd = (spd + spd.transpose(0, 2, 1)) / 2
tall = np.round(q[0] @ np.diag([3.1, 2.0, 0.9, 0.2])[:, :3] @ np.linalg.qr(rng.standard_normal((3, 3)))[0], 3)
case("cholesky", [spd], np.linalg.cholesky(spd))
case("cholesky upper", [spd], np.linalg.cholesky(spd).transpose(0, 2, 1))
case("cholesky_inverse", [np.linalg.cholesky(spd)], np.linalg.inv(spd))
case("inv", [g], np.linalg.inv(g))
case("det", [g], np.linalg.det(g))
case("slogdet", [g], list(np.linalg.slogdet(g)))
case("logdet", [spd], np.linalg.slogdet(spd)[1])
case("solve", [g, g[:, :, :2]], np.linalg.solve(g, g[:, :, :2]))
case("solve vector", [g[0], v[:4]], np.linalg.solve(g[0], v[:4]))
case("solve with exchange", [np.array([[0.0, 2.0], [3.0, 1.0]]), np.array([4.0, 5.0])],
     np.linalg.solve([[0.0, 2.0], [3.0, 1.0]], [4.0, 5.0]))
tri = np.tril(g[0]) + 2 * np.eye(4)
case("solve_triangular", [tri, v[:4]], scipy.linalg.solve_triangular(tri, v[:4], lower=True))
case("solve_triangular upper", [tri.T, v[:4]], scipy.linalg.solve_triangular(tri.T, v[:4]))
lu, piv = scipy.linalg.lu_factor(g[0])
case("lu_factor", [g[0]], [lu, piv])
lut, pivt = scipy.linalg.lu_factor(tall)
case("lu_factor tall", [tall], [lut, pivt])
case("qr", [tall], list(np.linalg.qr(tall)))
case("qr wide", [tall.T], list(np.linalg.qr(tall.T)))
case("qr complete", [tall], list(np.linalg.qr(tall, "complete")))


def positive(columns):
    big = np.take_along_axis(columns, np.abs(columns).argmax(-2)[..., None, :], -2)
    return np.where(big < 0, -1.0, 1.0)


vals, vecs = np.linalg.eigh(spd)
case("eigh", [spd], [vals, vecs * positive(vecs)])
vals3, vecs3 = np.linalg.eigh(spd[0, :3, :3])
case("eigh odd", [spd[0, :3, :3]], [vals3, vecs3 * positive(vecs3)])
uu, ss, vv = np.linalg.svd(tall, full_matrices=False)
sg = positive(uu)
case("svd", [tall], [uu * sg, ss, vv * sg.T])
# Of a wide matrix the other factor has the signs.
sv = positive(vv.T)
case("svd wide", [tall.T], [vv.T * sg, ss, (uu * sg).T])
case("svdvals", [g], np.linalg.svd(g)[1])
case("pinv", [tall], np.linalg.pinv(tall))
case("lstsq", [tall, v[:4]], np.linalg.lstsq(tall, v[:4], rcond=None)[0])
low_rank = np.outer(v, w) + np.outer(w, v**2)
case("matrix_rank", [low_rank], np.linalg.matrix_rank(low_rank))
case("norm", [cube], np.linalg.norm(cube))
case("norm axis", [cube], np.linalg.norm(cube, axis=1))
for o in (0, 1, 3, inf, -inf):
    case("norm %s" % o, [x], np.linalg.norm(x, o, axis=1))
for o in (1, -1, 2, -2, inf, -inf, "nuc", "fro"):
    case("norm of matrix %s" % o, [cube], np.linalg.norm(cube, o, axis=(0, 2)))
case("norm of extremes", [np.array([[1e30, 1e30], [0, 0], [3e-30, 4e-30]])], np.array([math.sqrt(2) * 1e30, 0, 5e-30]))

# Fourier transforms.
re, im = spread(2, 6), spread(2, 6)


def pair(z):
    return [z.real.copy(), z.imag.copy()]


case("fft", [re, im], pair(np.fft.fft(re + 1j * im)))
case("ifft", [re, im], pair(np.fft.ifft(re + 1j * im)))
long = spread(1, 120)
case("fft long", [long, long[:, ::-1]], pair(np.fft.fft(long + 1j * long[:, ::-1])))
case("fft2", [re, im], pair(np.fft.fft2(re + 1j * im)))
case("ifft2", [re, im], pair(np.fft.ifft2(re + 1j * im)))
case("rfft", [re], pair(np.fft.rfft(re)))
case("rfft longer", [re], pair(np.fft.rfft(re, 9)))
case("irfft", [re, im], np.fft.irfft(re + 1j * im))
case("irfft odd", [re, im], np.fft.irfft(re + 1j * im, 11))
signal = spread(2, 20)
case("extract_sequences", [signal], np.stack([signal[:, i : i + 6] for i in range(0, 15, 3)], 1))
hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(6) / 6)
framed = np.stack([np.pad(signal, ((0, 0), (4, 4)), mode="reflect")[:, i : i + 8] for i in range(0, 21, 3)], 1)
frames_ft = np.fft.rfft(framed * np.pad(hann, 1))
case("stft", [signal], pair(frames_ft))
case("istft", pair(frames_ft), signal[:, : 3 * 6])

# Networks.
case("dot_product_attention", [spread(2, 3, 4, 2), spread(2, 5, 2, 2), spread(2, 5, 2, 2)], 0)
qq, kk, val = [np.array(e["values"]).reshape(e["shape"]) for e in cases["dot_product_attention"]["inputs"]]
kk2, val2 = kk.repeat(2, 2), val.repeat(2, 2)
sc = np.einsum("btnh,bsnh->bnts", qq, kk2) / math.sqrt(2)
sc = np.where(np.tri(3, 5, dtype=bool), sc, -1e30)
cases["dot_product_attention"]["outputs"] = [encode(np.einsum("bnts,bsnh->btnh", scipy.special.softmax(sc, -1), val2))]
case("batch_normalization", [cube, v[:3], p[0, :3], w[:3], p[1, :3]],
     (cube - v[:3, None]) / np.sqrt(p[0, :3, None] + 1e-3) * p[1, :3, None] + w[:3, None])
case("layer_normalization", [x, p[0], y[0]],
     (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-3) * p[0] + y[0])
case("rms_normalization", [x, p[0]], x / np.sqrt((x**2).mean(1, keepdims=True) + 1e-7) * p[0])
case("normalize", [x], x / np.linalg.norm(x, axis=1, keepdims=True))
case("normalize order 3", [x], x / np.linalg.norm(x, 3, axis=0, keepdims=True))
case("multi_hot", [np.array([[0, 2], [1, 1]])], np.array([[1.0, 0, 1], [0, 1, 0]]))
case("one_hot", [np.array([0, 2])], np.array([[1.0, 0], [0, 0], [0, 1]]))
case("psnr", [x, y], 20 * np.log10(2.0) - 10 * np.log10(np.mean((x - y) ** 2)))
case("saturate_cast", [np.array([-1e10, 3.7, 3e9, -4.2])], np.array([-(2**31), 3, 2**31 - 1, -4]))
case("angle", [re, im], np.angle(re + 1j * im))
case("conj", [re, im], [re, -im])
case("polar", [np.abs(re), im], pair(np.abs(re) * np.exp(1j * im)))
case("view_as_complex", [np.stack([re, im], -1)], [re, im])
case("view_as_real", [re, im], np.stack([re, im], -1))
pixels, taps = spread(1, 5, 4, 2), spread(3, 2, 2, 3)
deep = np.array([[[[sum(pixels[0, i + a, j + b, ch] * taps[a, b, ch, k] for a in range(3) for b in range(2))
                    for ch in range(2) for k in range(3)] for j in range(3)] for i in range(3)]])
case("depthwise_conv", [pixels, taps], deep)
points = spread(1, 1, 6, 2)
case("separable_conv", [pixels, taps, points], deep @ points[0, 0])
thirds = [slice(0, 2), slice(1, 4), slice(3, 5)]
case("adaptive_average_pool", [pixels], np.array([[[pixels[0, a, b].mean((0, 1)) for b in (slice(0, 2), slice(2, 4))] for a in thirds]]))
case("adaptive_max_pool", [pixels], np.array([[[pixels[0, a, b].max((0, 1)) for b in (slice(0, 2), slice(2, 4))] for a in thirds]]))
logits = spread(2, 4, 3)


def ctc(log, labels):
    ext = [0]
    for l in labels:
        ext += [l, 0]
    alpha = np.full(len(ext), -inf)
    alpha[0] = log[0, 0]
    if len(ext) > 1:
        alpha[1] = log[0, ext[1]]
    for t in range(1, len(log)):
        new = np.full(len(ext), -inf)
        for s in range(len(ext)):
            ways = [alpha[s]] + ([alpha[s - 1]] if s else [])
            if s > 1 and ext[s] != 0 and ext[s] != ext[s - 2]:
                ways.append(alpha[s - 2])
            new[s] = scipy.special.logsumexp(ways) + log[t, ext[s]]
        alpha = new
    return -scipy.special.logsumexp(alpha[-2:])


logp = scipy.special.log_softmax(logits, -1)
case("ctc_loss", [np.array([[1, 1], [2, 0]]), logits, np.array([2, 1]), np.array([4, 3])],
     np.array([ctc(logp[0], [1, 1]), ctc(logp[1, :3], [2])]))
path = np.eye(3)[[[1, 1, 0, 1], [0, 2, 1, 2]]] * 2.0
case("ctc_decode", [path, np.array([4, 3])], [np.array([[[1, 1, -1, -1], [2, 1, -1, -1]]]), np.array([[-8.0], [-6.0]])])

# Control flow and places.
case("scan", [v], [np.array(v.sum()), np.cumsum(v)])
case("associative_scan", [x], np.cumprod(x[:, ::-1], 1)[:, ::-1])
case("fori_loop", [v], v * 2**4 + 0)
case("while_loop", [np.array(1.1)], np.array(1.1 * 2**7))
case("map", [x], x.sum(1))
case("switch", [np.array(1), v, w, v], w)
case("cond", [np.array(True), v, w], v)
case("slice", [cube, np.array([1, 0, 2])], cube[1:2, 0:2, 2:4])
up = spread(1, 2, 2)
sliced = cube.copy()
sliced[1:2, 1:3, 0:2] = up
case("slice_update", [cube, np.array([1, 1, 0]), up], sliced)
places = np.array([[0, 1], [2, 3], [0, 1]])
scattered = np.zeros((3, 4))
np.add.at(scattered, tuple(places.T), v[:3])
case("scatter", [places, v[:3]], scattered)
replaced = x.copy()
replaced[0, 1], replaced[2, 3] = v[2], v[1]
case("scatter_update", [x, places, v[:3]], replaced)
case("unstack", [x], [x[:, i] for i in range(4)])
case("jvp", [v, w], [v**3, 3 * v**2 * w])

# Images. Positions are kept away from whole numbers, where slopes change.
picture = spread(5, 4)
at = np.array([[-1.3, 0.4, 2.25, 4.6, 7.1, 1.2], [-2.2, 1.5, 3.4, 0.25, -4.7, 5.9]])
SCIPY = {
    "constant": "grid-constant",
    "nearest": "nearest",
    "wrap": "grid-wrap",
    "mirror": "mirror",
    "reflect": "reflect",
}
for mode, scipy_mode in SCIPY.items():
    mapped = ndimage.map_coordinates(picture, at, order=1, mode=scipy_mode, cval=0.5)
    case("image.map_coordinates " + mode, [picture, at], mapped)
    whole = np.sign(at) * np.floor(np.abs(at) + 0.5)
    mapped = ndimage.map_coordinates(picture, whole, order=0, mode=scipy_mode, cval=0.5)
    case("image.map_coordinates order 0 " + mode, [picture, at], mapped)


def project(image, h, mode):
    y, x = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(float)
    k = h[6] * x + h[7] * y + 1
    places = [(h[3] * x + h[4] * y + h[5]) / k, (h[0] * x + h[1] * y + h[2]) / k]
    return ndimage.map_coordinates(image, places, order=1, mode=mode)


pictures = spread(2, 4, 5, 1)
turns = np.array(
    [[0.83, 0.31, 0.47, -0.23, 1.13, -0.37, 0.013, -0.017], [1.21, -0.11, -0.93, 0.13, 0.89, 0.31, 0, 0]]
)
turned = [project(pictures[b, :, :, 0], turns[b], "reflect") for b in range(2)]
case("image.affine_transform", [pictures, turns], np.stack(turned)[..., None])
case("image.affine_transform first", [pictures.transpose(0, 3, 1, 2), turns], np.stack(turned)[:, None])
corners = np.array([[0, 0], [4, 0], [0, 3], [4, 3.0]])
ends = np.array([[0.31, 0.23], [3.83, -0.41], [-0.27, 2.73], [4.29, 3.53]])
rows, values = [], []
for axis in range(2):
    for s, e in zip(corners, ends):
        row = np.zeros(8)
        row[3 * axis : 3 * axis + 3] = [e[0], e[1], 1]
        row[6:] = -s[axis] * e
        rows.append(row)
        values.append(s[axis])
homography = np.linalg.solve(np.array(rows), np.array(values))
seen = project(pictures[0, :, :, 0], homography, "grid-constant")
case("image.perspective_transform", [pictures[0], corners, ends], seen[..., None])


def normal_density(n, sigma):
    e = np.exp(-0.5 * ((np.arange(n) - (n - 1) / 2) / sigma) ** 2)
    return e / e.sum()


def filtered(image, kernel):
    return ndimage.correlate(image, kernel, mode="constant")


density = np.outer(normal_density(5, 1.3), normal_density(3, 0.7))
case("image.gaussian_blur", [picture[None, :, :, None]], filtered(picture, density)[None, :, :, None])
sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])
edges = np.stack([filtered(picture, sobel.T), filtered(picture, sobel)], -1)
case("image.sobel_edges", [picture[None, :, :, None]], edges[None, :, :, None])
one, two = spread(8, 8, low=0.1, high=0.9), spread(8, 8, low=0.2, high=0.8)
window = np.outer(normal_density(5, 1.5), normal_density(5, 1.5))
inner = lambda z: filtered(z, window)[2:-2, 2:-2]
m1, m2 = inner(one), inner(two)
both = 2 * (inner(one * two) - m1 * m2) + 0.03**2
spreads = inner(one * one) - m1 * m1 + inner(two * two) - m2 * m2 + 0.03**2
similar = (2 * m1 * m2 + 0.01**2) * both / ((m1 * m1 + m2 * m2 + 0.01**2) * spreads)
case("image.ssim", [one[..., None], two[..., None]], np.array(similar.mean()))
rgb = spread(2, 3, 3, low=0.05, high=0.95)
hsv = np.array([colorsys.rgb_to_hsv(*c) for c in rgb.reshape(-1, 3)]).reshape(rgb.shape)
case("image.rgb_to_hsv", [rgb], hsv)
case("image.hsv_to_rgb", [hsv], rgb)
case("image.rgb_to_grayscale", [rgb], (rgb * [0.2989, 0.5870, 0.1140]).sum(-1, keepdims=True))
wide = spread(1, 4, 6, 2)
tiles = wide.reshape(1, 2, 2, 2, 3, 2).transpose(0, 1, 3, 2, 4, 5).reshape(1, 2, 2, 12)
case("image.extract_patches", [wide], tiles)
volume = spread(1, 2, 4, 2, 1)
blocks = volume.reshape(1, 1, 2, 2, 2, 1, 2, 1).transpose(0, 1, 3, 5, 2, 4, 6, 7).reshape(1, 1, 2, 1, 8)
case("image.extract_patches_3d", [volume], blocks)
case("image.pad_images", [wide], np.pad(wide, [(0, 0), (1, 3), (2, 0), (0, 0)]))
case("image.crop_images", [wide], wide[:, 1:3, 2:6])


def cubic_kernel(t):
    t = np.abs(t)
    near = ((1.5 * t - 2.5) * t) * t + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


def scaled_line(line, n, scale, shift):
    place = (np.arange(n) + 0.5 - shift) / scale - 0.5
    weights = cubic_kernel((place[None] - np.arange(len(line))[:, None]) / max(1 / scale, 1))
    weights = weights / weights.sum(0)
    return line @ np.where((place >= -0.5) & (place <= len(line) - 0.5), weights, 0)


line = spread(7)
case("image.scale_and_translate", [line, np.array([0.77]), np.array([0.13])], scaled_line(line, 5, 0.77, 0.13))
case("image.resize", [line], scaled_line(line, 11, 11 / 7, 0))

target = "../../main/resources/io/trihorn/testkit/conformance/ops.json"
with open(target, "w") as f:
    f.write("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(c, separators=(",", ":")) for k, c in cases.items()) + "\n}\n")
print(len(cases), "cases")
