package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * DJL's {@link NDManager} of arrays that compute on a backend, which configuration chooses when
 * something is computed first; until then none is needed. It closes with itself whatever is
 * attached to it. The memory of an array goes when nothing refers to it any more, so an array or a
 * manager that is forgotten leaks nothing.
 *
 * <p>Creation takes every numeric and boolean element type. Random arrays are drawn by the engine's
 * seed, {@code getEngine().setRandomSeed(int)}. Sparse arrays, strings and files throw {@link
 * UnsupportedOperationException}.
 */
public class TrihornNDManager extends DrawingManager {
  /** The name of the engine of these managers. */
  public static final String ENGINE_NAME = "Trihorn";

  /** Its rank, above those of all of DJL's engines: DJL prefers the lowest. */
  public static final int ENGINE_RANK = 100;

  /** What every operation that is not here says. */
  static final String NO_OPERATION =
      "Trihorn's arrays do not compute this yet. Compute it inside a model, with io.trihorn Ops, or"
          + " on arrays of another engine's NDManager.";

  private static final SystemManager SYSTEM = new SystemManager();

  /** Stands where DJL expects a second engine that computes, to say that there is none. */
  static final NDManager REFUSING = new RefusingManager();

  /** Does the arrays' operations; null where configuration chooses when it is first needed. */
  private final ArrayRuntime runtime;

  private final ForgottenArrays forgotten = new ForgottenArrays();

  private TrihornNDManager(NDManager parent, Device device, ArrayRuntime runtime) {
    super(parent, device);
    this.runtime = runtime;
  }

  /**
   * A new manager whose arrays compute on a backend, whatever configuration chooses.
   *
   * @param backend the backend's name
   * @return the manager, on the CPU
   * @throws io.trihorn.backend.BackendException if it is not on the class path
   */
  public static TrihornNDManager newBaseManager(String backend) {
    ArrayRuntime runtime = ArrayRuntime.of(Backends.get(backend));
    TrihornNDManager manager = new TrihornNDManager(SYSTEM, Device.cpu(), runtime);
    SYSTEM.attachUncappedInternal(manager.uid, manager);
    return manager;
  }

  /** What does the operations of a manager's arrays. */
  static ArrayRuntime runtimeOf(NDManager manager) {
    return manager instanceof TrihornNDManager ours && ours.runtime != null
        ? ours.runtime
        : ArrayRuntime.of(Backends.getDefault());
  }

  /** Attaches a resource; an array is closed with this manager, but does not live for it. */
  @Override
  public synchronized void attachUncappedInternal(String resourceId, AutoCloseable resource) {
    forgotten.drain(resources);
    super.attachUncappedInternal(
        resourceId, resource instanceof LazyArray array ? forgotten.hold(array) : resource);
  }

  /**
   * A new manager. The caller closes it, which closes the arrays attached to it.
   *
   * @return the manager, on the CPU
   */
  public static TrihornNDManager newBaseManager() {
    return SYSTEM.newSubManager(Device.cpu());
  }

  /** The manager of arrays that are attached to no other; it cannot be closed. */
  static TrihornNDManager system() {
    return SYSTEM;
  }

  /**
   * An array over these elements, which are not copied: writing to one writes to the other.
   *
   * @param data the elements
   * @return an array attached to this manager
   */
  public NDArray create(TensorData data) {
    return new TrihornNDArray(this, new Storage(Cell.of(data), true), View.whole(data.shape()));
  }

  @Override
  public List<NDArray> getManagedArrays() {
    List<NDArray> arrays = new ArrayList<>(super.getManagedArrays());
    for (AutoCloseable resource : resources.values()) {
      if (resource instanceof ForgottenArrays.Held held && held.get() != null) {
        arrays.add(held.get());
      }
    }
    return arrays;
  }

  @Override
  public Engine getEngine() {
    return engine();
  }

  /** The engine of all these managers. */
  public static Engine engine() {
    return HostEngine.INSTANCE;
  }

  @Override
  public TrihornNDManager newSubManager() {
    return newSubManager(device);
  }

  @Override
  public TrihornNDManager newSubManager(Device device) {
    if (!device.equals(Device.cpu())) {
      throw new IllegalArgumentException(
          "Trihorn's arrays are host values: expected cpu(), but got "
              + device
              + ". A backend moves them to its device by itself.");
    }
    TrihornNDManager manager = new TrihornNDManager(this, device, runtime);
    attachUncappedInternal(manager.uid, manager);
    return manager;
  }

  @Override
  public ByteBuffer allocateDirect(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /** The array itself if it is Trihorn's, otherwise a copy of it attached to this manager. */
  @Override
  public NDArray from(NDArray array) {
    return array == null || array instanceof TrihornNDArray ? array : made(HostValues.of(array));
  }

  @Override
  public void invoke(String operation, NDArray[] src, NDArray[] dest, PairList<String, ?> params) {
    throw new UnsupportedOperationException(operation + ": " + NO_OPERATION);
  }

  @Override
  public NDList invoke(String operation, NDList src, PairList<String, ?> params) {
    throw new UnsupportedOperationException(operation + ": " + NO_OPERATION);
  }

  private static final class SystemManager extends TrihornNDManager implements SystemNDManager {
    SystemManager() {
      super(null, Device.cpu(), null);
    }

    // Nothing stays attached for the life of the process: the collector frees what is forgotten.
    @Override
    public void attachInternal(String resourceId, AutoCloseable... resources) {}

    @Override
    public void attachUncappedInternal(String resourceId, AutoCloseable resource) {}

    @Override
    public void detachInternal(String resourceId) {}
  }

  private static final class RefusingManager extends TrihornNDManager {
    RefusingManager() {
      super(SYSTEM, Device.cpu(), null);
    }

    @Override
    public NDArray from(NDArray array) {
      throw new UnsupportedOperationException(NO_OPERATION);
    }
  }
}
