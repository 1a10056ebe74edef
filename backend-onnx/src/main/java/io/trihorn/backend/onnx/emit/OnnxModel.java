package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as an ONNX model, and the names of what goes in and comes out. Values without elements do
 * neither.
 *
 * @param proto the model
 * @param parameters the name of each parameter, null for those without elements
 * @param outputs the name of each output, null for those without elements
 * @param reads the names under which variables come in; none when their values are in the model
 * @param updates the names under which new values of variables come out
 */
public record OnnxModel(
    ModelProto proto,
    List<String> parameters,
    List<String> outputs,
    Map<Variable, String> reads,
    Map<Variable, String> updates) {
  /** Copies the collections, keeping their order. */
  public OnnxModel {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
    reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
    updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
  }
}
