package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.AddKernel;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.LibNd4j.Family;
import io.trihorn.backend.dl4j.plan.NativeArray;
import io.trihorn.backend.dl4j.plan.ProgramBuilder;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Slot;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Writes the steps of a program: what lowerings are written with. */
final class Emitter {
  private static final int SET = 14;

  private static final int ADD = 0;

  private final ProgramBuilder builder;
  private final Target target;
  private final Map<TensorData, Ref> constants = new HashMap<>();
  private final Map<Object, Ref> made = new HashMap<>();
  private final Set<Slot> invariants = new HashSet<>();
  private final Set<Slot> changing = new HashSet<>();
  private boolean variablesStay;
  private String layer = "";
  private String op = "";

  Emitter(ProgramBuilder builder, Target target) {
    this.builder = builder;
    this.target = target;
  }

  /** What the program is for. */
  Target target() {
    return target;
  }

  /** Whether nothing but ops of libnd4j may be steps. */
  boolean isForCard() {
    return target == Target.CARD;
  }

  /** Tells that an array does not change from one run to the next, most of the time. */
  void declareInvariant(Ref x) {
    invariants.add(x.slot());
  }

  /** Tells that no run changes a variable. */
  void declareVariablesInvariant() {
    variablesStay = true;
  }

  /** Whether a copy of an array is made less often than it is used. */
  boolean isInvariant(Ref x) {
    return switch (x.slot().kind()) {
      case CONSTANT -> true;
      case VARIABLE -> variablesStay;
      case ARENA, OUTER -> invariants.contains(x.slot());
    };
  }

  /** Steps added from now on are part of this op of a layer, for messages and profiles. */
  void enter(String ofLayer, String ofOp) {
    layer = ofLayer;
    op = ofOp;
  }

  /** Adds steps that are part of the same op of a layer, whatever they enter themselves. */
  <T> T within(Supplier<T> steps) {
    String ofLayer = layer;
    String ofOp = op;
    T result = steps.get();
    enter(ofLayer, ofOp);
    return result;
  }

  /** A new dense array, not written yet. */
  Ref temp(DataType dtype, long... shape) {
    TensorType type = TensorType.of(dtype, shape);
    return Ref.dense(Slot.arena(type.bytes()), dtype, type.dims());
  }

  /** A new dense array of zeros. */
  Ref zeros(DataType dtype, long... shape) {
    Ref zeros = temp(dtype, shape);
    fill(zeros, 0);
    return zeros;
  }

  /** A known value. */
  Ref constant(TensorData value) {
    return constants.computeIfAbsent(
        value, v -> Ref.dense(Slot.constant(v), v.dtype(), v.type().dims()));
  }

  /** A known number. */
  Ref scalar(DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  /** The array itself if it is dense, else a copy that is; one copy however often asked. */
  Ref dense(Ref x) {
    if (x.isDense()) {
      return x;
    }
    return once(ViewKey.of(x), () -> copyOf(x));
  }

  /** A new dense array with the elements of another. */
  Ref copyOf(Ref x) {
    Ref copy = temp(x.dtype(), x.shape());
    copy(x, copy);
    return copy;
  }

  /** What a view shows; two views that are equal in this are the same array. */
  private record ViewKey(
      Slot slot, DataType dtype, long offset, List<Long> shape, List<Long> strides) {
    static ViewKey of(Ref x) {
      return new ViewKey(x.slot(), x.dtype(), x.offset(), boxed(x.shape()), boxed(x.strides()));
    }

    private static List<Long> boxed(long[] values) {
      return Arrays.stream(values).boxed().toList();
    }
  }

  /** The array that was made under a key before, or one made now. */
  Ref once(Object key, Supplier<Ref> make) {
    Ref known = made.get(key);
    if (known == null) {
      known = make.get();
      made.put(key, known);
    }
    return known;
  }

  /** The elements in row-major order under another shape. */
  Ref reshape(Ref x, long... shape) {
    return dense(x).reshape(shape);
  }

  /** The elements of an array, converted to another type. */
  Ref cast(Ref x, DataType dtype) {
    if (x.dtype() == dtype) {
      return x;
    }
    Ref source = x.withoutRepeats();
    Ref result = temp(dtype, source.shape());
    copy(source, result);
    return result.broadcast(x.shape());
  }

  /** Writes one array to another of the same shape, converting elements where types differ. */
  void copy(Ref from, Ref to) {
    if (to.size() > 0) {
      Copies.add(this, from, to);
    }
  }

  /** Writes one number to all elements of a dense array. */
  void fill(Ref to, double value) {
    Ref number = scalar(to.dtype(), value);
    boolean zero = Double.doubleToRawLongBits(value) == 0;
    if (zero || to.dtype().getNumOfBytes() == 1) {
      byte bits = zero ? 0 : number.slot().constant().bytes().get(0);
      step(
          "fill",
          List.of(),
          List.of(to),
          false,
          f -> f.memory().fill(f.address(to), bits, to.bytes()));
    } else {
      step(
          "fill",
          List.of(number),
          List.of(to),
          false,
          f -> {
            NativeArray z = f.array(flat(to));
            return f.lib().scalar(SET, false, z, f.array(number), z);
          });
    }
  }

  /** A step of any kind. */
  void step(String label, List<Ref> reads, List<Ref> writes, boolean inPlace, Instr.Binder binder) {
    String name = op.isEmpty() ? label : op + ": " + label;
    builder.add(new Instr(layer, name, reads, writes, inPlace, binder));
    boolean fixed = reads.stream().allMatch(this::isInvariant);
    writes.forEach(w -> written(w.slot(), fixed));
  }

  /** What is made of invariants alone is one too. */
  private void written(Slot slot, boolean fixed) {
    if (fixed && !changing.contains(slot)) {
      invariants.add(slot);
    } else {
      invariants.remove(slot);
      changing.add(slot);
    }
  }

  /** A custom op of libnd4j. */
  void custom(String op, List<Ref> in, List<Ref> out, Args args) {
    step(
        op,
        in,
        out,
        false,
        f -> f.lib().custom(op, arrays(f, in), arrays(f, out), args, f.resources()));
  }

  private static List<NativeArray> arrays(Frame f, List<Ref> refs) {
    List<NativeArray> arrays = new ArrayList<>(refs.size());
    refs.forEach(r -> arrays.add(f.array(r)));
    return arrays;
  }

  /** Dense arrays as plain rows of elements, which libnd4j handles fastest. */
  static Ref flat(Ref x) {
    return x.reshape(x.size());
  }

  /** A transform of each element of a dense array. */
  void transform(String label, Family family, int op, Ref x, Ref z) {
    step(
        label,
        List.of(x),
        List.of(z),
        true,
        f -> f.lib().transform(family, op, f.array(flat(x)), f.array(flat(z))));
  }

  /** An op on the elements of two dense arrays of one shape. */
  void pairwise(String label, int op, Ref x, Ref y, Ref z) {
    boolean logical = z.dtype() == DataType.BOOLEAN;
    step(
        label,
        List.of(x, y),
        List.of(z),
        true,
        f -> f.lib().pairwise(op, logical, f.array(flat(x)), f.array(flat(y)), f.array(flat(z))));
  }

  /** An op on the elements of a dense array and an array of one element. */
  void scalarOp(String label, int op, Ref x, Ref number, Ref z) {
    boolean logical = z.dtype() == DataType.BOOLEAN;
    step(
        label,
        List.of(x, number),
        List.of(z),
        true,
        f ->
            f.lib()
                .scalar(
                    op, logical, f.array(flat(x)), f.array(number.reshape()), f.array(flat(z))));
  }

  /**
   * Adds one array to another of the same shape, views of any kind. libnd4j takes 14 ns for an
   * element of arrays that are not dense.
   */
  void addTo(Ref to, Ref x) {
    List<Ref> merged = Ref.collapse(to, x);
    if (isForCard()) {
      step(
          "add to",
          List.of(to, x),
          List.of(to),
          false,
          f -> {
            NativeArray sum = f.array(merged.get(0));
            return f.lib().pairwise(ADD, false, sum, f.array(merged.get(1)), sum);
          });
      return;
    }
    step(
        "add to",
        List.of(to, x),
        List.of(to),
        false,
        f -> AddKernel.bind(merged.get(0), f.whole(to), merged.get(1), f.whole(x)));
  }
}
