package io.trihorn.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.ops.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The functions of {@code keras.ops} by Keras's names: a row for each, and for each variant. */
final class OpExamples {
  private static final List<OpExample> ALL = new ArrayList<>();
  private static final Statistics.Method LINEAR = Statistics.Method.LINEAR;

  private OpExamples() {}

  static synchronized List<OpExample> all() {
    if (ALL.isEmpty()) {
      elementwise();
      questions();
      integers();
      reductions();
      order();
      creation();
      moving();
      products();
      linalg();
      fourier();
      networks();
      control();
    }
    return List.copyOf(ALL);
  }

  private static void many(String name, Function<List<Tensor>, List<Tensor>> f) {
    ALL.add(OpExample.of(name, f, true));
  }

  private static void one(String name, Function<List<Tensor>, Tensor> f) {
    many(name, in -> List.of(f.apply(in)));
  }

  private static void f1(String name, UnaryOperator<Tensor> f) {
    one(name, in -> f.apply(in.get(0)));
  }

  private static void f2(String name, BinaryOperator<Tensor> f) {
    one(name, in -> f.apply(in.get(0), in.get(1)));
  }

  /** A function of integers, or that is not continuous, or at a place where it is not smooth. */
  private static void rough(String name, Function<List<Tensor>, Tensor> f) {
    ALL.add(OpExample.of(name, in -> List.of(f.apply(in)), false));
  }

  private static void rough1(String name, UnaryOperator<Tensor> f) {
    rough(name, in -> f.apply(in.get(0)));
  }

  private static void rough2(String name, BinaryOperator<Tensor> f) {
    rough(name, in -> f.apply(in.get(0), in.get(1)));
  }

  private static void roughMany(String name, Function<List<Tensor>, List<Tensor>> f) {
    ALL.add(OpExample.of(name, f, false));
  }

  private static void elementwise() {
    Map<String, UnaryOperator<Tensor>> plain =
        Map.ofEntries(
            Map.entry("tan", Trig::tan),
            Map.entry("sinh", Trig::sinh),
            Map.entry("cosh", Trig::cosh),
            Map.entry("arcsinh", Trig::arcsinh),
            Map.entry("arctan", Ops::arctan),
            Map.entry("sinc", Trig::sinc),
            Map.entry("cbrt", Special::cbrt),
            Map.entry("exp2", Special::exp2),
            Map.entry("exp", Ops::exp),
            Map.entry("expm1", Ops::expm1),
            Map.entry("sin", Ops::sin),
            Map.entry("cos", Ops::cos),
            Map.entry("tanh", Ops::tanh),
            Map.entry("square", Ops::square),
            Map.entry("negative", Ops::negative),
            Map.entry("deg2rad", Trig::deg2rad),
            Map.entry("rad2deg", Trig::rad2deg),
            Map.entry("log", Ops::log),
            Map.entry("log2", Special::log2),
            Map.entry("log10", Special::log10),
            Map.entry("log1p", Ops::log1p),
            Map.entry("sqrt", Ops::sqrt),
            Map.entry("reciprocal", Ops::reciprocal),
            Map.entry("rsqrt", Ops::rsqrt),
            Map.entry("arcsin", Trig::arcsin),
            Map.entry("arccos", Trig::arccos),
            Map.entry("arctanh", Trig::arctanh),
            Map.entry("arccosh", Trig::arccosh),
            Map.entry("erf", Ops::erf),
            Map.entry("erfc", Special::erfc),
            Map.entry("erfinv", Special::erfinv),
            Map.entry("i0", Special::i0));
    plain.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> f1(e.getKey(), e.getValue()));
    rough1("arcsin at the ends", Trig::arcsin);
    rough1("arccos at the ends", Trig::arccos);
    rough1("arcsinh of large", Trig::arcsinh);
    rough1("erfinv at the ends", Special::erfinv);
    f2("arctan2", Trig::arctan2);
    f2("hypot", Trig::hypot);
    f2("logaddexp", Special::logaddexp);
    f2("logaddexp2", Special::logaddexp2);
    f2("maximum", Ops::maximum);
    f2("minimum", Ops::minimum);
    f2("add", Ops::add);
    f2("subtract", Ops::subtract);
    f2("multiply", Ops::multiply);
    f2("divide", Ops::divide);
    f2("power", Ops::power);
    f2("ldexp", Special::ldexp);
    rough2("arctan2 quadrants", Trig::arctan2);
    rough2("hypot of large", Trig::hypot);
    rough2("logaddexp of infinite", Special::logaddexp);
    f1("logsumexp", Special::logsumexp);
    f1("logsumexp axis", x -> Special.logsumexp(x, 1));
    rough1("logsumexp of extremes", x -> Special.logsumexp(x, 1));
  }

  private static void questions() {
    rough1("isnan", Ops::isnan);
    rough1("isinf", Logic::isinf);
    rough1("isfinite", Logic::isfinite);
    rough1("isposinf", Logic::isposinf);
    rough1("isneginf", Logic::isneginf);
    rough1("isreal", Logic::isreal);
    rough1("signbit", Logic::signbit);
    rough2("logical_xor", Logic::logicalXor);
    rough2("logical_and", Ops::logicalAnd);
    rough2("logical_or", Ops::logicalOr);
    rough1("logical_not", Ops::logicalNot);
    rough2("isclose", Logic::isclose);
    rough2("allclose", Logic::allclose);
    rough2("isin", Logic::isin);
    rough1("nan_to_num", Logic::nanToNum);
    rough1("nan_to_num values", x -> Logic.nanToNum(x, 7, 8, -9));
    rough2("heaviside", Logic::heaviside);
    rough2("fmax", Logic::fmax);
    rough2("fmin", Logic::fmin);
    one(
        "select",
        in -> {
          Tensor x = in.get(0);
          List<Tensor> conditions = List.of(Ops.greater(x, 1), Ops.greater(x, 0));
          return Logic.select(conditions, in, x.scalar(0.5));
        });
    rough2("divide_no_nan", Logic::divideNoNan);
    rough1("sign", Ops::sign);
    f1("clip", x -> Ops.clip(x, -1.1, 0.9));
    one("where", in -> Ops.where(in.get(0), in.get(1), in.get(2)));
  }

  private static void integers() {
    rough2("bitwise_and", Integers::bitwiseAnd);
    rough2("bitwise_or", Integers::bitwiseOr);
    rough2("bitwise_xor", Integers::bitwiseXor);
    rough2("floor_divide", Integers::floorDivide);
    rough2("mod", Integers::mod);
    rough2("fmod", Integers::fmod);
    rough2("gcd", Integers::gcd);
    rough2("gcd of large", Integers::gcd);
    rough2("lcm", Integers::lcm);
    rough2("floor_divide of floats", Integers::floorDivide);
    f2("mod of floats", Integers::mod);
    f2("fmod of floats", Integers::fmod);
    rough1("bitwise_not", Integers::bitwiseNot);
    rough2("left_shift", Integers::leftShift);
    rough2("right_shift", Integers::rightShift);
    rough1("trunc", Integers::trunc);
    rough1("floor", Ops::floor);
    rough1("ceil", Ops::ceil);
    rough1("round", Ops::round);
  }

  private static void reductions() {
    f1("sum", Ops::sum);
    f1("sum axes", x -> Ops.sum(x, 0, 2));
    f1("mean", Ops::mean);
    f1("mean axes", x -> Ops.mean(x, 0, 2));
    f1("max", Ops::max);
    f1("max axes", x -> Ops.max(x, 0, 2));
    f1("min", Ops::min);
    f1("min axes", x -> Ops.min(x, 0, 2));
    f1("prod", Ops::prod);
    f1("prod axes", x -> Ops.prod(x, 0, 2));
    f1("std", Statistics::std);
    f1("std axes", x -> Statistics.std(x, 0, 2));
    f1("var", Statistics::var);
    f1("var axes", x -> Statistics.var(x, 0, 2));
    f1("median", Statistics::median);
    f1("median axes", x -> Statistics.median(x, 0, 2));
    f1("ptp", Statistics::ptp);
    f1("ptp axes", x -> Statistics.ptp(x, 0, 2));
    rough1("any", Ops::any);
    rough1("all", Ops::all);
    rough1("count_nonzero", Statistics::countNonzero);
    many("moments", in -> Statistics.moments(in.get(0), 0, 1));
    f2("average", (x, w) -> Statistics.average(x, w, 1));
    for (Statistics.Method method : Statistics.Method.values()) {
      String name = method.name().toLowerCase(java.util.Locale.ROOT);
      f1("quantile " + name, x -> Statistics.quantile(x, 0.3, method, 1));
    }
    f1("percentile", x -> Statistics.percentile(x, 40, LINEAR));
    f1("corrcoef", Statistics::corrcoef);
    for (String mode : List.of("valid", "same", "full")) {
      f2("correlate " + mode, (x, y) -> Statistics.correlate(x, y, mode));
      f2("correlate shorter " + mode, (x, y) -> Statistics.correlate(x, y, mode));
    }
    rough1("bincount", x -> Statistics.bincount(x, null, 6));
    f2("bincount weights", (x, w) -> Statistics.bincount(x, w, 6));
    roughMany("histogram", in -> Statistics.histogram(in.get(0), 5));
    roughMany("histogram range", in -> Statistics.histogram(in.get(0), 4, -1, 2));
    rough2("digitize", Sorting::digitize);
    rough2("searchsorted", (s, v) -> Sorting.searchsorted(s, v, false));
    rough2("searchsorted right", (s, v) -> Sorting.searchsorted(s, v, true));
    f1("diff", x -> Statistics.diff(x, 2, 1));
    f1("trapezoid", x -> Statistics.trapezoid(x, 0.5, 0));
    f2("trapezoid points", (y, x) -> Statistics.trapezoid(y, x, 1));
    f1("cumsum", x -> Ops.cumsum(x, 0));
    f1("cumprod", x -> Statistics.cumprod(x, 1));
    rough1("argmax", x -> Ops.argmax(x, 1));
    rough1("argmin", x -> Ops.argmin(x, 0));
    rough1("nansum", x -> NanOps.nansum(x, 1));
    rough1("nanprod", x -> NanOps.nanprod(x, 1));
    rough1("nanmax", x -> NanOps.nanmax(x, 1));
    rough1("nanmin", x -> NanOps.nanmin(x, 1));
    rough1("nanmean", x -> NanOps.nanmean(x, 1));
    rough1("nanvar", x -> NanOps.nanvar(x, 1));
    rough1("nanstd", x -> NanOps.nanstd(x, 1));
    rough1("nanmedian", x -> NanOps.nanmedian(x, 1));
    rough1("nanargmax", x -> NanOps.nanargmax(x, 1));
    rough1("nanargmin", x -> NanOps.nanargmin(x, 1));
    rough1("nancumsum", x -> NanOps.nancumsum(x, 1));
    rough1("nancumprod", x -> NanOps.nancumprod(x, 1));
    rough1("nansum of all", NanOps::nansum);
    rough1("nanmean of all", NanOps::nanmean);
    rough1("nanmedian of all", NanOps::nanmedian);
    rough1("nanquantile", x -> NanOps.nanquantile(x, 0.3, LINEAR, 1));
    rough1("nanpercentile", x -> NanOps.nanpercentile(x, 70, LINEAR, 0));
    f2("segment_sum", (x, ids) -> Segments.segmentSum(x, ids, 4));
    f2("segment_prod", (x, ids) -> Segments.segmentProd(x, ids, 4));
    rough2("segment_max", (x, ids) -> Segments.segmentMax(x, ids, 4));
    rough2("segment_min", (x, ids) -> Segments.segmentMin(x, ids, 4));
  }

  private static void order() {
    f1("sort", x -> Sorting.sort(x, 0));
    rough1("sort integers", x -> Sorting.sort(x, 0));
    rough1("argsort", x -> Sorting.argsort(x, 1));
    rough1("argsort ties", x -> Sorting.argsort(x, 0));
    many("top_k", in -> Sorting.topK(in.get(0), 2));
    rough2("in_top_k", (t, x) -> Sorting.inTopK(t, x, 2));
  }

  private static void creation() {
    DataType f = DataType.FLOAT32;
    rough1("eye", x -> Creation.eye(x, 3, 5, 1, f));
    rough1("identity", x -> Creation.identity(x, 3, f));
    rough1("tri", x -> Creation.tri(x, 3, 5, -1, f));
    f1("tril", x -> Creation.tril(x, 1));
    f1("triu", x -> Creation.triu(x, 1));
    f1("diag", x -> Creation.diag(x, 1));
    f1("diag below", x -> Creation.diag(x, -2));
    f1("diag of matrix", x -> Creation.diag(x, 1));
    f1("diagflat", x -> Creation.diagflat(x, 0));
    f1("diagonal", x -> Creation.diagonal(x, -1, 2, 0));
    f1("trace", x -> Creation.trace(x, 0, 1, 2));
    f1("vander", x -> Creation.vander(x, 4, false));
    rough1("arange", x -> Creation.arange(x, 1, 8, 2.5, f));
    rough1("linspace", x -> Creation.linspace(x, -1, 2, 7, true, f));
    rough1("linspace open", x -> Creation.linspace(x, -1, 2, 6, false, f));
    rough1("logspace", x -> Creation.logspace(x, -1, 2, 4, true, 10, f));
    rough1("geomspace", x -> Creation.geomspace(x, 1, 256, 9, true, f));
    rough1("bartlett", x -> Creation.bartlett(x, 7, f));
    rough1("blackman", x -> Creation.blackman(x, 7, f));
    rough1("hamming", x -> Creation.hamming(x, 7, f));
    rough1("hanning", x -> Creation.hanning(x, 7, f));
    rough1("kaiser", x -> Creation.kaiser(x, 7, 5, f));
    rough1("full_like", x -> Creation.fullLike(x, 2.5));
  }

  private static void moving() {
    f2("append", (x, y) -> Joining.append(x, y, 1));
    f2("append flat", Joining::append);
    one("hstack", Joining::hstack);
    one("hstack vectors", Joining::hstack);
    one("vstack", Joining::vstack);
    one("dstack", Joining::dstack);
    one("dstack vectors", Joining::dstack);
    one("stack", in -> Shapes.stack(in, 1));
    one("concatenate", in -> Shapes.concatenate(in, 0));
    many("hsplit", in -> Joining.hsplit(in.get(0), 2));
    many("vsplit", in -> Joining.vsplit(in.get(0), 2));
    many("dsplit", in -> Joining.dsplit(in.get(0), 2));
    many("array_split", in -> Joining.arraySplit(in.get(0), 3, 0));
    many("split", in -> Shapes.split(in.get(0), 1, 1, 2, 1));
    f1("roll", x -> Joining.roll(x, -5));
    f1("roll axis", x -> Joining.roll(x, 3, 1));
    for (int i = 0; i < 4; i++) {
      int turns = i;
      f1("rot90 " + turns, x -> Joining.rot90(x, turns, 0, 2));
    }
    f1("fliplr", Joining::fliplr);
    f1("flipud", Joining::flipud);
    f1("ravel", Joining::ravel);
    f1("moveaxis", x -> Shapes.moveaxis(x, 0, -1));
    f1("swapaxes", x -> Shapes.swapaxes(x, 0, 2));
    f1("transpose", x -> Shapes.transpose(x, 2, 0, 1));
    f1("tile", x -> Shapes.tile(x, 2, 1, 2));
    f1("repeat", x -> Shapes.repeat(x, 2, 1));
    f1("pad", x -> Shapes.pad(x, new long[] {1, 0}, new long[] {0, 2}, 1.5));
    f2("take", (x, i) -> Shapes.take(x, i, 0));
    f2("take_along_axis", (x, i) -> Shapes.takeAlongAxis(x, i, 1));
    roughMany("unravel_index", in -> Joining.unravelIndex(in.get(0), 3, 4));
    many("meshgrid", in -> Joining.meshgrid(in, "xy"));
    many("meshgrid ij", in -> Joining.meshgrid(in, "ij"));
    f1("rearrange", x -> Rearrange.rearrange(x, "b (h w) c -> b c (w h)", Map.of("h", 2L)));
    f1("space_to_depth", x -> Folding.spaceToDepth(x, 2, Layout.CHANNELS_LAST));
    f1("depth_to_space", x -> Folding.depthToSpace(x, 2, Layout.CHANNELS_LAST));
    List<Integer> window = List.of(3, 2);
    List<Integer> ones = List.of(1, 1);
    List<Integer> twos = List.of(2, 2);
    f1("unfold", x -> Folding.unfold(x, window, ones, ones, twos));
    f1("fold", x -> Folding.fold(x, List.of(4, 5), window, ones, ones, twos));
  }

  private static void products() {
    f2("dot", Contractions::dot);
    f2("dot of vectors", Contractions::dot);
    f2("dot of many axes", Contractions::dot);
    f2("vdot", Contractions::vdot);
    f2("inner", Contractions::inner);
    f2("outer", Contractions::outer);
    f2("tensordot", (x, y) -> Contractions.tensordot(x, y, new int[] {2, 1}, new int[] {1, 0}));
    f2("tensordot count", (x, y) -> Contractions.tensordot(x, y, 2));
    f2("kron", Contractions::kron);
    f2("cross", Contractions::cross);
    f2("matmul", Nn::matmul);
    f2("cdist", (x, y) -> Contractions.cdist(x, y, 2));
    OpExample.names().stream()
        .filter(name -> name.startsWith("einsum "))
        .forEach(
            name ->
                one(name, in -> Contractions.einsum(name.substring(7), in.toArray(Tensor[]::new))));
  }

  private static void linalg() {
    f1("cholesky", Linalg::cholesky);
    f1("cholesky upper", x -> Linalg.cholesky(x, true));
    f1("cholesky_inverse", x -> Linalg.choleskyInverse(x, false));
    f1("inv", Linalg::inv);
    f1("det", Linalg::det);
    many("slogdet", in -> Linalg.slogdet(in.get(0)));
    f1("logdet", Linalg::logdet);
    f2("solve", Linalg::solve);
    f2("solve vector", Linalg::solve);
    f2("solve with exchange", Linalg::solve);
    f2("solve_triangular", (a, b) -> Linalg.solveTriangular(a, b, true));
    f2("solve_triangular upper", (a, b) -> Linalg.solveTriangular(a, b, false));
    many("lu_factor", in -> Linalg.luFactor(in.get(0)));
    many("lu_factor tall", in -> Linalg.luFactor(in.get(0)));
    many("qr", in -> Linalg.qr(in.get(0), "reduced"));
    many("qr wide", in -> Linalg.qr(in.get(0), "reduced"));
    many("qr complete", in -> Linalg.qr(in.get(0), "complete"));
    many("eigh", in -> Linalg.eigh(in.get(0)));
    many("eigh odd", in -> Linalg.eigh(in.get(0)));
    many("svd", in -> Linalg.svd(in.get(0), false));
    many("svd wide", in -> Linalg.svd(in.get(0), false));
    f1("svdvals", Linalg::svdvals);
    f1("pinv", Linalg::pinv);
    f2("lstsq", Linalg::lstsq);
    rough1("matrix_rank", Linalg::matrixRank);
    f1("norm", Linalg::norm);
    f1("norm axis", x -> Linalg.norm(x, 1));
    rough1("norm 0", x -> Linalg.norm(x, 0.0, 1));
    f1("norm 1", x -> Linalg.norm(x, 1.0, 1));
    f1("norm 3", x -> Linalg.norm(x, 3.0, 1));
    f1("norm inf", x -> Linalg.norm(x, Double.POSITIVE_INFINITY, 1));
    f1("norm -inf", x -> Linalg.norm(x, Double.NEGATIVE_INFINITY, 1));
    for (double ord : new double[] {1, -1, 2, -2}) {
      f1("norm of matrix " + (int) ord, x -> Linalg.norm(x, ord, 0, 2));
    }
    double infinity = Double.POSITIVE_INFINITY;
    f1("norm of matrix inf", x -> Linalg.norm(x, infinity, 0, 2));
    f1("norm of matrix -inf", x -> Linalg.norm(x, -infinity, 0, 2));
    f1("norm of matrix nuc", x -> Linalg.norm(x, "nuc", 0, 2));
    f1("norm of matrix fro", x -> Linalg.norm(x, "fro", 0, 2));
    rough1("norm of extremes", x -> Linalg.norm(x, 1));
  }

  private static void fourier() {
    many("fft", in -> Fft.fft(in.get(0), in.get(1)));
    many("ifft", in -> Fft.ifft(in.get(0), in.get(1)));
    many("fft long", in -> Fft.fft(in.get(0), in.get(1)));
    many("fft2", in -> Fft.fft2(in.get(0), in.get(1)));
    many("ifft2", in -> Fft.ifft2(in.get(0), in.get(1)));
    many("rfft", in -> Fft.rfft(in.get(0), 6));
    many("rfft longer", in -> Fft.rfft(in.get(0), 9));
    f2("irfft", (re, im) -> Fft.irfft(re, im, 10));
    f2("irfft odd", (re, im) -> Fft.irfft(re, im, 11));
    f1("extract_sequences", x -> Fft.extractSequences(x, 6, 3));
    many("stft", in -> Fft.stft(in.get(0), 6, 3, 8, "hann", true));
    f2("istft", (re, im) -> Fft.istft(re, im, 6, 3, 8, -1, "hann", true));
  }

  private static void networks() {
    one(
        "dot_product_attention",
        in -> Attend.dotProductAttention(in.get(0), in.get(1), in.get(2), null, null, null, true));
    one(
        "batch_normalization",
        in ->
            Normalizing.batchNormalization(
                in.get(0), in.get(1), in.get(2), 1, in.get(3), in.get(4), 1e-3));
    one(
        "layer_normalization",
        in -> Normalizing.layerNormalization(in.get(0), in.get(1), in.get(2), 1e-3, -1));
    f2("rms_normalization", (x, scale) -> Normalizing.rmsNormalization(x, scale, 1e-7, -1));
    f1("normalize", x -> Normalizing.normalize(x, -1, 2));
    f1("normalize order 3", x -> Normalizing.normalize(x, 0, 3));
    rough1("multi_hot", x -> Normalizing.multiHot(x, 3, DataType.FLOAT32));
    rough1("one_hot", x -> Normalizing.oneHot(x, 3, 0, DataType.FLOAT32));
    f2("psnr", (x, y) -> Normalizing.psnr(x, y, 2));
    rough1("saturate_cast", x -> Normalizing.saturateCast(x, DataType.INT32));
    f2("angle", ComplexPairs::angle);
    many("conj", in -> ComplexPairs.conj(in.get(0), in.get(1)));
    many("polar", in -> ComplexPairs.polar(in.get(0), in.get(1)));
    many("view_as_complex", in -> ComplexPairs.viewAsComplex(in.get(0)));
    f2("view_as_real", ComplexPairs::viewAsReal);
    Layout last = Layout.CHANNELS_LAST;
    List<Integer> ones = List.of(1, 1);
    Windows.Padding valid = Windows.Padding.VALID;
    f2("depthwise_conv", (x, k) -> Folding.depthwiseConv(x, k, ones, valid, ones, last));
    one(
        "separable_conv",
        in -> Folding.separableConv(in.get(0), in.get(1), in.get(2), ones, valid, ones, last));
    f1("adaptive_average_pool", x -> Folding.adaptiveAveragePool(x, List.of(3, 2), last));
    f1("adaptive_max_pool", x -> Folding.adaptiveMaxPool(x, List.of(3, 2), last));
    one("ctc_loss", in -> Ctc.ctcLoss(in.get(0), in.get(1), in.get(2), in.get(3), 0));
    roughMany("ctc_decode", in -> Ctc.ctcDecode(in.get(0), in.get(1), true, 0));
  }

  private static void control() {
    many(
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
    f1("associative_scan", x -> Core.associativeScan(Ops::multiply, x, true, 1));
    one(
        "fori_loop",
        in ->
            Core.foriLoop(3, 7, in, (loop, i, now) -> List.of(Ops.multiply(now.get(0), 2))).get(0));
    one(
        "while_loop",
        in ->
            Core.whileLoop(
                    now -> Ops.less(now.get(0), 100),
                    now -> List.of(Ops.multiply(now.get(0), 2)),
                    in,
                    10)
                .get(0));
    f1("map", x -> Core.map(Ops::sum, x));
    one("switch", in -> Core.switchCase(in.get(0), in.subList(1, 4)));
    one("cond", in -> Core.cond(in.get(0), in.get(1), in.get(2)));
    f2("slice", (x, starts) -> Core.slice(x, starts, 1, 2, 2));
    one("slice_update", in -> Core.sliceUpdate(in.get(0), in.get(1), in.get(2)));
    f2("scatter", (places, values) -> Core.scatter(places, values, 3, 4));
    one("scatter_update", in -> Core.scatterUpdate(in.get(0), in.get(1), in.get(2)));
    many("unstack", in -> Core.unstack(in.get(0), 1));
    many(
        "jvp",
        in -> Core.jvp(xs -> Ops.power(xs.get(0), 3), List.of(in.get(0)), List.of(in.get(1))));
  }
}
