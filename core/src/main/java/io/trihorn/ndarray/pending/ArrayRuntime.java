package io.trihorn.ndarray.pending;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.compile.ProgramCache;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.LiveBytes;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.ops.Shapes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;

/**
 * Does pending operations on one backend, with the programs compiled so far. There is one for each
 * backend, so that what one manager's arrays compiled serves the next manager's. Safe for use by
 * many threads.
 */
public final class ArrayRuntime {
  /** How many programs are kept. */
  private static final int PROGRAMS = 512;

  /**
   * How much of their memory engines may keep for programs, about: without a limit, a loop over
   * arrays of ever new shapes would fill the machine.
   */
  private static final long PROGRAM_BYTES = Runtime.getRuntime().maxMemory() / 4;

  /** Of a value of more bytes than this, one element is looked at without the others. */
  private static final int MANY_BYTES = 1 << 20;

  private static final Operation ELEMENT =
      Operation.constant(
          "element", in -> List.of(Shapes.take(Shapes.reshape(in.get(0), -1), in.get(1), 0)));

  /** How many types of results are kept. */
  private static final int TYPES = 8192;

  /**
   * How many operations may wait for one another before they are done: a loop that never looks at a
   * value would make a chain without end.
   */
  private static final int LONGEST_CHAIN = 256;

  /** The element types that every engine computes. */
  private static final Set<DataType> COMPUTED =
      EnumSet.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.UINT8,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.FLOAT32,
          DataType.FLOAT64);

  private static final Map<Backend, ArrayRuntime> RUNTIMES = new ConcurrentHashMap<>();

  private final Backend backend;
  private final Device device = Device.cpu();
  private final VariableStore store;
  private final Residents residents;
  private final ProgramCache<Placement, Compiled> programs;
  private final Map<Use, List<TensorType>> types =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Use, List<TensorType>> eldest) {
          return size() > TYPES;
        }
      };

  /** An operation on operands of some types. */
  private record Use(Operation operation, List<TensorType> operands) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Use use
          && use.operation.equals(operation)
          && use.operands.equals(operands);
    }

    @Override
    public int hashCode() {
      return 31 * operation.hashCode() + operands.hashCode();
    }
  }

  /**
   * A program and its memory.
   *
   * @param outputs the types of what it gives
   * @param bytes what its values take at once, most of which some engines keep between runs
   */
  private record Compiled(Executable executable, List<TensorType> outputs, long bytes) {}

  /**
   * A runtime of its own.
   *
   * @param programBytes how much memory the programs may keep
   */
  ArrayRuntime(Backend backend, long programBytes) {
    this.backend = backend;
    this.store = backend.createStore(device);
    this.residents = new Residents(backend.name(), store);
    this.programs =
        new ProgramCache<>(
            PROGRAMS,
            compiled -> compiled.executable().close(),
            Placement::remembered,
            Compiled::bytes,
            programBytes);
  }

  /** The runtime of a backend. */
  public static ArrayRuntime of(Backend backend) {
    return RUNTIMES.computeIfAbsent(backend, b -> new ArrayRuntime(b, PROGRAM_BYTES));
  }

  /** The backend. */
  public Backend backend() {
    return backend;
  }

  /**
   * Asks for an operation.
   *
   * @return its results, whose types are known and whose values are pending
   * @throws io.trihorn.graph.ShapeException if the operands do not fit it
   */
  public List<Cell> append(Operation operation, List<Cell> operands) {
    List<TensorType> operandTypes = new ArrayList<>(operands.size());
    for (Cell operand : operands) {
      operandTypes.add(operand.type());
    }
    List<Cell> kept = List.copyOf(operands);
    List<Cell> results = Cell.results(operation, kept, typesOf(new Use(operation, operandTypes)));
    Tape tape = Tape.current();
    if (tape != null) {
      tape.record(operation, kept, results);
    }
    if (results.get(0).depth() >= LONGEST_CHAIN) {
      flush(results, false);
    }
    return results;
  }

  private List<TensorType> typesOf(Use use) {
    synchronized (types) {
      List<TensorType> known = types.get(use);
      if (known != null) {
        return known;
      }
    }
    List<TensorType> found = use.operation().types(use.operands());
    requireComputed(use, use.operands());
    requireComputed(use, found);
    synchronized (types) {
      types.put(new Use(use.operation().remembered(), use.operands()), found);
    }
    return found;
  }

  private static void requireComputed(Use use, List<TensorType> types) {
    for (TensorType type : types) {
      if (!COMPUTED.contains(type.dtype())) {
        throw new IllegalArgumentException(
            use.operation().name()
                + ": arrays of "
                + type.dtype()
                + " are held on the host, but no engine computes them: expected one of "
                + COMPUTED
                + ", but got "
                + type
                + "; convert it with toType(DataType.INT32, false) first");
      }
    }
  }

  /**
   * The value of a cell that the host looks at, which is computed if it is pending, with all it
   * needs, as one program, and given to the host at once.
   */
  public TensorValue valueOf(Cell cell) {
    if (cell.value() == null) {
      flush(List.of(cell), true);
    }
    return cell.value();
  }

  /**
   * One element that the host looks at, at its place in the value's order. Of a large value that is
   * pending the other elements stay on the device; the next look brings all.
   */
  public double elementOf(Cell cell, long place) {
    if (cell.value() != null || cell.type().bytes() <= MANY_BYTES) {
      valueOf(cell);
      return cell.host().getDouble(place);
    }
    List<Cell> operands = List.of(cell, Cell.scalar(DataType.INT64, place));
    Cell element = append(ELEMENT, operands).get(0);
    element.addOwner();
    try {
      flush(List.of(cell, element), false);
      return element.host().getDouble(0);
    } finally {
      element.removeOwner();
    }
  }

  /** Computes what of these is pending, as one program. */
  public void compute(List<Cell> cells) {
    flush(cells, false);
  }

  private void flush(List<Cell> roots, boolean toHost) {
    Flush flush = new Flush(roots);
    if (flush.outputs().isEmpty()) {
      return;
    }
    Residency residency = new Residency(flush, residents, this);
    List<Cell> first = residency.first();
    if (first.isEmpty()) {
      compute(flush, residency, toHost);
    } else {
      Flush before = new Flush(first);
      if (!before.outputs().isEmpty()) {
        compute(before, new Residency(before, residents, this), false);
      }
      flush(roots, toHost);
    }
  }

  private void compute(Flush flush, Residency residency, boolean toHost) {
    for (Cell leaf : flush.leaves()) {
      if (leaf.isElsewhere(residents)) {
        leaf.host();
      }
    }
    Lock lock = residents.lock(residency.isChanging());
    lock.lock();
    try {
      residency.settle();
      residency.resolve(run(residency.placement(), residency.feeds(), toHost));
    } finally {
      lock.unlock();
    }
    flush.finish();
  }

  private List<? extends TensorValue> run(
      Placement placement, List<TensorValue> feeds, boolean toHost) {
    ProgramCache.Lease<Placement, Compiled> lease =
        programs.acquire(placement, () -> compile(placement.graph()));
    try {
      Compiled compiled = lease.program();
      int given = placement.given();
      if (toHost && given == 1 && compiled.outputs().size() == 1) {
        List<TensorData> places = List.of(TensorData.zeros(compiled.outputs().get(0)));
        compiled.executable().run(feeds, places);
        return places;
      }
      BitSet wanted = new BitSet();
      wanted.set(0, given);
      return compiled.executable().call(feeds, wanted);
    } finally {
      programs.release(lease);
    }
  }

  private Compiled compile(Graph graph) {
    return new Compiled(
        GraphCompiler.compile(backend, graph, store), graph.outputTypes(), LiveBytes.most(graph));
  }

  /** Whether programs take a value as it is. */
  boolean isLocal(TensorValue value) {
    return !(value instanceof DeviceTensor tensor)
        || !(value instanceof Resident)
            && tensor.backend().equals(backend.name())
            && tensor.device().equals(device);
  }

  /** A value as programs take it: one of another backend goes through the host. */
  TensorValue local(TensorValue value) {
    return isLocal(value) ? value : value.toHost();
  }

  /** A copy on the device. */
  DeviceTensor upload(TensorData data) {
    return backend.upload(data, device);
  }
}
