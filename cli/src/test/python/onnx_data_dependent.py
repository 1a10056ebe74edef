"""Cases whose shapes depend on numbers."""

import numpy as np

from onnx_cases import case, text

random = np.random.default_rng(3)
HEAD = '<ir_version: 8, opset_import: ["" : 17]>'


def numbers(*shape):
    return random.uniform(-1, 1, shape).astype("float32")


@case
def nonzero():
    """Of what is computed; and what stands at the places, times a weight."""
    model = text(
        HEAD
        + """
        g (float[n, 4] x) => (int64[2, found] places, float[found] chosen, float[1] sum)
        <float[1] half = {0.5}, int64[1] axis = {0}, float[4] w = {1.0, 2.0, 3.0, 4.0}> {
          high = Greater(x, half)
          places = NonZero(high)
          pairs = Transpose(places)
          weighted = Mul(x, w)
          chosen = GatherND(weighted, pairs)
          sum = ReduceSum(chosen, axis)
        }"""
    )
    return model, [numbers(5, 4)]


@case
def nonzero_of_nothing():
    model, operands = nonzero()
    return model, [np.zeros_like(operands[0])]


@case
def detector():
    """As detectors end: boxes that do not overlap, and the best of all classes, two at most."""
    model = text(
        HEAD
        + """
        g (float[1, boxes, 4] boxes, float[1, 2, boxes] scores)
            => (int64[found, 3] selected, float[best] top, float[best, 4] corners)
        <int64[1] most = {3}, float[1] overlap = {0.5}, float[1] least = {0.2},
         int64[1] two = {2}, int64[1] all = {-1}, int64 kindAt = {1}, int64 boxAt = {2},
         int64[2] rows = {-1, 4}> {
          selected = NonMaxSuppression(boxes, scores, most, overlap, least)
          box = Gather<axis = 1>(selected, boxAt)
          kind = Gather<axis = 1>(selected, kindAt)
          sizes = Shape(scores)
          count = Gather(sizes, boxAt)
          before = Mul(kind, count)
          index = Add(before, box)
          flat = Reshape(scores, all)
          chosen = Gather(flat, index)
          found = Shape(chosen)
          best = Min(found, two)
          top, place = TopK(chosen, best)
          each = Reshape(boxes, rows)
          bestBox = Gather(box, place)
          corners = Gather(each, bestBox)
        }"""
    )
    low = random.uniform(0, 1, (1, 8, 2))
    boxes = np.concatenate([low, low + random.uniform(0.3, 0.8, (1, 8, 2))], 2).astype("float32")
    return model, [boxes, random.uniform(0, 1, (1, 2, 8)).astype("float32")]


@case
def unique():
    model = text(
        HEAD
        + """
        g (float[n] x) => (float[kinds] y, int64[kinds] first, int64[n] which, int64[kinds] counts)
        { tenfold = Mul(x, x)
          round = Ceil(tenfold)
          y, first, which, counts = Unique(round) }"""
    )
    return model, [3 * numbers(12)]


@case
def compress_rows():
    """Rows of a product for which a computed condition holds."""
    model = text(
        HEAD
        + """
        g (float[n, 3] x) => (float[kept, 2] y)
        <float[3, 2] w = {1.0, -1.0, 2.0, 0.5, -0.5, 1.0}, float zero = {0.0}, int64[1] last = {1}> {
          product = MatMul(x, w)
          sum = ReduceSum<keepdims = 0>(product, last)
          positive = Greater(sum, zero)
          y = Compress<axis = 0>(product, positive)
        }"""
    )
    return model, [numbers(7, 3)]


@case
def branch_of_two_shapes():
    model = text(
        HEAD
        + """
        g (float[n, 3] x) => (float[m, 3] y) <float zero = {0.0}> {
          sum = ReduceSum<keepdims = 0>(x)
          positive = Greater(sum, zero)
          some = If(positive) <
            then_branch = yes () => (float[k, 3] twice) { twice = Concat<axis = 0>(x, x) },
            else_branch = no () => (float[n, 3] less) { less = Neg(x) }>
          y = Add(some, some)
        }"""
    )
    return model, [np.abs(numbers(2, 3))]


@case
def branch_of_two_shapes_other():
    model, operands = branch_of_two_shapes()
    return model, [-operands[0]]


@case
def loop_until():
    """Doubles until a bound is reached, which the numbers decide; each round is kept."""
    model = text(
        HEAD
        + """
        g (float[2] x) => (float[2] end, float[rounds, 2] each) <int64 most = {9}, float ten = {10.0}> {
          sum0 = ReduceSum<keepdims = 0>(x)
          start = Less(sum0, ten)
          end, each = Loop(most, start, x) <body = round
            (int64 i, bool go, float[2] v) => (bool again, float[2] next, float[2] row) {
              next = Add(v, v)
              row = Identity(next)
              sum = ReduceSum<keepdims = 0>(next)
              again = Less(sum, ten)
            }>
        }"""
    )
    return model, [np.array([1, 0.5], "float32")]


@case
def loop_of_no_rounds():
    model, operands = loop_until()
    return model, [operands[0] + 10]


@case
def growing_loop():
    """A state that grows by a row in each round, whose number is computed."""
    model = text(
        HEAD
        + """
        g (float[1, 2] x) => (float[rows, 2] y) <bool yes = {1}> {
          sum = ReduceSum<keepdims = 0>(x)
          rounds = Cast<to = 7>(sum)
          y = Loop(rounds, yes, x) <body = round
            (int64 i, bool go, float[r, 2] v) => (bool again, float[s, 2] next) {
              again = Identity(go)
              next = Concat<axis = 0>(v, x)
            }>
        }"""
    )
    return model, [np.array([[1.5, 2]], "float32")]


@case
def sizes_that_are_computed():
    """Extents that follow from numbers among the data."""
    model = text(
        HEAD
        + """
        g (float[n, 3] x, int64[n] lengths) => (float[n, longest] y)
        <int64[1] zero = {0}, int64[1] one = {1}, int64[1] axis = {1}> {
          longest = ReduceMax<keepdims = 1>(lengths)
          y = Slice(x, zero, longest, axis, one)
        }"""
    )
    return model, [numbers(70, 3), np.tile(np.array([1, 2], "int64"), 35)]
