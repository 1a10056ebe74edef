package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.CopyKernel;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.LibNd4j.Family;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;

/** Which way to copy one view to another of the same shape. The choices are by measurement. */
final class Copies {
  private static final int ASSIGN = 0;

  /** Elements from which on oneDNN, which takes as many threads as there are, is the fastest. */
  private static final long MANY = 1 << 16;

  private Copies() {}

  /** Adds the step; elements are converted where types differ. */
  static void add(Emitter emit, Ref from, Ref to) {
    List<Ref> merged = Ref.collapse(from, to);
    Ref a = merged.get(0);
    Ref b = merged.get(1);
    boolean alike = a.dtype() == b.dtype();
    boolean ours = alike && !emit.isForCard();
    if (alike && a.isDense() && b.isDense()) {
      Instr.Binder bytes = f -> f.memory().copy(f.address(b), f.address(a), b.bytes());
      emit.step("memcpy", List.of(from), List.of(to), true, bytes);
    } else if (ours && isForOneDnn(a, b)) {
      OneDnn library = OneDnn.library().orElseThrow();
      emit.step("oneDNN copy", List.of(from), List.of(to), false, f -> library.copy(a, b, f));
    } else if (ours && CopyKernel.isFaster(a, b)) {
      emit.step(
          "copy",
          List.of(from),
          List.of(to),
          false,
          f ->
              CopyKernel.bind(
                  a, f.bytes(a.slot()).asIntBuffer(), b, f.bytes(b.slot()).asIntBuffer()));
    } else {
      emit.step(
          "assign",
          List.of(from),
          List.of(to),
          false,
          f -> f.lib().transform(Family.ANY, ASSIGN, f.array(a), f.array(b)));
    }
  }

  private static boolean isForOneDnn(Ref a, Ref b) {
    return a.dtype() == DataType.FLOAT32
        && a.size() >= MANY
        && a.rank() <= OneDnn.MOST_AXES
        && a.isSpread()
        && b.isSpread()
        && OneDnn.library().isPresent();
  }
}
