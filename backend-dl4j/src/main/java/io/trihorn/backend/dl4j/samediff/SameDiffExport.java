package io.trihorn.backend.dl4j.samediff;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.export.Ports;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.export.Traces;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Writes the prediction of a model as a SameDiff graph with its weights. Loops are unrolled. */
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
  private final BatchShapes batch;
  private final Writer writer = new Writer(SameDiff.create());

  private SameDiffExport(Model model, Ports ports, List<Shape> shapes, BatchShapes batch) {
    this.model = model;
    this.ports = ports;
    this.shapes = shapes;
    this.batch = batch;
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
        g -> GraphCompiler.prepare(plain, g, Device.cpu()),
        traces ->
            new SameDiffExport(model, ports, shapes, new BatchShapes(traces))
                .write(traces.graphs().get(0)));
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
      if (batch.open() && batch.grows(parameter, 0)) {
        writer.batchFrom(input);
      }
    }
    Set<String> taken = new HashSet<>(ports.inputs());
    taken.addAll(ports.outputs());
    graph.reads().forEach((variable, value) -> values.put(value, weight(variable, taken)));
    // SameDiff names what is made after its op, which outputs may be called as too.
    NameScope inside = sd.withNameScope("ops");
    lower(graph, values);
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

  private void lower(Graph graph, Map<Value, SDVariable> values) {
    for (Node node : graph.nodes()) {
      if (values.keySet().containsAll(node.outputs())) {
        continue;
      }
      List<SDVariable> results = results(node, node.inputs().stream().map(values::get).toList());
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), results.get(i));
      }
    }
  }

  private List<SDVariable> results(Node node, List<SDVariable> inputs) {
    if (node.op() instanceof Leaf.Constant constant) {
      Tiling tiling = batch.tiling(node);
      Progression progression = batch.progression(node);
      return List.of(
          tiling != null
              ? writer.tiled(tiling)
              : progression != null
                  ? writer.continued(progression)
                  : writer.constant(constant.value()));
    }
    return node.op() instanceof Control.Scan scan
        ? unrolled(scan, inputs)
        : TABLE.apply(node.op(), new Site(writer, batch, node, inputs));
  }

  private List<SDVariable> unrolled(Control.Scan scan, List<SDVariable> inputs) {
    SameDiff sd = writer.sd();
    int first = scan.carries() + scan.sequences();
    List<SDVariable> carries = inputs.subList(0, scan.carries());
    SDVariable[][] results = new SDVariable[scan.length()][];
    for (int step = 0; step < scan.length(); step++) {
      int position = scan.reverse() ? scan.length() - 1 - step : step;
      List<SDVariable> arguments = new ArrayList<>(carries);
      for (SDVariable sequence : inputs.subList(scan.carries(), first)) {
        arguments.add(writer.gather(sequence, sd.constant(position), 0));
      }
      arguments.addAll(inputs.subList(first, inputs.size()));
      Map<Value, SDVariable> values = new HashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        values.put(scan.body().parameters().get(i), arguments.get(i));
      }
      lower(scan.body(), values);
      List<SDVariable> outputs = scan.body().outputs().stream().map(values::get).toList();
      carries = outputs.subList(0, scan.carries());
      results[position] =
          outputs.subList(scan.carries(), outputs.size()).toArray(SDVariable[]::new);
    }
    List<SDVariable> all = new ArrayList<>(carries);
    for (int r = 0; r < results[0].length; r++) {
      SDVariable[] parts = new SDVariable[results.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = results[i][r];
      }
      all.add(sd.stack(0, parts));
    }
    return all;
  }
}
