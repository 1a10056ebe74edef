package io.trihorn.backend.onnx.imports;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Whether an imported graph's inputs begin with the batch. A file does not say so: it may be
 * sequence first, or take a state with the batch behind. Data are cut into batches only where names
 * or the only open axis leave little doubt; else a graph gets them whole.
 */
final class RowAxes {
  private static final Pattern BATCH =
      Pattern.compile("n|b|bs|(.*[_ .])?batch([_ .]?size)?([_ .].*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern OTHER =
      Pattern.compile(".*(seq|time|len|step|frame|token|sample).*", Pattern.CASE_INSENSITIVE);

  private RowAxes() {}

  /** Scalars count as the same for all rows. */
  static boolean isRowwise(List<Port> inputs) {
    List<Port> axes = inputs.stream().filter(p -> p.dims() == null || p.dims().length > 0).toList();
    if (axes.isEmpty() || axes.stream().anyMatch(p -> p.dims() == null || p.dims()[0] >= 0)) {
      return false;
    }
    String name = axes.get(0).dimNames().get(0);
    if (axes.stream().anyMatch(p -> !p.dimNames().get(0).equals(name))) {
      return false;
    }
    boolean onlyOpen =
        axes.stream().allMatch(p -> LongStream.of(p.dims()).skip(1).min().orElse(0) >= 0);
    return BATCH.matcher(name).matches() || onlyOpen && !OTHER.matcher(name).matches();
  }
}
