package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import ai.djl.Device;
import io.trihorn.backend.EngineTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * A TensorFlow graph with a session on it, and the variables that live in the session. The graph
 * only ever grows. Its owner keeps calls and closing apart.
 */
final class SessionGraph implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The native side, freed once. */
  private record Handles(TF_Graph graph, TF_Session session) implements Runnable {
    @Override
    public void run() {
      try (Status status = new Status()) {
        TF_CloseSession(session, status.handle());
        TF_DeleteSession(session, status.handle());
      } finally {
        TF_DeleteGraph(graph);
      }
    }
  }

  /** The operations of one variable: its handle, and those that set and get its value. */
  private record Cell(Wire handle, Wire given, TF_Operation write, SessionCall read) {}

  private static final int CELL_OPERATIONS = 4;

  private final Engine engine;
  private final String device;
  private final TensorMemory feeds;
  private final Handles handles;
  private final Cleaner.Cleanable cleanable;
  private final FunctionLibrary functions;
  private final Emitter variableEmitter;
  private final Map<Variable, Cell> cells = new HashMap<>();

  /** A call for each list of variables that has been set at once; each call has a price. */
  private final Map<List<Variable>, SessionCall> writes = new HashMap<>();

  private int programs;

  SessionGraph(Engine engine, Device device) {
    this(engine, device, TensorMemory.of(device));
  }

  /** With tensors in given memory for what calls are fed. */
  SessionGraph(Engine engine, Device device, TensorMemory feeds) {
    this.engine = engine;
    this.device = Engine.placement(device);
    this.feeds = feeds;
    TF_Graph graph = TF_NewGraph();
    this.handles = new Handles(graph, engine.newSession(graph));
    this.cleanable = CLEANER.register(this, handles);
    this.functions = new FunctionLibrary(graph);
    this.variableEmitter = emitter("variables/");
  }

  private Emitter emitter(String prefix) {
    return new Emitter(handles.graph(), device, engine.kernels(), functions, prefix);
  }

  /** An emitter for one more program. Programs are written one at a time, holding this object. */
  synchronized Emitter emitter() {
    return emitter("program" + programs++ + "/");
  }

  /**
   * Prepares a call.
   *
   * @param small whether it does so little that waking other threads would cost more than it gives
   */
  SessionCall call(
      String doing, boolean small, List<Wire> feeds, List<Wire> fetches, TF_Operation target) {
    TF_Buffer options = small ? engine.inCallingThread() : null;
    return new SessionCall(
        handles.session(), this.feeds, options, doing, feeds, fetches, target, null);
  }

  /** Prepares a call, as {@link #call}, that tells what each operation takes. */
  SessionCall measuredCall(
      String doing,
      boolean small,
      List<Wire> feeds,
      List<Wire> fetches,
      TF_Operation target,
      StepTimes times) {
    return new SessionCall(
        handles.session(), this.feeds, engine.traced(small), doing, feeds, fetches, target, times);
  }

  /** The handle of a variable, which is made at the first call. */
  Wire handle(Variable variable) {
    return cell(variable).handle();
  }

  /** Sets the values of variables. */
  synchronized void write(Map<Variable, EngineTensor> values) {
    List<Variable> variables = List.copyOf(values.keySet());
    TF_Tensor[] tensors =
        values.values().stream().map(NativeTensor::handle).toArray(TF_Tensor[]::new);
    writes.computeIfAbsent(variables, this::writeOf).run(tensors);
    // Else they may go while TensorFlow reads them.
    Reference.reachabilityFence(values);
  }

  private SessionCall writeOf(List<Variable> variables) {
    List<Cell> written = variables.stream().map(this::cell).toList();
    variableEmitter.scope("");
    OperationWriter all = variableEmitter.operation("NoOp");
    written.forEach(cell -> all.after(cell.write()));
    List<Wire> feeds = written.stream().map(Cell::given).toList();
    return call("setting variables", true, feeds, List.of(), all.end());
  }

  /**
   * Frees the values of variables. Their operations stay, for programs may use them again when they
   * are written again.
   *
   * @return how many operations have no use until then
   */
  synchronized int remove(Collection<Variable> variables) {
    List<Variable> known = variables.stream().filter(cells::containsKey).toList();
    if (known.isEmpty()) {
      return 0;
    }
    int before = variableEmitter.count();
    variableEmitter.scope("");
    OperationWriter all = variableEmitter.operation("NoOp");
    known.stream().map(cells::get).map(this::destroyed).forEach(all::after);
    call("removing variables", true, List.of(), List.of(), all.end()).run(List.of(), List.of());
    return variableEmitter.count() - before + known.size() * CELL_OPERATIONS;
  }

  private TF_Operation destroyed(Cell cell) {
    return variableEmitter
        .operation("DestroyResourceOp")
        .in(cell.handle())
        .attribute("ignore_lookup_error", true)
        .end();
  }

  /** The value of a variable that has one, to be freed. */
  NativeTensor valueOf(Variable variable) {
    return new NativeTensor(cell(variable).read().run()[0]);
  }

  /** Copies the value of a variable that has one to the host. */
  void read(Variable variable, TensorData place) {
    cell(variable).read().run(List.of(), List.of(place));
  }

  private synchronized Cell cell(Variable variable) {
    return cells.computeIfAbsent(variable, this::newCell);
  }

  private Cell newCell(Variable variable) {
    Emitter emit = variableEmitter;
    emit.scope(variable.name());
    Wire handle =
        emit.operation("VarHandleOp")
            .type("dtype", variable.type().dtype())
            .shape("shape", variable.type().dims())
            .attribute("shared_name", "variable" + cells.size())
            .toHandle();
    Wire value = placeholder(emit, variable.type());
    TF_Operation write = assign(emit, handle, value).end();
    Wire read = readOf(emit, variable, handle);
    String reading = "reading variable '" + variable.name() + "'";
    return new Cell(handle, value, write, call(reading, true, List.of(), List.of(read), null));
  }

  /** Where a value is handed in. */
  static Wire placeholder(Emitter emit, TensorType type) {
    return emit.operation("Placeholder")
        .type("dtype", type.dtype())
        .shape("shape", type.dims())
        .to(type);
  }

  /** Begins the operation that gives a variable a value. */
  static OperationWriter assign(Emitter emit, Wire handle, Wire value) {
    return emit.operation("AssignVariableOp").in(handle, value);
  }

  /** The value of a variable at the time when this operation runs. */
  static Wire readOf(Emitter emit, Variable variable, Wire handle) {
    return emit.operation("ReadVariableOp")
        .in(handle)
        .type("dtype", variable.type().dtype())
        .to(variable.type());
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
