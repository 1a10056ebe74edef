package io.trihorn.backend.dl4j.plan;

import io.trihorn.graph.Variable;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;

/**
 * Where a program's slots lie.
 *
 * @param lib the native library
 * @param resources what is freed with the plan
 * @param workspace what oneDNN's steps work in
 * @param arena the address of the arena
 * @param lasting the address of the lasting memory
 * @param variables the addresses of variables
 * @param outer the frame of the program around this one, or null
 */
public record Frame(
    LibNd4j lib,
    Resources resources,
    Workspace workspace,
    BytePointer arena,
    BytePointer lasting,
    Function<Variable, BytePointer> variables,
    Frame outer) {

  /** The frame of a program inside this one. */
  public Frame inner(Program program, BytePointer innerArena) {
    return new Frame(
        lib,
        resources,
        new Workspace(resources),
        innerArena,
        resources.allocate(program.lastingBytes()),
        variables,
        this);
  }

  /** The same places for steps that another thread runs at the same time. */
  public Frame beside() {
    return new Frame(lib, resources, new Workspace(resources), arena, lasting, variables, outer);
  }

  /** What the addresses are of. */
  public Memory memory() {
    return resources.memory();
  }

  /** The address of a slot. */
  public BytePointer address(Slot slot) {
    Slot root = slot.root();
    return switch (root.kind()) {
      case CONSTANT -> lasting.getPointer(root.offset());
      case ARENA -> (root.lasting() ? lasting : arena).getPointer(root.offset());
      case VARIABLE -> variables.apply(root.variable());
      case OUTER -> outer.address(root.outer());
    };
  }

  /** The address of an array's first element. */
  public BytePointer address(Ref ref) {
    return address(ref.slot()).getPointer(ref.offset() * ref.dtype().getNumOfBytes());
  }

  /** The bytes of a slot, for kernels of ours. */
  public ByteBuffer bytes(Slot slot) {
    inReach();
    return NativeMemory.buffer(address(slot), slot.bytes());
  }

  /** The elements of the slot that an array is a view of. */
  public Elements whole(Ref ref) {
    return Elements.of(ref.dtype(), bytes(ref.slot()));
  }

  /** The bytes of a dense array, for kernels of ours. */
  public ByteBuffer bytes(Ref ref) {
    inReach();
    if (!ref.isDense()) {
      throw new IllegalStateException("not dense: " + ref);
    }
    return NativeMemory.buffer(address(ref), ref.bytes());
  }

  private void inReach() {
    if (lib.target() != Target.PROCESSOR) {
      throw new IllegalStateException("kernels of ours are for processors only");
    }
  }

  /** The elements of a dense array. */
  public Elements elements(Ref ref) {
    return Elements.of(ref.dtype(), bytes(ref));
  }

  /** The array as the native library sees it. */
  public NativeArray array(Ref ref) {
    return lib.array(address(ref), ref, resources);
  }
}
