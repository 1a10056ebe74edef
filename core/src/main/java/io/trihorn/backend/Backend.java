package io.trihorn.backend;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A compiler from graphs to one engine. Implementations are found by {@link
 * java.util.ServiceLoader}, have a public constructor without arguments that loads no native code,
 * and are safe for use by many threads.
 */
public interface Backend {
  /**
   * The name users choose it by: {@code dl4j}, {@code tensorflow}, {@code onnx}, {@code reference}.
   */
  String name();

  /**
   * What there is: engine version, devices, settings in force. Loads the engine.
   *
   * @throws BackendException if the engine cannot be loaded; the message says what is missing and
   *     what to add
   */
  BackendInfo info();

  /**
   * Why programs cannot run on a device, and what to do about it, in sentences; empty if they can.
   * May load the engine.
   */
  default Optional<String> unavailable(Device device) {
    return info().devices().contains(device)
        ? Optional.empty()
        : Optional.of("Choose one of these, or a backend that can use it.");
  }

  /**
   * Fails where programs cannot run on a device; stores and copies on devices begin with it.
   *
   * @throws BackendException if they cannot; the message says which devices there are, why this one
   *     is none of them, and what to do
   */
  default void require(Device device) {
    unavailable(device)
        .ifPresent(
            why -> {
              throw new BackendException(DeviceChoice.refusal(this, device, "", why));
            });
  }

  /** The layout in which convolutions run fastest on a device. */
  default Layout preferredLayout(Device device) {
    return Layout.CHANNELS_LAST;
  }

  /** Whether the engine has a native form of a composite for operands of these types. */
  default boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return false;
  }

  /**
   * Whether several steps of training that are one program run faster on a device than one after
   * the other. Say so only where it was measured, or where each program moves its variables to the
   * device and back: such a program is as many times as large.
   */
  default boolean joinsSteps(Device device) {
    return false;
  }

  /**
   * Whether each program moves the variables that it uses to a device and back, as the engine
   * leaves nothing there. Where nobody says how many steps are one program, {@link StateTransfer}
   * does then.
   */
  default boolean movesState(Device device) {
    return false;
  }

  /**
   * Whether programs that only read variables keep what follows from these alone by themselves. By
   * default they do not, and it is kept around them.
   */
  default boolean keepsDerived() {
    return false;
  }

  /** Whether compiled programs can hold values of this element type. */
  boolean supports(DataType dtype);

  /**
   * A copy of the host's data on a device, for programs of this backend there. By default it stays
   * on the host; so do the outputs that such programs leave on the device.
   */
  default DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(name(), device, data.type(), new HostMemory(data.copy()));
  }

  /**
   * Whether a step is faster if its batch has been copied by {@link #upload} before, on another
   * thread, since it takes such a copy as it is.
   */
  default boolean takesAhead(Device device) {
    return false;
  }

  /** A new, empty store for variables on a device. */
  VariableStore createStore(Device device);

  /**
   * Compiles a graph; {@link ExecutableBase} and {@link StoreBase} are where to begin. Composites
   * that the backend does not claim have been expanded before.
   *
   * @param graph the program
   * @param store a store of this backend that will have all variables the graph reads or assigns
   * @throws BackendException if something in the graph has no lowering; the message lists all of it
   */
  Executable compile(Graph graph, VariableStore store);

  /**
   * Compiles a graph, as {@link #compile} does, to a program that measures its ops by what the
   * engine has for that. By default there is none, and ops are measured by running each as a
   * program of its own.
   *
   * @param sink takes what the ops took, by {@link MeasuredExecutable#flush} at the latest
   * @return empty if the engine measures nothing
   * @throws BackendException as {@link #compile}
   */
  default Optional<MeasuredExecutable> measure(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    return Optional.empty();
  }
}
