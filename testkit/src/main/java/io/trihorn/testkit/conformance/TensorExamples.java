package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.ops.*;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions that reduce, order, make, move and cut. See {@link OpExamples}. */
final class TensorExamples {
  private static final Statistics.Method LINEAR = Statistics.Method.LINEAR;

  private TensorExamples() {}

  static void addTo(OpRows rows) {
    reductions(rows);
    order(rows);
    creation(rows);
    moving(rows);
  }

  private static void reductions(OpRows rows) {
    rows.f1("sum", Ops::sum);
    rows.f1("sum axes", x -> Ops.sum(x, 0, 2));
    rows.f1("mean", Ops::mean);
    rows.f1("mean axes", x -> Ops.mean(x, 0, 2));
    rows.f1("max", Ops::max);
    rows.f1("max axes", x -> Ops.max(x, 0, 2));
    rows.f1("min", Ops::min);
    rows.f1("min axes", x -> Ops.min(x, 0, 2));
    rows.f1("prod", Ops::prod);
    rows.f1("prod axes", x -> Ops.prod(x, 0, 2));
    rows.f1("std", Statistics::std);
    rows.f1("std axes", x -> Statistics.std(x, 0, 2));
    rows.f1("var", Statistics::var);
    rows.f1("var axes", x -> Statistics.var(x, 0, 2));
    rows.f1("median", Statistics::median);
    rows.f1("median axes", x -> Statistics.median(x, 0, 2));
    rows.f1("ptp", Statistics::ptp);
    rows.f1("ptp axes", x -> Statistics.ptp(x, 0, 2));
    rows.rough1("any", Ops::any);
    rows.rough1("all", Ops::all);
    rows.rough1("count_nonzero", Statistics::countNonzero);
    rows.many("moments", in -> Statistics.moments(in.get(0), 0, 1));
    rows.f2("average", (x, w) -> Statistics.average(x, w, 1));
    for (Statistics.Method method : Statistics.Method.values()) {
      String name = method.name().toLowerCase(Locale.ROOT);
      rows.f1("quantile " + name, x -> Statistics.quantile(x, 0.3, method, 1));
    }
    rows.f1("percentile", x -> Statistics.percentile(x, 40, LINEAR));
    rows.f1("corrcoef", Statistics::corrcoef);
    for (String mode : List.of("valid", "same", "full")) {
      rows.f2("correlate " + mode, (x, y) -> Statistics.correlate(x, y, mode));
      rows.f2("correlate shorter " + mode, (x, y) -> Statistics.correlate(x, y, mode));
    }
    rows.rough1("bincount", x -> Statistics.bincount(x, null, 6));
    rows.f2("bincount weights", (x, w) -> Statistics.bincount(x, w, 6));
    rows.roughMany("histogram", in -> Statistics.histogram(in.get(0), 5));
    rows.roughMany("histogram range", in -> Statistics.histogram(in.get(0), 4, -1, 2));
    rows.rough2("digitize", Sorting::digitize);
    rows.rough2("searchsorted", (s, v) -> Sorting.searchsorted(s, v, false));
    rows.rough2("searchsorted right", (s, v) -> Sorting.searchsorted(s, v, true));
    rows.f1("diff", x -> Statistics.diff(x, 2, 1));
    rows.f1("trapezoid", x -> Statistics.trapezoid(x, 0.5, 0));
    rows.f2("trapezoid points", (y, x) -> Statistics.trapezoid(y, x, 1));
    rows.f1("cumsum", x -> Ops.cumsum(x, 0));
    rows.f1("cumprod", x -> Statistics.cumprod(x, 1));
    rows.rough1("argmax", x -> Ops.argmax(x, 1));
    rows.rough1("argmin", x -> Ops.argmin(x, 0));
    rows.rough1("nansum", x -> NanOps.nansum(x, 1));
    rows.rough1("nanprod", x -> NanOps.nanprod(x, 1));
    rows.rough1("nanmax", x -> NanOps.nanmax(x, 1));
    rows.rough1("nanmin", x -> NanOps.nanmin(x, 1));
    rows.rough1("nanmean", x -> NanOps.nanmean(x, 1));
    rows.rough1("nanvar", x -> NanOps.nanvar(x, 1));
    rows.rough1("nanstd", x -> NanOps.nanstd(x, 1));
    rows.rough1("nanmedian", x -> NanOps.nanmedian(x, 1));
    rows.rough1("nanargmax", x -> NanOps.nanargmax(x, 1));
    rows.rough1("nanargmin", x -> NanOps.nanargmin(x, 1));
    rows.rough1("nancumsum", x -> NanOps.nancumsum(x, 1));
    rows.rough1("nancumprod", x -> NanOps.nancumprod(x, 1));
    rows.rough1("nansum of all", NanOps::nansum);
    rows.rough1("nanmean of all", NanOps::nanmean);
    rows.rough1("nanmedian of all", NanOps::nanmedian);
    rows.rough1("nanquantile", x -> NanOps.nanquantile(x, 0.3, LINEAR, 1));
    rows.rough1("nanpercentile", x -> NanOps.nanpercentile(x, 70, LINEAR, 0));
    rows.f2("segment_sum", (x, ids) -> Segments.segmentSum(x, ids, 4));
    rows.f2("segment_prod", (x, ids) -> Segments.segmentProd(x, ids, 4));
    rows.rough2("segment_max", (x, ids) -> Segments.segmentMax(x, ids, 4));
    rows.rough2("segment_min", (x, ids) -> Segments.segmentMin(x, ids, 4));
  }

  private static void order(OpRows rows) {
    rows.f1("sort", x -> Sorting.sort(x, 0));
    rows.rough1("sort integers", x -> Sorting.sort(x, 0));
    rows.rough1("argsort", x -> Sorting.argsort(x, 1));
    rows.rough1("argsort ties", x -> Sorting.argsort(x, 0));
    rows.many("top_k", in -> Sorting.topK(in.get(0), 2));
    rows.rough2("in_top_k", (t, x) -> Sorting.inTopK(t, x, 2));
  }

  private static void creation(OpRows rows) {
    DataType f = DataType.FLOAT32;
    rows.rough1("eye", x -> Creation.eye(x, 3, 5, 1, f));
    rows.rough1("identity", x -> Creation.identity(x, 3, f));
    rows.rough1("tri", x -> Creation.tri(x, 3, 5, -1, f));
    rows.f1("tril", x -> Creation.tril(x, 1));
    rows.f1("triu", x -> Creation.triu(x, 1));
    rows.f1("diag", x -> Creation.diag(x, 1));
    rows.f1("diag below", x -> Creation.diag(x, -2));
    rows.f1("diag of matrix", x -> Creation.diag(x, 1));
    rows.f1("diagflat", x -> Creation.diagflat(x, 0));
    rows.f1("diagonal", x -> Creation.diagonal(x, -1, 2, 0));
    rows.f1("trace", x -> Creation.trace(x, 0, 1, 2));
    rows.f1("vander", x -> Creation.vander(x, 4, false));
    rows.rough1("arange", x -> Creation.arange(x, 1, 8, 2.5, f));
    rows.rough1("linspace", x -> Creation.linspace(x, -1, 2, 7, true, f));
    rows.rough1("linspace open", x -> Creation.linspace(x, -1, 2, 6, false, f));
    rows.rough1("logspace", x -> Creation.logspace(x, -1, 2, 4, true, 10, f));
    rows.rough1("geomspace", x -> Creation.geomspace(x, 1, 256, 9, true, f));
    rows.rough1("bartlett", x -> Creation.bartlett(x, 7, f));
    rows.rough1("blackman", x -> Creation.blackman(x, 7, f));
    rows.rough1("hamming", x -> Creation.hamming(x, 7, f));
    rows.rough1("hanning", x -> Creation.hanning(x, 7, f));
    rows.rough1("kaiser", x -> Creation.kaiser(x, 7, 5, f));
    rows.rough1("full_like", x -> Creation.fullLike(x, 2.5));
  }

  private static void moving(OpRows rows) {
    rows.f2("append", (x, y) -> Joining.append(x, y, 1));
    rows.f2("append flat", Joining::append);
    rows.one("hstack", Joining::hstack);
    rows.one("hstack vectors", Joining::hstack);
    rows.one("vstack", Joining::vstack);
    rows.one("dstack", Joining::dstack);
    rows.one("dstack vectors", Joining::dstack);
    rows.one("stack", in -> Shapes.stack(in, 1));
    rows.one("concatenate", in -> Shapes.concatenate(in, 0));
    rows.many("hsplit", in -> Joining.hsplit(in.get(0), 2));
    rows.many("vsplit", in -> Joining.vsplit(in.get(0), 2));
    rows.many("dsplit", in -> Joining.dsplit(in.get(0), 2));
    rows.many("array_split", in -> Joining.arraySplit(in.get(0), 3, 0));
    rows.many("split", in -> Shapes.split(in.get(0), 1, 1, 2, 1));
    rows.f1("roll", x -> Joining.roll(x, -5));
    rows.f1("roll axis", x -> Joining.roll(x, 3, 1));
    for (int i = 0; i < 4; i++) {
      int turns = i;
      rows.f1("rot90 " + turns, x -> Joining.rot90(x, turns, 0, 2));
    }
    rows.f1("fliplr", Joining::fliplr);
    rows.f1("flipud", Joining::flipud);
    rows.f1("ravel", Joining::ravel);
    rows.f1("moveaxis", x -> Shapes.moveaxis(x, 0, -1));
    rows.f1("swapaxes", x -> Shapes.swapaxes(x, 0, 2));
    rows.f1("transpose", x -> Shapes.transpose(x, 2, 0, 1));
    rows.f1("tile", x -> Shapes.tile(x, 2, 1, 2));
    rows.f1("repeat", x -> Shapes.repeat(x, 2, 1));
    rows.f1("pad", x -> Shapes.pad(x, new long[] {1, 0}, new long[] {0, 2}, 1.5));
    rows.f1("pad reflect", x -> Joining.pad(x, new long[] {2, 1}, new long[] {0, 5}, "reflect"));
    rows.f1(
        "pad symmetric", x -> Joining.pad(x, new long[] {2, 1}, new long[] {0, 6}, "symmetric"));
    rows.f2("take", (x, i) -> Joining.take(x, i, 0));
    rows.f2("take_along_axis", (x, i) -> Shapes.takeAlongAxis(x, i, 1));
    rows.roughMany("unravel_index", in -> Joining.unravelIndex(in.get(0), 3, 4));
    rows.many("meshgrid", in -> Joining.meshgrid(in, "xy"));
    rows.many("meshgrid ij", in -> Joining.meshgrid(in, "ij"));
    rows.f1("rearrange", x -> Rearrange.rearrange(x, "b (h w) c -> b c (w h)", Map.of("h", 2L)));
    rows.f1("space_to_depth", x -> Folding.spaceToDepth(x, 2, Layout.CHANNELS_LAST));
    rows.f1("depth_to_space", x -> Folding.depthToSpace(x, 2, Layout.CHANNELS_LAST));
    List<Integer> window = List.of(3, 2);
    List<Integer> ones = List.of(1, 1);
    List<Integer> twos = List.of(2, 2);
    rows.f1("unfold", x -> Folding.unfold(x, window, ones, ones, twos));
    rows.f1("fold", x -> Folding.fold(x, List.of(4, 5), window, ones, ones, twos));
  }
}
