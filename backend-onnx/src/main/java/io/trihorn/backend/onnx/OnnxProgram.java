package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.emit.InPlace;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.backend.onnx.emit.RunOrder;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A graph's model, the session that runs it, and which of a whole program's outputs it gives. */
final class OnnxProgram implements AutoCloseable {
  private final OnnxModel model;
  private final OrtSession session;
  private final BitSet outputs;
  private final TableRows tables;
  private final Set<Variable> inPlace;

  /** Values that are built in: the engine keeps no copies of its own. */
  private final Map<String, OnnxTensor> constants = new HashMap<>();

  /**
   * Compiles.
   *
   * @param outputs the positions that the graph's outputs have in the whole program
   */
  OnnxProgram(Graph graph, BitSet outputs, Device device, OnnxSettings settings) {
    this(graph, outputs, Map.of(), device, settings);
  }

  /**
   * Compiles with values of variables built in.
   *
   * @param outputs the positions that the graph's outputs have in the whole program
   * @param values of all variables that have elements, or of none; they must stay as they are
   */
  OnnxProgram(
      Graph graph,
      BitSet outputs,
      Map<Variable, TensorData> values,
      Device device,
      OnnxSettings settings) {
    this.outputs = outputs;
    tables = TableRows.of(graph);
    OnnxEmitter emitter = new OnnxEmitter().signedKernels(SignedKernels::areExact);
    if (device.isGpu()) {
      emitter.forCuda();
    } else {
      emitter.forProcessors(OnnxEngine.environment().getVersion());
      if (!values.isEmpty()) {
        emitter.blocked();
      }
    }
    InPlace.Found found = InPlace.in(emitter.emit(tables.graph()));
    OnnxModel emitted = RunOrder.of(found.model());
    // The engine takes these in memory of the host's only.
    values.forEach((v, data) -> constants.put(emitted.reads().get(v), OnnxTensors.over(data)));
    // The engine takes no model that gives nothing, as one has whose outputs have no elements.
    session =
        emitted.proto().getGraph().getOutputCount() == 0
            ? null
            : OnnxEngine.session(withConstants(emitted, constants), constants, device, settings);
    // The nodes are in the session now, only the names are still needed.
    model =
        new OnnxModel(
            emitted.proto().getDefaultInstanceForType(),
            emitted.parameters(),
            emitted.outputs(),
            constants.isEmpty() ? emitted.reads() : Map.of(),
            emitted.updates());
    inPlace = found.variables();
  }

  /** The variables that get rows added when the program has run. */
  TableRows tables() {
    return tables;
  }

  /** The variables whose new values are to be written where the old ones are. */
  Set<Variable> inPlace() {
    return inPlace;
  }

  /** The model with inputs turned into initializers whose values the session is given. */
  private static ModelProto withConstants(OnnxModel emitted, Map<String, OnnxTensor> constants) {
    if (constants.isEmpty()) {
      return emitted.proto();
    }
    GraphProto from = emitted.proto().getGraph();
    GraphProto.Builder graph = from.toBuilder().clearInput();
    from.getInputList().stream()
        .filter(input -> !constants.containsKey(input.getName()))
        .forEach(graph::addInput);
    emitted
        .reads()
        .forEach(
            (variable, name) ->
                graph.addInitializer(
                    OnnxTypes.header(name, variable.type())
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(
                            StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("given-to-the-session"))));
    return emitted.proto().toBuilder().setGraph(graph).build();
  }

  /** The names of what goes in and comes out; without the nodes. */
  OnnxModel names() {
    return model;
  }

  /** The positions that the outputs have in the whole program. */
  BitSet outputs() {
    return outputs;
  }

  /**
   * Runs, computing no other outputs than these need.
   *
   * @param asked outputs to make memory for
   * @param places outputs with memory to write them into
   * @return the tensors of the outputs asked for, in their order, to be closed
   */
  OnnxTensor[] run(
      Map<String, OnnxTensor> inputs, Set<String> asked, Map<String, OnnxTensor> places) {
    try {
      // Not closed, which would free what it owns: just what was asked for.
      OrtSession.Result result = session.run(inputs, asked, places);
      return asked.stream()
          .map(name -> (OnnxTensor) result.get(name).orElseThrow())
          .toArray(OnnxTensor[]::new);
    } catch (OrtException e) {
      throw new BackendException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new BackendException("ONNX Runtime cannot end a session: " + e.getMessage(), e);
    }
    constants.values().forEach(OnnxTensor::close);
    constants.clear();
  }
}
