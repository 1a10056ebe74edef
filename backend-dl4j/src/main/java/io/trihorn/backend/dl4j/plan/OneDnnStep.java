package io.trihorn.backend.dl4j.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * A primitive of oneDNN as a step, with what brings its operands into the order that it wants and
 * its result into ours. Types and what is wanted of primitives are addresses of oneDNN's objects.
 */
final class OneDnnStep {
  // Numbers of operands, the same for all primitives.
  static final int SOURCE = 1;
  static final int DESTINATION = 17;
  static final int WEIGHTS = 33;
  static final int SOURCE_GRADIENT = 129;
  static final int DESTINATION_GRADIENT = 145;
  static final int WEIGHTS_GRADIENT = 161;
  private static final int SCRATCH = 80;
  private static final int SCRATCH_TYPE = 136;

  /** A number and an address, each in eight bytes, as C lays them out here. */
  private static final int ARGUMENT_BYTES = 16;

  private static final long ALIGNMENT = 64;

  /** An operand by its number, and the object that stands for its memory. */
  private record Argument(int number, long memory) {}

  private final OneDnn library;
  private final Resources resources;
  private final Workspace workspace;
  private final List<Argument> arguments = new ArrayList<>();
  private final List<Runnable> before = new ArrayList<>();
  private final List<Runnable> after = new ArrayList<>();
  private long used;

  OneDnnStep(OneDnn library, Frame frame) {
    this.library = library;
    this.resources = frame.resources();
    this.workspace = frame.workspace();
  }

  /** An operand of this type, which the primitive wants as that one. */
  OneDnnStep read(int number, BytePointer at, long type, long wanted) {
    long given = memory(type, at);
    if (isSame(type, wanted)) {
      arguments.add(new Argument(number, given));
    } else {
      long moved = memory(wanted);
      arguments.add(new Argument(number, moved));
      before.add(reorder(type, given, wanted, moved));
    }
    return this;
  }

  /** The result, which is to be of this type, and which the primitive gives as that one. */
  OneDnnStep write(int number, BytePointer at, long type, long wanted) {
    long given = memory(type, at);
    if (isSame(type, wanted)) {
      arguments.add(new Argument(number, given));
    } else {
      long made = memory(wanted);
      arguments.add(new Argument(number, made));
      after.add(reorder(wanted, made, type, given));
    }
    return this;
  }

  /** An operand in memory of the step's own. */
  OneDnnStep with(int number, long memory) {
    arguments.add(new Argument(number, memory));
    return this;
  }

  /** Runs a primitive with the operands so far; those that follow are another's. */
  OneDnnStep then(long wanted) {
    before.add(primitive(wanted, arguments));
    arguments.clear();
    return this;
  }

  /** The step. Any thread may run it, one at a time. */
  Runnable run(long wanted) {
    Runnable main = primitive(wanted, arguments);
    if (before.isEmpty() && after.isEmpty()) {
      return main;
    }
    List<Runnable> all = new ArrayList<>(before);
    all.add(main);
    all.addAll(after);
    Runnable[] steps = all.toArray(new Runnable[0]);
    return () -> {
      for (Runnable step : steps) {
        step.run();
      }
    };
  }

  /** The step that brings an array of one type into another. */
  Runnable copy(BytePointer from, long fromType, BytePointer to, long toType) {
    return reorder(fromType, memory(fromType, from), toType, memory(toType, to));
  }

  private static boolean isSame(long type, long wanted) {
    return OneDnnCalls.dnnl_memory_desc_equal(type, wanted) != 0;
  }

  private Runnable reorder(long fromType, long from, long toType, long to) {
    long wanted =
        OneDnn.made(
            w ->
                OneDnnCalls.dnnl_reorder_primitive_desc_create(
                    w, fromType, library.engine(), toType, library.engine(), library.attributes()));
    Runnable step =
        primitive(wanted, List.of(new Argument(SOURCE, from), new Argument(DESTINATION, to)));
    OneDnn.check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
    return step;
  }

  private Runnable primitive(long wanted, List<Argument> operands) {
    long primitive = OneDnn.made(p -> OneDnnCalls.dnnl_primitive_create(p, wanted));
    resources.add(() -> OneDnn.check(OneDnnCalls.dnnl_primitive_destroy(primitive)));
    List<Argument> all = new ArrayList<>(operands);
    long scratch = OneDnnCalls.dnnl_primitive_desc_query_md(wanted, SCRATCH_TYPE, 0);
    all.add(new Argument(SCRATCH, memory(scratch)));
    BytePointer list = resources.allocate((long) all.size() * ARGUMENT_BYTES);
    var bytes = NativeMemory.buffer(list, (long) all.size() * ARGUMENT_BYTES);
    all.forEach(a -> bytes.putLong(a.number()).putLong(a.memory()));
    long address = list.address();
    long stream = library.stream();
    int count = all.size();
    return () ->
        OneDnn.check(OneDnnCalls.dnnl_primitive_execute(primitive, stream, count, address));
  }

  private long memory(long type, BytePointer at) {
    long memory =
        OneDnn.made(m -> OneDnnCalls.dnnl_memory_create(m, type, library.engine(), at.address()));
    resources.add(() -> OneDnn.check(OneDnnCalls.dnnl_memory_destroy(memory)));
    return memory;
  }

  /** A part of the workspace that nothing else of this step is in. */
  long memory(long type) {
    long memory = memory(type, new BytePointer());
    long bytes = OneDnnCalls.dnnl_memory_desc_get_size(type);
    workspace.put(memory, used, bytes);
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return memory;
  }
}
