package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddControlInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInputList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FinishOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrBool;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrFuncName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrInt;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrIntList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrTypeList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetDevice;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_OperationDescription;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Writes one operation into a TensorFlow graph: inputs and attributes in any order among
 * themselves, inputs in the operation's own order, then one of the methods that end it.
 */
final class OperationWriter {
  private final String kind;
  private final String name;
  private final TF_OperationDescription description;

  OperationWriter(TF_Graph graph, String device, String kind, String name) {
    this.kind = kind;
    this.name = name;
    this.description = TF_NewOperation(graph, kind, name);
    if (!device.isEmpty()) {
      TF_SetDevice(description, device);
    }
  }

  OperationWriter in(Wire... inputs) {
    try (TF_Output output = new TF_Output(1)) {
      for (Wire wire : inputs) {
        TF_AddInput(description, output.oper(wire.operation()).index(wire.index()));
      }
    }
    return this;
  }

  /** One input that is a list. */
  OperationWriter inList(List<Wire> inputs) {
    try (TF_Output outputs = outputs(inputs)) {
      TF_AddInputList(description, outputs, inputs.size());
    }
    return this;
  }

  /** The C API's array of these results; the caller closes it. */
  static TF_Output outputs(List<Wire> wires) {
    TF_Output outputs = new TF_Output(Math.max(1, wires.size()));
    for (int i = 0; i < wires.size(); i++) {
      outputs.position(i).oper(wires.get(i).operation()).index(wires.get(i).index());
    }
    return outputs.position(0);
  }

  /** What must have run before. */
  OperationWriter after(TF_Operation earlier) {
    TF_AddControlInput(description, earlier);
    return this;
  }

  OperationWriter type(String attribute, DataType dtype) {
    return type(attribute, Dtypes.code(dtype));
  }

  OperationWriter type(String attribute, int code) {
    TF_SetAttrType(description, attribute, code);
    return this;
  }

  OperationWriter types(String attribute, int... codes) {
    TF_SetAttrTypeList(description, attribute, codes, codes.length);
    return this;
  }

  OperationWriter attribute(String attribute, long value) {
    TF_SetAttrInt(description, attribute, value);
    return this;
  }

  OperationWriter attribute(String attribute, boolean value) {
    TF_SetAttrBool(description, attribute, (byte) (value ? 1 : 0));
    return this;
  }

  OperationWriter attribute(String attribute, String value) {
    try (BytePointer bytes = new BytePointer(value)) {
      TF_SetAttrString(description, attribute, bytes, value.length());
    }
    return this;
  }

  OperationWriter list(String attribute, long... values) {
    TF_SetAttrIntList(description, attribute, values, values.length);
    return this;
  }

  OperationWriter shape(String attribute, long... dims) {
    TF_SetAttrShape(description, attribute, dims, dims.length);
    return this;
  }

  OperationWriter function(String attribute, String function) {
    TF_SetAttrFuncName(description, attribute, function, function.length());
    return this;
  }

  OperationWriter value(String attribute, TensorData data) {
    TF_Tensor tensor = HostTensors.copyOf(data);
    try (Status status = new Status()) {
      TF_SetAttrTensor(description, attribute, tensor, status.handle());
      status.check("setting " + attribute + " of " + name);
    } finally {
      TF_DeleteTensor(tensor);
    }
    return this;
  }

  /** Ends an operation whose results nobody names. */
  TF_Operation end() {
    try (Status status = new Status()) {
      TF_Operation operation = TF_FinishOperation(description, status.handle());
      status.check("adding " + kind + " '" + name + "'");
      return operation;
    }
  }

  /** Ends an operation of one result, of this type. */
  Wire to(TensorType type) {
    return new Wire(end(), 0, type);
  }

  /** Ends an operation of one result that is a handle or a list. */
  Wire toHandle() {
    return to((TensorType) null);
  }

  /** Ends an operation of several results. */
  List<Wire> to(List<TensorType> types) {
    TF_Operation operation = end();
    List<Wire> wires = new ArrayList<>();
    for (TensorType type : types) {
      wires.add(new Wire(operation, wires.size(), type));
    }
    return wires;
  }
}
