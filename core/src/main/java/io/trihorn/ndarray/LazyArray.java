package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** What every operation of an array rests on: its elements, and how operations are asked for. */
abstract class LazyArray extends RefusingArray {
  private static final AtomicLong MADE = new AtomicLong();

  private Storage storage;

  LazyArray(NDManager manager, Storage storage, Shape shape) {
    super(manager, shape, storage.type().dtype(), nextUid());
    this.storage = storage.share();
    manager.attachInternal(uid, this);
    NDScope.register(this);
  }

  /**
   * A name of its own for managers. DJL's are random, and a loop that generates would draw secure
   * random numbers at every step.
   */
  private static String nextUid() {
    return "trihorn-" + MADE.incrementAndGet();
  }

  /** Where this array's operations are done. */
  final ArrayRuntime runtime() {
    return TrihornNDManager.runtimeOf(manager);
  }

  /**
   * The elements, which arrays may share.
   *
   * @throws IllegalStateException after close
   */
  final Storage storage() {
    Storage current = storage;
    if (current == null) {
      throw new IllegalStateException(
          "this array is closed: its manager was closed before it was used, or it was itself");
    }
    return current;
  }

  /** Takes the elements of another array. */
  final void take(Storage other) {
    storage().leave();
    storage = other.share();
    dataType = other.type().dtype();
  }

  @Override
  public void close() {
    Storage current = storage;
    super.close();
    storage = null;
    if (current != null) {
      current.leave();
    }
  }

  /** The elements on the host to be read at once, maybe a copy. */
  final TensorData elements() {
    return shaped(storage().read(this::runtime));
  }

  /** Elements in this array's shape. */
  final TensorData shaped(TensorData elements) {
    return elements.shape().equals(shape) ? elements : elements.reshape(shape.getShape());
  }

  /** Whether the elements are known, and on the host. */
  final boolean isOnHost() {
    return storage().cell().value() instanceof TensorData;
  }

  /** The value as an operation's operand. */
  final Cell operand() {
    Cell cell = storage().operand();
    return cell.type().shape().equals(shape)
        ? cell
        : runtime().append(reshaping(shape), List.of(cell)).get(0);
  }

  static Operation converting(DataType type) {
    return operation("toType", x -> Ops.cast(x, type), type);
  }

  static Operation reshaping(Shape shape) {
    return operation("reshape", x -> Shapes.reshape(x, shape.getShape()), shape);
  }

  /** An array of this manager. */
  final NDArray wrap(Cell cell) {
    return wrap(manager, cell);
  }

  static NDArray wrap(NDManager manager, Cell cell) {
    return new TrihornNDArray(manager, new Storage(cell, false), cell.type().shape());
  }

  /** The same elements under another shape. */
  final NDArray seenAs(Shape other) {
    NDArray array = new TrihornNDArray(manager, storage(), other);
    array.setName(name);
    return array;
  }

  /** What arrays of this engine and others are to an operation of this one. */
  final Cell operandOf(NDArray array) {
    return array instanceof LazyArray lazy ? lazy.operand() : Cell.of(HostValues.of(array));
  }

  /** A function of this array. */
  final NDArray apply(String name, UnaryOperator<Tensor> function, Object... attributes) {
    return wrap(cellOf(operation(name, function, attributes), operand()));
  }

  /** The only result of an operation. */
  final Cell cellOf(Operation operation, Cell... operands) {
    return runtime().append(operation, List.of(operands)).get(0);
  }

  /** The results of an operation on arrays. */
  final NDList applyAll(Operation operation, List<NDArray> operands) {
    List<Cell> cells = new ArrayList<>(operands.size());
    operands.forEach(operand -> cells.add(operandOf(operand)));
    NDList results = new NDList();
    runtime().append(operation, cells).forEach(cell -> results.add(wrap(cell)));
    return results;
  }

  /** An operation of one operand and one result. */
  static Operation operation(String name, UnaryOperator<Tensor> function, Object... attributes) {
    return new Operation(name, in -> List.of(function.apply(in.get(0))), attributes);
  }

  /**
   * Changes this array, and all that share its elements, to a value of its shape, and of its kind
   * of elements or a lower one.
   *
   * @param name of the operation, for messages
   */
  final NDArray become(String name, Cell changed) {
    TensorType expected = new TensorType(dataType, shape);
    boolean fits =
        changed.type().shape().equals(shape)
            && Promotion.kind(changed.type().dtype()) <= Promotion.kind(dataType);
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + ": an array that is changed in place keeps its shape and kind of elements, "
              + expected
              + ", but the result is "
              + changed.type()
              + "; use the operation that makes a new array");
    }
    Shape stored = storage().type().shape();
    Cell value =
        changed.type().dtype() == dataType ? changed : cellOf(converting(dataType), changed);
    value = stored.equals(shape) ? value : cellOf(reshaping(stored), value);
    storage().assign(this::runtime, value);
    return this;
  }

  /** A number as an operand of this array's operations. */
  static Cell scalar(Number number) {
    return Cell.scalar(typeOf(number), number);
  }

  static DataType typeOf(Number number) {
    return HostValues.of(number).dtype();
  }
}
