package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.ops.*;
import io.trihorn.ops.linalg.Linalg;
import java.util.List;
import java.util.stream.Stream;

/** Linear algebra, Fourier transforms, networks and control flow. See {@link OpExamples}. */
final class AlgebraExamples {
  private AlgebraExamples() {}

  static void addTo(OpRows rows) {
    products(rows);
    linalg(rows);
    fourier(rows);
    networks(rows);
    control(rows);
  }

  private static void products(OpRows rows) {
    rows.f2("dot", Contractions::dot);
    rows.f2("dot of vectors", Contractions::dot);
    rows.f2("dot of many axes", Contractions::dot);
    rows.f2("vdot", Contractions::vdot);
    rows.f2("inner", Contractions::inner);
    rows.f2("outer", Contractions::outer);
    rows.f2(
        "tensordot", (x, y) -> Contractions.tensordot(x, y, new int[] {2, 1}, new int[] {1, 0}));
    rows.f2("tensordot count", (x, y) -> Contractions.tensordot(x, y, 2));
    rows.f2("kron", Contractions::kron);
    rows.f2("cross", Contractions::cross);
    rows.f2("matmul", Nn::matmul);
    rows.f2("cdist", (x, y) -> Contractions.cdist(x, y, 2));
    OpExample.names().stream()
        .filter(name -> name.startsWith("einsum "))
        .forEach(
            name ->
                rows.one(
                    name, in -> Contractions.einsum(name.substring(7), in.toArray(Tensor[]::new))));
  }

  private static void linalg(OpRows rows) {
    rows.f1("cholesky", Linalg::cholesky);
    rows.f1("cholesky upper", x -> Linalg.cholesky(x, true));
    rows.f1("cholesky_inverse", x -> Linalg.choleskyInverse(x, false));
    rows.f1("inv", Linalg::inv);
    rows.f1("det", Linalg::det);
    rows.many("slogdet", in -> Linalg.slogdet(in.get(0)));
    rows.f1("logdet", Linalg::logdet);
    rows.f2("solve", Linalg::solve);
    rows.f2("solve vector", Linalg::solve);
    rows.f2("solve with exchange", Linalg::solve);
    rows.f2("solve_triangular", (a, b) -> Linalg.solveTriangular(a, b, true));
    rows.f2("solve_triangular upper", (a, b) -> Linalg.solveTriangular(a, b, false));
    rows.many("lu_factor", in -> Linalg.luFactor(in.get(0)));
    rows.many("lu_factor tall", in -> Linalg.luFactor(in.get(0)));
    rows.many("qr", in -> Linalg.qr(in.get(0), "reduced"));
    rows.many("qr wide", in -> Linalg.qr(in.get(0), "reduced"));
    rows.many("qr complete", in -> Linalg.qr(in.get(0), "complete"));
    rows.many("eigh", in -> Linalg.eigh(in.get(0)));
    rows.many("eigh odd", in -> Linalg.eigh(in.get(0)));
    rows.many("svd", in -> Linalg.svd(in.get(0), false));
    rows.many("svd wide", in -> Linalg.svd(in.get(0), false));
    rows.f1("svdvals", Linalg::svdvals);
    rows.f1("pinv", Linalg::pinv);
    rows.f2("lstsq", Linalg::lstsq);
    rows.rough1("matrix_rank", Linalg::matrixRank);
    rows.f1("norm", Linalg::norm);
    rows.f1("norm axis", x -> Linalg.norm(x, 1));
    rows.rough1("norm 0", x -> Linalg.norm(x, 0.0, 1));
    rows.f1("norm 1", x -> Linalg.norm(x, 1.0, 1));
    rows.f1("norm 3", x -> Linalg.norm(x, 3.0, 1));
    rows.f1("norm inf", x -> Linalg.norm(x, Double.POSITIVE_INFINITY, 1));
    rows.f1("norm -inf", x -> Linalg.norm(x, Double.NEGATIVE_INFINITY, 1));
    for (double ord : new double[] {1, -1, 2, -2}) {
      rows.f1("norm of matrix " + (int) ord, x -> Linalg.norm(x, ord, 0, 2));
    }
    double infinity = Double.POSITIVE_INFINITY;
    rows.f1("norm of matrix inf", x -> Linalg.norm(x, infinity, 0, 2));
    rows.f1("norm of matrix -inf", x -> Linalg.norm(x, -infinity, 0, 2));
    rows.f1("norm of matrix nuc", x -> Linalg.norm(x, "nuc", 0, 2));
    rows.f1("norm of matrix fro", x -> Linalg.norm(x, "fro", 0, 2));
    rows.rough1("norm of extremes", x -> Linalg.norm(x, 1));
  }

  private static void fourier(OpRows rows) {
    rows.many("fft", in -> Fft.fft(in.get(0), in.get(1)));
    rows.many("ifft", in -> Fft.ifft(in.get(0), in.get(1)));
    rows.many("fft long", in -> Fft.fft(in.get(0), in.get(1)));
    rows.many("fft2", in -> Fft.fft2(in.get(0), in.get(1)));
    rows.many("ifft2", in -> Fft.ifft2(in.get(0), in.get(1)));
    rows.many("rfft", in -> Fft.rfft(in.get(0), 6));
    rows.many("rfft longer", in -> Fft.rfft(in.get(0), 9));
    rows.f2("irfft", (re, im) -> Fft.irfft(re, im, 10));
    rows.f2("irfft odd", (re, im) -> Fft.irfft(re, im, 11));
    rows.f1("extract_sequences", x -> Fft.extractSequences(x, 6, 3));
    rows.many("stft", in -> Fft.stft(in.get(0), 6, 3, 8, "hann", true));
    rows.f2("istft", (re, im) -> Fft.istft(re, im, 6, 3, 8, -1, "hann", true));
  }

  private static void networks(OpRows rows) {
    rows.one(
        "dot_product_attention",
        in -> Attend.dotProductAttention(in.get(0), in.get(1), in.get(2), null, null, null, true));
    rows.one(
        "batch_normalization",
        in ->
            Normalizing.batchNormalization(
                in.get(0), in.get(1), in.get(2), 1, in.get(3), in.get(4), 1e-3));
    rows.one(
        "layer_normalization",
        in -> Normalizing.layerNormalization(in.get(0), in.get(1), in.get(2), 1e-3, -1));
    rows.f2("rms_normalization", (x, scale) -> Normalizing.rmsNormalization(x, scale, 1e-7, -1));
    rows.f1("normalize", x -> Normalizing.normalize(x, -1, 2));
    rows.f1("normalize order 3", x -> Normalizing.normalize(x, 0, 3));
    rows.rough1("multi_hot", x -> Normalizing.multiHot(x, 3, DataType.FLOAT32));
    rows.rough1("one_hot", x -> Normalizing.oneHot(x, 3, 0, DataType.FLOAT32));
    rows.f2("psnr", (x, y) -> Normalizing.psnr(x, y, 2));
    rows.rough1("saturate_cast", x -> Normalizing.saturateCast(x, DataType.INT32));
    rows.f2("angle", ComplexPairs::angle);
    rows.many("conj", in -> ComplexPairs.conj(in.get(0), in.get(1)));
    rows.many("polar", in -> ComplexPairs.polar(in.get(0), in.get(1)));
    rows.many("view_as_complex", in -> ComplexPairs.viewAsComplex(in.get(0)));
    rows.f2("view_as_real", ComplexPairs::viewAsReal);
    Layout last = Layout.CHANNELS_LAST;
    List<Integer> ones = List.of(1, 1);
    Windows.Padding valid = Windows.Padding.VALID;
    rows.f2("depthwise_conv", (x, k) -> Folding.depthwiseConv(x, k, ones, valid, ones, last));
    rows.one(
        "separable_conv",
        in -> Folding.separableConv(in.get(0), in.get(1), in.get(2), ones, valid, ones, last));
    rows.f1("adaptive_average_pool", x -> Folding.adaptiveAveragePool(x, List.of(3, 2), last));
    rows.f1("adaptive_max_pool", x -> Folding.adaptiveMaxPool(x, List.of(3, 2), last));
    rows.one("ctc_loss", in -> Ctc.ctcLoss(in.get(0), in.get(1), in.get(2), in.get(3), 0));
    rows.roughMany("ctc_decode", in -> Ctc.ctcDecode(in.get(0), in.get(1), true, 0));
  }

  private static void control(OpRows rows) {
    rows.many(
        "scan",
        in -> {
          Tensor zero = in.get(0).scalar(0);
          Loop.Results made =
              Core.scan(
                  List.of(zero),
                  List.of(in.get(0)),
                  false,
                  (loop, carries, slices) -> {
                    Tensor sum = Ops.add(carries.get(0), slices.get(0));
                    return new Loop.Results(List.of(sum), List.of(sum));
                  });
          return Stream.concat(made.carries().stream(), made.outputs().stream()).toList();
        });
    rows.f1("associative_scan", x -> Core.associativeScan(Ops::multiply, x, true, 1));
    rows.one(
        "fori_loop",
        in ->
            Core.foriLoop(3, 7, in, (loop, i, now) -> List.of(Ops.multiply(now.get(0), 2))).get(0));
    rows.one(
        "while_loop",
        in ->
            Core.whileLoop(
                    now -> Ops.less(now.get(0), 100),
                    now -> List.of(Ops.multiply(now.get(0), 2)),
                    in,
                    10)
                .get(0));
    rows.f1("map", x -> Core.map(Ops::sum, x));
    rows.one("switch", in -> Core.switchCase(in.get(0), in.subList(1, 4)));
    rows.one("cond", in -> Core.cond(in.get(0), in.get(1), in.get(2)));
    rows.f2("slice", (x, starts) -> Places.slice(x, starts, 1, 2, 2));
    rows.one("slice_update", in -> Places.sliceUpdate(in.get(0), in.get(1), in.get(2)));
    rows.f2("scatter", (places, values) -> Places.scatter(places, values, 3, 4));
    rows.one("scatter_update", in -> Places.scatterUpdate(in.get(0), in.get(1), in.get(2)));
    rows.many("unstack", in -> Core.unstack(in.get(0), 1));
    rows.many(
        "jvp",
        in -> Core.jvp(xs -> Ops.power(xs.get(0), 3), List.of(in.get(0)), List.of(in.get(1))));
  }
}
