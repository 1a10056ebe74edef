package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.CalibratedMatrix;
import io.trihorn.quantizers.Int4;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a kernel that is quantized by GPTQ or AWQ: unsigned integers {@code (outputs,
 * inputs)}, two in a byte where they have 4 bits, scales and zero points of groups, and the number
 * of each input's group; with AWQ also a factor of each input.
 */
final class CalibratedKernel {
  private final KernelForm form;
  private final boolean packed;
  private final Weight integers;
  private final Weight scale;
  private final Weight zero;
  private final Weight inputScales;
  private final Weight group;

  /** Makes weights of zeros, scales of ones. */
  CalibratedKernel(Layer layer, KernelForm form, QuantizationMode mode) {
    this.form = form;
    this.packed = mode.numbers().get(0) == 4;
    DataType variable = layer.dtypePolicy().variable();
    long inputs = form.rows();
    long outputs = form.columns();
    Shape groups = new Shape(outputs, form.groups(mode.size()));
    Shape stored = new Shape(packed ? (outputs + 1) / 2 : outputs, inputs);
    integers = layer.ownFixed(form.name(), DataType.UINT8, stored, Initializers.zeros());
    scale = layer.ownFixed(form.name() + "_scale", variable, groups, Initializers.ones());
    zero = layer.ownFixed(form.zeroName(), DataType.UINT8, groups, Initializers.zeros());
    Shape each = new Shape(inputs);
    inputScales =
        mode.name().equals("awq")
            ? layer.ownFixed("awq_scales", variable, each, Initializers.ones())
            : null;
    group = layer.ownFixed("g_idx", DataType.FLOAT32, each, Initializers.zeros());
  }

  /** The weights, in the order in which files have them. */
  List<Weight> all() {
    List<Weight> all = new ArrayList<>(List.of(integers, scale, zero));
    if (inputScales != null) {
      all.add(inputScales);
    }
    all.add(group);
    return all;
  }

  /** The kernel in floats. */
  Tensor value(Call call, DataType compute) {
    Tensor held = call.readStored(integers);
    Tensor each =
        Ops.cast(packed ? Int4.unpackInt4(held, form.columns(), 0, DataType.UINT8) : held, compute);
    Tensor index = Ops.cast(call.readStored(group), DataType.INT32);
    Tensor zeros = Shapes.take(Ops.cast(call.readStored(zero), compute), index, 1);
    Tensor by = Shapes.take(call.read(scale), index, 1);
    Tensor matrix = Shapes.transpose(Ops.multiply(Ops.subtract(each, zeros), by), 1, 0);
    if (inputScales != null) {
      matrix = Ops.divide(matrix, Shapes.expandDims(call.read(inputScales), -1));
    }
    return form.kernelOf(matrix);
  }

  /** The weights' values for a quantized kernel. */
  Map<Weight, TensorData> values(CalibratedMatrix matrix, HostMath math) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    values.put(integers, packed ? packed(matrix.integers(), math) : matrix.integers());
    values.put(scale, matrix.scale());
    values.put(zero, matrix.zero());
    if (inputScales != null) {
      values.put(inputScales, matrix.inputScales());
    }
    values.put(group, matrix.group());
    return values;
  }

  private static TensorData packed(TensorData integers, HostMath math) {
    return math.compute(
            List.of(integers), in -> List.of(Int4.packInt4(in.get(0), 0, DataType.UINT8).values()))
        .get(0);
  }
}
