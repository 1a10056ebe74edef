package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Op;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One op being lowered.
 *
 * @param op the op
 * @param inputs its operands; views of any kind
 * @param types the types of its results
 * @param emit where the steps go
 */
record Lowering(Op op, List<Ref> inputs, List<TensorType> types, Emitter emit) {

  /** An op on operands; what it gives follows from its shape rule. */
  static Lowering of(Op op, List<Ref> inputs, Emitter emit) {
    List<TensorType> types = ShapeRules.infer(op, inputs.stream().map(Ref::type).toList());
    return new Lowering(op, inputs, types, emit);
  }

  /** An operand, possibly a view. */
  Ref in(int i) {
    return inputs.get(i);
  }

  /** An operand as a dense array. */
  Ref dense(int i) {
    return emit.dense(inputs.get(i));
  }

  /** Operands and results that are images in this order. */
  Images images(Layout layout) {
    return new Images(emit, layout);
  }

  /** A kernel of ours. */
  @FunctionalInterface
  interface Kernel {
    /** The step from dense operands to results. */
    Runnable bind(List<Ref> in, List<Ref> out, Frame f);
  }

  /** What a kernel of ours gives. */
  List<Ref> inJava(Kernel kernel) {
    List<Ref> in = IntStream.range(0, inputs.size()).mapToObj(this::dense).toList();
    List<Ref> out = IntStream.range(0, types.size()).mapToObj(this::result).toList();
    emit.step("in Java", in, out, false, f -> kernel.bind(in, out, f));
    return out;
  }

  /** What a kernel of ours makes of a copy of the first operand, with the others. */
  List<Ref> onCopy(Kernel kernel) {
    Ref copy = emit.copyOf(in(0));
    Stream<Ref> others = IntStream.range(1, inputs.size()).mapToObj(this::dense);
    List<Ref> in = Stream.concat(Stream.of(copy), others).toList();
    List<Ref> out = in.subList(0, 1);
    emit.step("in Java", in, out, false, f -> kernel.bind(in, out, f));
    return out;
  }

  /** The element type of the first operand. */
  DataType dtype() {
    return inputs.get(0).dtype();
  }

  /** The type of the only result. */
  TensorType type() {
    return types.get(0);
  }

  /** A new array of the type of the only result. */
  Ref result() {
    return result(0);
  }

  /** A new array of the type of a result. */
  Ref result(int i) {
    return emit.temp(types.get(i).dtype(), types.get(i).dims());
  }
}
