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
import io.trihorn.ndarray.pending.Tape;
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
  private View view;

  /** What the view had of a value of the storage, and that value. */
  private Cell seen;

  private Cell seenOf;

  LazyArray(NDManager manager, Storage storage, View view) {
    super(manager, view.shape(), storage.type().dtype(), nextUid());
    this.storage = storage.share();
    this.view = view;
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
          "this array is closed: its manager was closed before it was used, or it was itself; close"
              + " it later, or attach the array to another manager before");
    }
    return current;
  }

  @Override
  public final DataType getDataType() {
    storage();
    return dataType;
  }

  @Override
  public final Shape getShape() {
    storage();
    return shape;
  }

  /** What of the elements it has. */
  final View view() {
    return view;
  }

  /** Takes the elements of another array. */
  final void take(Storage other, View part) {
    storage().leave();
    forget();
    storage = other.share();
    view = part;
    shape = part.shape();
    dataType = other.type().dtype();
  }

  @Override
  public void close() {
    Storage current = storage;
    super.close();
    storage = null;
    if (current != null) {
      forget();
      current.leave();
    }
  }

  /** The elements on the host to be read at once, maybe a copy. */
  final TensorData elements() {
    if (view.isWhole()) {
      return shaped(storage().read(this::runtime));
    }
    // A loop over single elements looks at the whole once, rather than compute each.
    if (storage().cell().value() instanceof TensorData || shape.isScalar()) {
      return StridedCopy.of(storage().read(this::runtime), view);
    }
    Cell cell = operand();
    runtime().valueOf(cell);
    return cell.host();
  }

  /** Elements in this array's shape. */
  final TensorData shaped(TensorData elements) {
    return elements.shape().equals(shape) ? elements : elements.reshape(shape.getShape());
  }

  /** Whether the elements are known, and on the host, and no gradient needs what is done there. */
  final boolean isOnHost() {
    return storage().cell().value() instanceof TensorData && !isWatched();
  }

  /** Whether gradients with respect to the elements are being collected. */
  private boolean isWatched() {
    Tape tape = Tape.current();
    return tape != null && (storage().gradient() != null || tape.watches(storage()));
  }

  /** Whether gradients are being collected that go through the elements. */
  final boolean isTracked() {
    Tape tape = Tape.current();
    return tape != null && (isWatched() || tape.tracks(storage().cell()));
  }

  /** Overwrites the elements at once, on the host. */
  final void overwrite(TensorData elements) {
    requireSingle("set");
    TensorData whole = storage().write(this::runtime);
    if (view.isWhole()) {
      whole.reshape(shape.getShape()).copyFrom(elements);
    } else {
      StridedCopy.into(whole, view, elements);
    }
  }

  private void requireSingle(String name) {
    if (isWatched()) {
      throw new IllegalStateException(
          name
              + ": an array that requires a gradient cannot be changed while gradients are"
              + " collected; close the collector first, or change a duplicate()");
    }
    if (view.repeats()) {
      throw new IllegalArgumentException(
          name
              + ": several elements of this array are one, since it was broadcast to "
              + shape
              + "; duplicate() it before it is changed");
    }
  }

  /** The value as an operation's operand. */
  final Cell operand() {
    Storage whole = storage();
    if (!view.isWhole() && isOnHost()) {
      return Cell.of(StridedCopy.of((TensorData) whole.cell().value(), view));
    }
    Cell base = whole.operand();
    if (isWatched()) {
      Tape tape = Tape.current();
      tape.note(whole, base);
      if (whole.gradient() != null) {
        tape.watch(base, whole.gradient()::add);
      }
    }
    if (view.steps().isEmpty()) {
      return base;
    }
    // What was made before a tape was opened is not on it.
    if (base != seenOf || isTracked() && !Tape.current().tracks(seen)) {
      Cell part = part(base);
      forget();
      part.addOwner();
      seenOf = base;
      seen = part;
    }
    return seen;
  }

  /** What this array has of elements of the storage's type. */
  final Cell part(Cell whole) {
    Cell part = whole;
    for (ViewStep step : view.steps()) {
      part = step.read(runtime(), part);
    }
    return part;
  }

  private void forget() {
    if (seen != null) {
      seen.removeOwner();
    }
    seen = null;
    seenOf = null;
  }

  /** The storage's value with the elements of this array changed. */
  private Cell written(Cell value) {
    List<ViewStep> steps = view.steps();
    if (view.isWhole()) {
      Shape stored = storage().type().shape();
      return steps.isEmpty() ? value : cellOf(ViewStep.reshaping(stored), value);
    }
    List<Cell> before = new ArrayList<>(List.of(storage().operand()));
    for (ViewStep step : steps.subList(0, steps.size() - 1)) {
      before.add(step.read(runtime(), before.get(before.size() - 1)));
    }
    Cell changed = value;
    for (int i = steps.size() - 1; i >= 0; i--) {
      changed = steps.get(i).write(runtime(), before.get(i), changed);
    }
    return changed;
  }

  static Operation converting(DataType type) {
    return operation("toType", x -> Ops.cast(x, type), type);
  }

  /** An array of this manager. */
  final NDArray wrap(Cell cell) {
    return wrap(manager, cell);
  }

  static NDArray wrap(NDManager manager, Cell cell) {
    return new TrihornNDArray(manager, new Storage(cell, false), View.whole(cell.type().shape()));
  }

  /** An array that shares elements with this one. */
  final NDArray seenAs(View other) {
    NDArray array = seenAs(manager, other);
    array.setName(name);
    return array;
  }

  final NDArray seenAs(NDManager manager, View other) {
    return new TrihornNDArray(manager, storage(), other);
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
    requireSingle(name);
    Cell value =
        changed.type().dtype() == dataType ? changed : cellOf(converting(dataType), changed);
    storage().assign(this::runtime, written(value));
    return this;
  }

  /**
   * Overwrites the elements with a value of any type that is broadcast to this array's shape; axes
   * of extent 1 in front of it are left out.
   */
  final void fill(NDArray value) {
    Shape given = value.getShape();
    while (given.dimension() > shape.dimension() && given.get(0) == 1) {
      given = given.slice(1);
    }
    boolean known = isOnHost() && !(value instanceof LazyArray lazy && !lazy.isOnHost());
    if (known) {
      TensorData elements = HostValues.of(value).cast(dataType).reshape(given.getShape());
      overwrite(StridedCopy.of(elements, View.whole(given).broadcast(shape)));
      return;
    }
    Shape to = shape;
    Shape from = given;
    UnaryOperator<Tensor> spread =
        x ->
            Ops.cast(
                Shapes.broadcastTo(Shapes.reshape(x, from.getShape()), to.getShape()), dataType);
    Cell wide = cellOf(operation("fill", spread, from, to, dataType), operandOf(value));
    become("set", wide);
  }

  /** A number as an operand of this array's operations. */
  static Cell scalar(Number number) {
    return Cell.scalar(typeOf(number), number);
  }

  static DataType typeOf(Number number) {
    return HostValues.typeOf(number);
  }
}
