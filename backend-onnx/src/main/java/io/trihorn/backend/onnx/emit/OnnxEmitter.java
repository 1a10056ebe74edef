package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.pass.LineConvolutions;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Writes graphs as ONNX models of standard operators. Parameters become inputs, outputs become
 * outputs; variables become inputs, and outputs where the graph assigns them, or constants when
 * their values are given.
 */
public final class OnnxEmitter {
  private List<String> parameterNames;
  private List<String> outputNames;
  private int opset = Opsets.NEWEST;
  private boolean described;
  private boolean blocked;
  private Kernels kernels = Kernels.CPU;
  private BooleanSupplier signedKernels = () -> false;
  private Function<Variable, TensorData> values;

  /** An emitter with names made of those in the graph, and variables as inputs. */
  public OnnxEmitter() {}

  /** Names for the parameters, one each; by default those in the graph. */
  public OnnxEmitter parameterNames(List<String> names) {
    parameterNames = List.copyOf(names);
    return this;
  }

  /** Names for the outputs, one each; by default {@code output_0} and so on. */
  public OnnxEmitter outputNames(List<String> names) {
    outputNames = List.copyOf(names);
    return this;
  }

  /** The version of the operator set, 17 to 21; by default the newest. */
  public OnnxEmitter opset(int version) {
    Opsets.check(version);
    opset = version;
    return this;
  }

  /**
   * Whether products of bytes take kernels with a sign: by default they do not, since ONNX Runtime
   * sums them right on every processor only without. Asked when there is such a product.
   */
  public OnnxEmitter signedKernels(BooleanSupplier exact) {
    signedKernels = exact;
    return this;
  }

  /**
   * Writes nodes that ONNX Runtime has kernels of for CUDA, other ones than for processors and in
   * an older operator set where need be; by default those that it has kernels of for processors. A
   * model with a node that has none is refused.
   */
  public OnnxEmitter forCuda() {
    kernels = new CudaKernels();
    return opset(CudaKernels.OPSET);
  }

  /**
   * Writes nodes that this version of ONNX Runtime has right kernels of for processors; by default
   * the version that comes with the backend.
   *
   * @param version as the engine tells it, such as {@code 1.25.0}
   */
  public OnnxEmitter forProcessors(String version) {
    kernels = OlderKernels.has(version) ? new OlderKernels() : Kernels.CPU;
    return this;
  }

  /** Writes the values that variables have into the model, which then needs no variables. */
  public OnnxEmitter values(Function<Variable, TensorData> variableValues) {
    values = variableValues;
    return this;
  }

  /** Writes the types of what nodes make into the model, too. */
  public OnnxEmitter described() {
    described = true;
    return this;
  }

  /**
   * Writes convolutions over one axis, and what is taken of all places of an image, as ONNX Runtime
   * has them in blocks of channels; for models whose kernels are to be constants, which it lays out
   * so.
   */
  public OnnxEmitter blocked() {
    blocked = true;
    return this;
  }

  /** Whether a composite has a lowering of its own for operands of these types. */
  public static boolean claims(Composite op, List<TensorType> inputs) {
    return holds(CompositeLowerings.CLAIMS, op, inputs);
  }

  /** Whether files have an operator for a composite, which a program may do without. */
  public static boolean writes(Composite op, List<TensorType> inputs) {
    return claims(op, inputs) || holds(CompositeLowerings.WRITTEN, op, inputs);
  }

  private static boolean holds(
      OpTable<List<TensorType>, Boolean> rules, Composite op, List<TensorType> inputs) {
    return rules.has(op.getClass()) && rules.apply(op, inputs);
  }

  /** The labels of the ops in a graph that have no lowering, in order. */
  public static Set<String> missing(Graph graph) {
    return GraphLowering.missing(graph);
  }

  /**
   * The graph as a model.
   *
   * @throws UnsupportedOperationException if an op has no lowering; see {@link #missing}
   * @throws BackendException if nodes have no kernel where the model is to run; names them
   */
  public OnnxModel emit(Graph given) {
    Graph graph = blocked ? LineConvolutions.widened(given) : given;
    NodeWriter writer = new NodeWriter(opset, signedKernels, kernels);
    if (described) {
      writer.describe();
    }
    if (blocked) {
      writer.block();
    }
    Emit emit = new Emit(writer);
    List<Operand> inputs = new ArrayList<>();
    List<Operand> parameters = new ArrayList<>();
    List<String> parametersIn = new ArrayList<>();
    for (int i = 0; i < graph.parameters().size(); i++) {
      Value value = graph.parameters().get(i);
      String name =
          parameterNames != null ? parameterNames.get(i) : ((Leaf.Parameter) value.op()).name();
      boolean full = value.type().size() > 0;
      Operand operand = full ? writer.input(name, value.type()) : emit.empty(value.type());
      parameters.add(operand);
      parametersIn.add(full ? operand.name() : null);
      if (full) {
        inputs.add(operand);
      }
    }
    Map<Variable, String> reads = new LinkedHashMap<>();
    Map<Variable, Operand> variables = new LinkedHashMap<>();
    for (Variable variable : graph.reads().keySet()) {
      boolean full = variable.type().size() > 0;
      Operand operand;
      if (values != null) {
        operand = emit.constant(values.apply(variable));
      } else if (full) {
        operand = writer.input(variable.name(), variable.type());
        inputs.add(operand);
        reads.put(variable, operand.name());
      } else {
        operand = emit.empty(variable.type());
      }
      variables.put(variable, operand);
    }

    Map<Value, Operand> made = GraphLowering.lower(graph, writer, parameters, variables::get);

    List<Operand> outputs = new ArrayList<>();
    List<String> outputsOut = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      Value value = graph.outputs().get(i);
      String name = outputNames != null ? outputNames.get(i) : "output_" + i;
      outputsOut.add(export(writer, made.get(value), name, outputs));
    }
    Map<Variable, String> updates = new LinkedHashMap<>();
    graph
        .updates()
        .forEach(
            (variable, value) -> {
              String name = export(writer, made.get(value), variable.name() + ":new", outputs);
              if (name != null) {
                updates.put(variable, name);
              }
            });
    GraphProto built = writer.build("trihorn", inputs, outputs);
    if (!writer.missing().isEmpty()) {
      throw new BackendException(
          "ONNX Runtime has no kernels for CUDA of "
              + String.join(", ", writer.missing())
              + ". Run this on Device.cpu(), or on the backend tensorflow.");
    }
    return new OnnxModel(model(built), parametersIn, outputsOut, reads, updates);
  }

  private static String export(
      NodeWriter writer, Operand operand, String name, List<Operand> outputs) {
    if (operand.type().size() == 0) {
      return null;
    }
    writer.label("output");
    Operand named = writer.named(operand, name);
    outputs.add(named);
    return named.name();
  }

  private ModelProto model(GraphProto graph) {
    return ModelProto.newBuilder()
        .setIrVersion(Opsets.irVersion(opset))
        .setProducerName("trihorn")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph)
        .build();
  }
}
