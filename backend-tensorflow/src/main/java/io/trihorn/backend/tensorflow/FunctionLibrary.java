package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphCopyFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphToFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;

import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Function;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.proto.FunctionDef;

/** Makes the functions that a session's loops call. */
final class FunctionLibrary {
  private final TF_Graph main;
  private final Map<String, List<TensorType>> defined = new HashMap<>();
  private final boolean anyLength;
  private int count;

  /** A library of the functions of one session's graph. */
  FunctionLibrary(TF_Graph main) {
    this(main, false);
  }

  /**
   * A library of the functions of a graph.
   *
   * @param anyLength whether loops are to have a form in which the number of steps is data
   */
  FunctionLibrary(TF_Graph main, boolean anyLength) {
    this.main = main;
    this.anyLength = anyLength;
  }

  /** Whether loops are to have a form in which the number of steps is data. */
  boolean anyLength() {
    return anyLength;
  }

  /**
   * A function, known in the session's graph and in the one that is to call it.
   *
   * @param kind what it is for; part of its name
   * @param caller writes the operation that calls it
   * @param parameters stand-ins of what it is called with; their element types count
   * @param body writes its operations, given an emitter and the parameters, and gives its results
   * @return its name
   */
  String define(
      String kind,
      Emitter caller,
      List<Parameter> parameters,
      BiFunction<Emitter, List<Wire>, List<Wire>> body) {
    String name = "trihorn_" + kind + "_" + count++;
    TF_Graph graph = TF_NewGraph();
    try (Status status = new Status()) {
      Emitter emit = caller.into(graph);
      List<Wire> inputs = parameters.stream().map(p -> p.emit(emit)).toList();
      List<Wire> outputs = body.apply(emit, inputs);
      TF_Function function = function(name, graph, inputs, outputs, status);
      status.check("making the function " + name);
      TF_GraphCopyFunction(main, function, null, status.handle());
      status.check("adding the function " + name);
      if (!caller.graph().equals(main)) {
        TF_GraphCopyFunction(caller.graph(), function, null, status.handle());
        status.check("adding the function " + name + " to its caller");
      }
      TF_DeleteFunction(function);
    } finally {
      TF_DeleteGraph(graph);
    }
    List<TensorType> types = new ArrayList<>();
    parameters.forEach(p -> types.add(p.like().type()));
    defined.put(name, types);
    return name;
  }

  /** The graph whose functions these are. */
  TF_Graph main() {
    return main;
  }

  /** The functions by name, with the types of their parameters; null for lists. */
  Map<String, List<TensorType>> defined() {
    return defined;
  }

  /** A graph as a function of this name, of which the operations of the inputs are no part. */
  static FunctionDef message(String name, TF_Graph graph, List<Wire> inputs, List<Wire> outputs) {
    try (Status status = new Status()) {
      TF_Function function = function(name, graph, inputs, outputs, status);
      status.check("making the function " + name);
      try {
        return GraphDefs.of(function);
      } finally {
        TF_DeleteFunction(function);
      }
    }
  }

  private static TF_Function function(
      String name, TF_Graph graph, List<Wire> inputs, List<Wire> outputs, Status status) {
    try (TF_Output ins = OperationWriter.outputs(inputs);
        TF_Output outs = OperationWriter.outputs(outputs);
        BytePointer label = new BytePointer(name)) {
      return TF_GraphToFunction(
          graph,
          label,
          (byte) 0,
          -1,
          (PointerPointer<?>) null,
          inputs.size(),
          ins,
          outputs.size(),
          outs,
          (PointerPointer<?>) null,
          null,
          null,
          status.handle());
    }
  }

  /**
   * One parameter of a function.
   *
   * @param code the number of its element type
   * @param like a value of the type it has; its own type is null for a list
   */
  record Parameter(int code, Wire like) {
    static Parameter of(Wire like) {
      return new Parameter(like.type() == null ? Dtypes.VARIANT : Dtypes.code(like.dtype()), like);
    }

    private Wire emit(Emitter emit) {
      OperationWriter writer = emit.operation("Placeholder").type("dtype", code);
      writer.shape("shape", like.type() == null ? new long[0] : like.dims());
      return writer.to(like.type());
    }
  }
}
