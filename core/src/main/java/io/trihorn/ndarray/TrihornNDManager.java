package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.PairList;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

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
public class TrihornNDManager extends BaseNDManager {
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

  /** An array over elements that nobody else has. */
  private NDArray made(TensorData data) {
    return LazyArray.wrap(this, Cell.of(data));
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
  public NDArray create(Shape shape, DataType dataType) {
    return made(TensorData.zeros(new TensorType(dataType, shape)));
  }

  /**
   * A copy of a buffer's remaining elements. A {@link ByteBuffer} holds elements of any type, in
   * the buffer's own byte order.
   *
   * @throws IllegalArgumentException if the buffer has not exactly the elements of the shape, or is
   *     of another type
   */
  @Override
  public NDArray create(Buffer data, Shape shape, DataType dataType) {
    return made(HostValues.copyOf(data, new TensorType(dataType, shape)));
  }

  @Override
  public NDArray zeros(Shape shape, DataType dataType) {
    return create(shape, dataType);
  }

  @Override
  public NDArray ones(Shape shape, DataType dataType) {
    return made(TensorData.full(new TensorType(dataType, shape), 1));
  }

  @Override
  public NDArray full(Shape shape, int value) {
    return made(TensorData.full(new TensorType(DataType.INT32, shape), value));
  }

  @Override
  public NDArray full(Shape shape, float value, DataType dataType) {
    return made(TensorData.full(new TensorType(dataType, shape), value));
  }

  @Override
  public NDArray arange(int start, int stop, int step, DataType dataType) {
    return range(start, stop, step, dataType);
  }

  @Override
  public NDArray arange(float start, float stop, float step, DataType dataType) {
    return range(start, stop, step, dataType);
  }

  private NDArray range(double start, double stop, double step, DataType dataType) {
    if (step == 0) {
      throw new IllegalArgumentException("arange: expected a step other than 0");
    }
    long count = Math.max(0, (long) Math.ceil((stop - start) / step));
    TensorData data = TensorData.zeros(TensorType.of(dataType, count));
    for (long i = 0; i < count; i++) {
      data.setDouble(i, start + i * step);
    }
    return made(data);
  }

  @Override
  public NDArray eye(int rows, int cols, int k, DataType dataType) {
    TensorData data = TensorData.zeros(TensorType.of(dataType, rows, cols));
    for (long row = Math.max(0, -(long) k); row < rows && row + k < cols; row++) {
      data.setDouble(row * cols + row + k, 1);
    }
    return made(data);
  }

  @Override
  public NDArray linspace(float start, float stop, int num, boolean endpoint) {
    if (num < 0) {
      throw new IllegalArgumentException("linspace: expected 0 or more numbers, but got " + num);
    }
    double step = ((double) stop - start) / Math.max(1, endpoint ? num - 1 : num);
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, num));
    for (int i = 0; i < num; i++) {
      data.setDouble(i, start + i * step);
    }
    return made(data);
  }

  @Override
  public NDArray create(String[] data, Charset charset, Shape shape) {
    throw new UnsupportedOperationException(
        "Trihorn's arrays hold numbers and booleans, not strings: turn text into numbers first");
  }

  @Override
  public NDArray createCSR(Buffer data, long[] indptr, long[] indices, Shape shape) {
    throw sparse();
  }

  @Override
  public NDArray createRowSparse(Buffer data, Shape dataShape, long[] indices, Shape shape) {
    throw sparse();
  }

  @Override
  public NDArray createCoo(Buffer data, long[][] indices, Shape shape) {
    throw sparse();
  }

  private static UnsupportedOperationException sparse() {
    return new UnsupportedOperationException(
        "Trihorn's arrays are dense: scatter the values into an array of zeros first");
  }

  @Override
  public NDList load(Path path) {
    throw new UnsupportedOperationException(
        "cannot load " + path + ": read .npz and .safetensors files with NDList.decode");
  }

  private static SplittableRandom draws() {
    return HostEngine.INSTANCE.draws().next();
  }

  /** Integers from the lower bound on, below the upper one. */
  @Override
  public NDArray randomInteger(long low, long high, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    TensorData data = TensorData.zeros(new TensorType(dataType, shape));
    for (long i = 0; i < data.size(); i++) {
      data.setLong(i, random.nextLong(low, high));
    }
    return made(data);
  }

  /** The numbers below n, int64, in random order. */
  @Override
  public NDArray randomPermutation(long n) {
    SplittableRandom random = draws();
    TensorData data = TensorData.zeros(TensorType.of(DataType.INT64, n));
    for (long i = 0; i < n; i++) {
      long other = random.nextLong(i + 1);
      data.setLong(i, data.getLong(other));
      data.setLong(other, i);
    }
    return made(data);
  }

  @Override
  public NDArray randomUniform(float low, float high, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(
        RandomDraws.filled(
            shape, dataType, () -> low + ((double) high - low) * random.nextDouble()));
  }

  @Override
  public NDArray randomNormal(float loc, float scale, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(RandomDraws.filled(shape, dataType, () -> loc + scale * random.nextGaussian()));
  }

  /** Normal numbers no farther than two deviations from the mean. */
  @Override
  public NDArray truncatedNormal(float loc, float scale, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(
        RandomDraws.filled(shape, dataType, () -> loc + scale * RandomDraws.truncated(random)));
  }

  /** How often each class occurs in n draws; int64. */
  @Override
  public NDArray randomMultinomial(int n, NDArray pValues) {
    return randomMultinomial(n, pValues, new Shape());
  }

  @Override
  public NDArray randomMultinomial(int n, NDArray pValues, Shape shape) {
    TensorData weights = HostValues.of(pValues);
    int classes = Math.toIntExact(weights.size());
    TensorData counts =
        TensorData.zeros(new TensorType(DataType.INT64, shape.addAll(pValues.getShape())));
    SplittableRandom random = draws();
    for (long i = 0; i < shape.size(); i++) {
      for (int draw = 0; draw < n; draw++) {
        double rest = random.nextDouble();
        int chosen = 0;
        while (chosen < classes - 1 && rest >= weights.getDouble(chosen)) {
          rest -= weights.getDouble(chosen++);
        }
        long at = i * classes + chosen;
        counts.setLong(at, counts.getLong(at) + 1);
      }
    }
    return made(counts);
  }

  @Override
  public NDArray sampleNormal(NDArray mu, NDArray sigma) {
    return sampleNormal(mu, sigma, new Shape());
  }

  @Override
  public NDArray sampleNormal(NDArray mu, NDArray sigma, Shape shape) {
    return samples(
        mu, sigma, shape, (random, mean, deviation) -> mean + deviation * random.nextGaussian());
  }

  @Override
  public NDArray samplePoisson(NDArray lam) {
    return samplePoisson(lam, new Shape());
  }

  @Override
  public NDArray samplePoisson(NDArray lam, Shape shape) {
    return samples(lam, lam, shape, (random, mean, same) -> RandomDraws.poisson(random, mean));
  }

  @Override
  public NDArray sampleGamma(NDArray alpha, NDArray beta) {
    return sampleGamma(alpha, beta, new Shape());
  }

  @Override
  public NDArray sampleGamma(NDArray alpha, NDArray beta, Shape shape) {
    return samples(
        alpha, beta, shape, (random, form, scale) -> scale * RandomDraws.gamma(random, form));
  }

  private interface Draw {
    double of(SplittableRandom random, double first, double second);
  }

  /** For each pair of parameters so many draws as the shape has elements. */
  private NDArray samples(NDArray first, NDArray second, Shape shape, Draw draw) {
    if (!first.getShape().equals(second.getShape())) {
      throw new IllegalArgumentException(
          "expected two parameters for each distribution, but got "
              + first.getShape()
              + " and "
              + second.getShape());
    }
    TensorData one = HostValues.of(first);
    TensorData two = HostValues.of(second);
    Shape all = first.getShape().addAll(shape);
    TensorData data = TensorData.zeros(new TensorType(one.dtype(), all));
    SplittableRandom random = draws();
    for (long i = 0; i < data.size(); i++) {
      long at = i / shape.size();
      data.setDouble(i, draw.of(random, one.getDouble(at), two.getDouble(at)));
    }
    return made(data);
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
