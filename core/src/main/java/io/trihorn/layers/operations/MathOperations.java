package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Contractions;
import io.trihorn.ops.Fft;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Segments;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Special;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.linalg.Linalg;
import java.util.List;

/** Products of tensors, {@code keras.src.ops.linalg} and {@code keras.src.ops.math}. */
final class MathOperations {
  private MathOperations() {}

  static void addTo(OperationTable table) {
    products(table.module("numpy"));
    matrices(table.module("linalg"));
    table.module("numpy").many("Slogdet", "", "x", a -> Linalg.slogdet(a.x()));
    table
        .module("math")
        .unary("Erf", Ops::erf)
        .unary("Erfc", Special::erfc)
        .unary("Erfinv", Special::erfinv)
        .unary("Rsqrt", Ops::rsqrt)
        .unary("Logdet", Linalg::logdet)
        .one("CDist", "", "x, y", a -> Contractions.cdist(a.x(), a.tensor("y"), 2));
    segments(table);
    signals(table);
  }

  private static void products(OperationTable table) {
    table
        .binary("Matmul", Contractions::matmul)
        .binary("Dot", Contractions::dot)
        .binary("Vdot", Contractions::vdot)
        .binary("Inner", Contractions::inner)
        .binary("Outer", Contractions::outer)
        .binary("Kron", Contractions::kron)
        .one("Tensordot", "axes=2", "x1, x2", MathOperations::tensordot)
        .one("Cross", "axisa=-1, axisb=-1, axisc=-1, axis=null", "x1, x2", MathOperations::cross)
        .one(
            "Einsum",
            "subscripts",
            "*operands",
            a ->
                Contractions.einsum(
                    a.text("subscripts"), a.tensors("operands").toArray(Tensor[]::new)));
  }

  private static Tensor tensordot(Arguments a) {
    Tensor x = a.tensor("x1");
    Tensor y = a.tensor("x2");
    if (!a.isList("axes")) {
      return Contractions.tensordot(x, y, a.integer("axes"));
    }
    List<?> axes = (List<?>) a.get("axes");
    return Contractions.tensordot(x, y, axes(axes.get(0)), axes(axes.get(1)));
  }

  private static int[] axes(Object value) {
    List<?> list = value instanceof List<?> several ? several : List.of(value);
    return list.stream().mapToInt(e -> ((Number) e).intValue()).toArray();
  }

  private static Tensor cross(Arguments a) {
    boolean one = !a.isNull("axis");
    Tensor x = Shapes.moveaxis(a.tensor("x1"), a.integer(one ? "axis" : "axisa"), -1);
    Tensor y = Shapes.moveaxis(a.tensor("x2"), a.integer(one ? "axis" : "axisb"), -1);
    Tensor made = Contractions.cross(x, y);
    boolean plane = x.dim(-1) == 2 && y.dim(-1) == 2;
    return plane ? made : Shapes.moveaxis(made, -1, a.integer(one ? "axis" : "axisc"));
  }

  private static void matrices(OperationTable table) {
    table
        .one("Cholesky", "upper=false", "x", a -> Linalg.cholesky(a.x(), a.flag("upper")))
        .one(
            "CholeskyInverse",
            "upper=false",
            "x",
            a -> Linalg.choleskyInverse(a.x(), a.flag("upper")))
        .unary("Det", Linalg::det)
        .unary("Inv", Linalg::inv)
        .many("Eigh", "", "x", a -> Linalg.eigh(a.x()))
        .many("LuFactor", "", "x", a -> Linalg.luFactor(a.x()))
        .many("Qr", "mode=\"reduced\"", "x", a -> Linalg.qr(a.x(), a.text("mode")))
        .many("SVD", "full_matrices=true, compute_uv=true", "x", MathOperations::svd)
        .one(
            "Pinv",
            "rcond=null",
            "x",
            a -> a.isNull("rcond") ? Linalg.pinv(a.x()) : Linalg.pinv(a.x(), a.number("rcond")))
        .one(
            "MatrixRank",
            "tol=null",
            "x",
            a ->
                a.isNull("tol")
                    ? Linalg.matrixRank(a.x())
                    : Linalg.matrixRank(a.x(), a.number("tol")))
        .binary("Solve", "a, b", Linalg::solve)
        .one(
            "SolveTriangular",
            "lower=false",
            "a, b",
            a -> Linalg.solveTriangular(a.tensor("a"), a.tensor("b"), a.flag("lower")))
        .one(
            "Lstsq",
            "rcond=null",
            "a, b",
            a -> {
              if (!a.isNull("rcond")) {
                throw a.unsupported("rcond is not here");
              }
              return Linalg.lstsq(a.tensor("a"), a.tensor("b"));
            });
  }

  private static List<Tensor> svd(Arguments a) {
    return a.flag("compute_uv")
        ? Linalg.svd(a.x(), a.flag("full_matrices"))
        : List.of(Linalg.svdvals(a.x()));
  }

  private interface Segment {
    Tensor apply(Tensor data, Tensor ids, long segments);
  }

  private static void segments(OperationTable table) {
    segment(table, "SegmentSum", Segments::segmentSum);
    segment(table, "SegmentMax", Segments::segmentMax);
    segment(table, "SegmentMin", Segments::segmentMin);
    segment(table, "SegmentProd", Segments::segmentProd);
  }

  private static void segment(OperationTable table, String name, Segment function) {
    table.one(
        name,
        "num_segments=null, sorted=false",
        "data, segment_ids",
        a -> {
          if (a.isNull("num_segments")) {
            throw a.unsupported(
                "without num_segments the shape of the result depends on values, which a model"
                    + " that is compiled for its shapes cannot have");
          }
          return function.apply(a.tensor("data"), a.tensor("segment_ids"), a.whole("num_segments"));
        });
  }

  private static void signals(OperationTable table) {
    table
        .many("FFT", "", "x", a -> Fft.fft(part(a, 0), part(a, 1)))
        .many("FFT2", "", "x", a -> Fft.fft2(part(a, 0), part(a, 1)))
        .many("IFFT2", "", "x", a -> Fft.ifft2(part(a, 0), part(a, 1)))
        .many(
            "RFFT",
            "fft_length=null",
            "x",
            a -> Fft.rfft(a.x(), a.integer("fft_length", (int) a.x().dim(-1))))
        .one(
            "IRFFT",
            "fft_length=null",
            "x",
            a -> {
              int whole = 2 * (int) (part(a, 0).dim(-1) - 1);
              return Fft.irfft(part(a, 0), part(a, 1), a.integer("fft_length", whole));
            })
        .one(
            "ExtractSequences",
            "sequence_length, sequence_stride",
            "x",
            a ->
                Fft.extractSequences(
                    a.x(), a.integer("sequence_length"), a.integer("sequence_stride")))
        .many(
            "STFT",
            "sequence_length, sequence_stride, fft_length, window=\"hann\", center=true",
            "x",
            a ->
                Fft.stft(
                    a.x(),
                    a.integer("sequence_length"),
                    a.integer("sequence_stride"),
                    a.integer("fft_length"),
                    a.isNull("window") ? null : a.text("window"),
                    a.flag("center")))
        .one(
            "ISTFT",
            "sequence_length, sequence_stride, fft_length, length=null, window=\"hann\","
                + " center=true",
            "x",
            a ->
                Fft.istft(
                    part(a, 0),
                    part(a, 1),
                    a.integer("sequence_length"),
                    a.integer("sequence_stride"),
                    a.integer("fft_length"),
                    a.integer("length", -1),
                    a.isNull("window") ? null : a.text("window"),
                    a.flag("center")));
  }

  /** The real or the imaginary part of a pair of both, in a float type. */
  private static Tensor part(Arguments a, int index) {
    List<Tensor> pair = a.tensors("x");
    if (pair.size() != 2) {
      throw a.unsupported("takes a pair of the real and the imaginary part");
    }
    Tensor part = pair.get(index);
    return part.dtype().isFloating() ? part : Ops.cast(part, DataType.FLOAT32);
  }
}
