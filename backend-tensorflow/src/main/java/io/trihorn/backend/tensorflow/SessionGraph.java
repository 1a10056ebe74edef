package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;

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

  private final Engine engine;
  private final String device;
  private final Handles handles;
  private final Cleaner.Cleanable cleanable;
  private final FunctionLibrary functions;
  private final Emitter variableEmitter;
  private final Map<Variable, Cell> cells = new HashMap<>();

  /** A call for each list of variables that has been set at once; each call has a price. */
  private final Map<List<Variable>, SessionCall> writes = new HashMap<>();

  private int programs;

  SessionGraph(Engine engine, String device) {
    this.engine = engine;
    this.device = device;
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
    return new SessionCall(handles.session(), options, doing, feeds, fetches, target);
  }

  /** The handle of a variable, which is made at the first call. */
  Wire handle(Variable variable) {
    return cell(variable).handle();
  }

  /** Sets the values of variables. */
  synchronized void write(Map<Variable, TensorData> values) {
    List<Variable> variables = List.copyOf(values.keySet());
    writes.computeIfAbsent(variables, this::writeOf).run(List.copyOf(values.values()), List.of());
  }

  private SessionCall writeOf(List<Variable> variables) {
    List<Cell> written = variables.stream().map(this::cell).toList();
    variableEmitter.scope("");
    OperationWriter all = variableEmitter.operation("NoOp");
    written.forEach(cell -> all.after(cell.write()));
    List<Wire> feeds = written.stream().map(Cell::given).toList();
    return call("setting variables", true, feeds, List.of(), all.end());
  }

  /** A copy of the value of a variable that has one. */
  TensorData read(Variable variable) {
    TensorData value = TensorData.zeros(variable.type());
    cell(variable).read().run(List.of(), List.of(value));
    return value;
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
  static Wire placeholder(Emitter emit, io.trihorn.graph.TensorType type) {
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
