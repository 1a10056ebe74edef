package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.FusedKernel;
import io.trihorn.backend.dl4j.kernels.Reach;
import io.trihorn.backend.dl4j.kernels.Tiling;
import io.trihorn.backend.dl4j.kernels.VectorOps;
import io.trihorn.backend.dl4j.kernels.WithinRange;
import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * What follows a product of matrices elementwise and is made with it by oneDNN, in a form that
 * takes the bound for NaN and may have factors in the matrix. Where that could make a difference,
 * the product is made by itself and what follows by a kernel of ours.
 *
 * @param links one after another
 * @param folded the same as far as it is not in the matrix and the bias
 */
record Ending(List<Link> links, Folding folded) {

  /** Makes the step of a product alone. */
  @FunctionalInterface
  interface Alone {
    Runnable step(Frame f);
  }

  /** Makes the step of a product and what follows it. */
  @FunctionalInterface
  interface Whole {
    Runnable step(List<BytePointer> operands, Frame f);
  }

  /** Of a product with a second matrix, the columns last, or with kernels. */
  static Ending of(Emitter emit, List<Link> links, Ref matrix) {
    return new Ending(links, Folding.of(emit, links, matrix));
  }

  /**
   * Adds the step of a product.
   *
   * @param x its first matrix, or images
   * @param packed the second, folded, as the step reads it
   * @param z its result, dense
   * @param alone makes the step that reads the second as it is given
   */
  void add(
      Emitter emit, String label, Ref x, Ref given, Ref packed, Ref z, Whole whole, Alone alone) {
    List<Ref> operands = folded.operands();
    List<Ref> reads = new ArrayList<>(List.of(x, packed));
    reads.addAll(operands);
    if (folded.isExact()) {
      emit.step(label, reads, List.of(z), false, f -> whole.step(addresses(operands, f), f));
      return;
    }
    List<Ref> channels = folded.channels();
    List<Ref> found = new ArrayList<>(List.of(folded.matrix()));
    found.addAll(channels);
    Ref reach = emit.temp(DataType.FLOAT32, found.size());
    emit.step(
        "reach",
        found,
        List.of(reach),
        false,
        f -> Reach.bind(folded.matrix(), channels, reach, f));
    FusedKernel.Plan rest = kernel(emit, z);
    reads.addAll(List.of(reach, given));
    reads.addAll(rest.operands().subList(1, rest.operands().size()));
    emit.step(
        label,
        reads,
        List.of(z),
        false,
        f ->
            new WithinRange(
                folded.bounded(),
                x,
                reach,
                z,
                whole.step(addresses(operands, f), f),
                () -> parts(alone, rest, f),
                f));
  }

  private static List<BytePointer> addresses(List<Ref> operands, Frame f) {
    return operands.stream().map(f::address).toList();
  }

  private static Runnable parts(Alone alone, FusedKernel.Plan rest, Frame f) {
    Runnable product = alone.step(f);
    Runnable kernel = FusedKernel.bind(rest, f);
    return () -> {
      product.run();
      kernel.run();
    };
  }

  /** What follows as a kernel of ours, over the result. */
  private FusedKernel.Plan kernel(Emitter emit, Ref z) {
    long columns = z.dim(z.rank() - 1);
    Ref matrix = z.reshape(z.size() / columns, columns);
    List<Ref> operands = new ArrayList<>(List.of(matrix));
    List<FusedKernel.Step> steps = new ArrayList<>();
    for (Link link : links) {
      int at = operands.size();
      operands.add(operand(emit, link, matrix));
      int result = at == links.size() ? 0 : -1;
      steps.add(new FusedKernel.Step(VectorOps.of(link.kind()), 0, at, 0, result));
    }
    Tiling tiling = Tiling.of(matrix.shape(), operands);
    long work = z.size() * (4 + links.size()) / 5;
    return new FusedKernel.Plan(tiling, operands, List.of(matrix), steps, operands.size(), work);
  }

  private static Ref operand(Emitter emit, Link link, Ref matrix) {
    if (link.operand() == null) {
      return emit.scalar(DataType.FLOAT32, link.number()).broadcast(matrix.shape());
    }
    return link.isChannels()
        ? link.operand().reshape(matrix.dim(1)).broadcast(matrix.shape())
        : link.operand().reshape(matrix.shape());
  }
}
