package io.trihorn.backend.dl4j.samediff;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.export.OpenConstant;
import io.trihorn.export.Ports;
import io.trihorn.export.Traces;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.model.Model;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Writes the prediction of a model as a SameDiff graph with its weights. Loops are unrolled unless
 * their length is open.
 */
public final class SameDiffExport {
  private static final OpTable<Site, List<SDVariable>> TABLE = new OpTable<>("form in SameDiff");

  static {
    ElementwiseRules.addTo(TABLE);
    ShapingRules.addTo(TABLE);
    ReductionRules.addTo(TABLE);
    WindowRules.addTo(TABLE);
  }

  private final Model model;
  private final Ports ports;
  private final List<Shape> shapes;
  private final OpenShapes open;
  private int loops;
  private final Writer writer = new Writer(SameDiff.create());

  private SameDiffExport(Model model, Ports ports, List<Shape> shapes, OpenShapes open) {
    this.model = model;
    this.ports = ports;
    this.shapes = shapes;
    this.open = open;
  }

  /**
   * A model's prediction, its inputs and outputs called as {@link Ports} says.
   *
   * @param inputShapes a shape for each input, or none to take the model's
   */
  public static SameDiff of(Model model, List<Shape> inputShapes) {
    Ports ports = Ports.of(model);
    List<Shape> shapes = Ports.shapes(model, inputShapes);
    ReferenceBackend plain = new ReferenceBackend();
    return Traces.merge(
        model,
        shapes,
        g -> GraphCompiler.prepareTrace(plain, g, Device.cpu()),
        graphs ->
            new SameDiffExport(model, ports, shapes, new OpenShapes(graphs)).write(graphs.get(0)));
  }

  private SameDiff write(Graph graph) {
    check(graph);
    SameDiff sd = writer.sd();
    Map<Value, SDVariable> values = new HashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      Value parameter = graph.parameters().get(i);
      SDVariable input =
          sd.placeHolder(
              ports.inputs().get(i), Arrays.type(parameter.dtype()), shapes.get(i).getShape());
      values.put(parameter, input);
      writer.know(input, open.of(parameter));
    }
    Set<String> taken = new HashSet<>(ports.inputs());
    taken.addAll(ports.outputs());
    model.undisturbed(
        () -> {
          graph.reads().forEach((variable, value) -> values.put(value, weight(variable, taken)));
          return null;
        });
    // SameDiff names what is made after its op, which outputs may be called as too.
    NameScope inside = sd.withNameScope("ops");
    lower(graph, values, writer);
    inside.close();
    for (int i = 0; i < ports.outputs().size(); i++) {
      sd.identity(ports.outputs().get(i), values.get(graph.outputs().get(i)));
    }
    sd.setOutputs(ports.outputs());
    return sd;
  }

  private SDVariable weight(Variable variable, Set<String> taken) {
    String name = variable.name();
    for (int i = 1; !taken.add(name); i++) {
      name = variable.name() + "_" + i;
    }
    return writer.sd().var(name, Arrays.of(model.value(variable)));
  }

  /**
   * Fails if something has no form in SameDiff.
   *
   * @throws BackendException if so; names all of it
   */
  private void check(Graph graph) {
    TreeSet<String> missing = new TreeSet<>();
    collect(graph, missing);
    if (!missing.isEmpty()) {
      throw new BackendException(
          "model '" + model.name() + "' cannot be written as a SameDiff graph: " + missing);
    }
  }

  private static void collect(Graph graph, Set<String> missing) {
    for (Node node : graph.nodes()) {
      String where = node.scope().isEmpty() ? "" : "layer '" + node.scope() + "': ";
      if (node.op() instanceof Control.Scan scan) {
        collect(scan.body(), missing);
      } else if (!(node.op() instanceof Leaf) && !TABLE.has(node.op().getClass())) {
        missing.add(where + node.op().label());
      }
      if (node.outputTypes().stream().anyMatch(t -> t.size() == 0)) {
        missing.add(where + "a value without elements");
      }
    }
  }

  private void lower(Graph graph, Map<Value, SDVariable> values, Writer to) {
    for (Node node : graph.nodes()) {
      if (values.keySet().containsAll(node.outputs())) {
        continue;
      }
      List<SDVariable> inputs = node.inputs().stream().map(values::get).toList();
      List<SDVariable> results = results(node, inputs, to);
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), results.get(i));
        to.know(results.get(i), open.of(node.outputs().get(i)));
      }
    }
  }

  private List<SDVariable> results(Node node, List<SDVariable> inputs, Writer to) {
    if (node.op() instanceof Leaf.Constant) {
      List<TensorData> seen = open.values(node);
      return List.of(
          seen.size() == 1
              ? to.constant(seen.get(0))
              : to.formulas()
                  .write(
                      OpenConstant.of(node.scope(), to.extents(), 0, seen), seen.get(0).dtype()));
    }
    if (node.op() instanceof Control.Scan scan) {
      Loop loop = new Loop("loop" + loops++, scan, new Site(to, open, node, inputs), this::step);
      return loop.isOpen() ? loop.written() : loop.unrolled();
    }
    return TABLE.apply(node.op(), new Site(to, open, node, inputs));
  }

  /** The results of a loop's body for these arguments. */
  private List<SDVariable> step(Graph body, List<SDVariable> arguments, Writer to) {
    Map<Value, SDVariable> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(body.parameters().get(i), arguments.get(i));
      to.know(arguments.get(i), open.of(body.parameters().get(i)));
    }
    lower(body, values, to);
    return body.outputs().stream().map(values::get).toList();
  }
}
