package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.testkit.conformance.LayerExamples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that is asked of a layer on a backend: it builds; outputs have the shapes and types that they
 * should have, and are those of the reference, in a prediction and in two training steps, with the
 * layer made anew from its configuration; masks travel as on the reference; and narrow floats give
 * finite outputs of their type.
 *
 * <p>A new layer is one class and one row of {@link LayerExamples}.
 */
public final class LayerCheck {
  private static final double TERMS = 400;
  private static final int BATCH = 2;

  private LayerCheck() {}

  /** Fails unless the layer does on the backend what it does on the reference. */
  public static void check(Backend backend, Device device, Example example) {
    Layer layer = example.layer().get();
    JsonElement config = Layers.REGISTRY.serialize(layer);
    Layer again = Layers.REGISTRY.deserialize(config);
    assertEquals(config, Layers.REGISTRY.serialize(again), "configuration");

    List<TensorData> inputs = inputs(example, DataType.FLOAT32);
    LayerProgram prediction = new LayerProgram(again, inputs, false, null).inference();
    Tensor first = prediction.outputs().get(0);
    assertEquals(new Shape(BATCH).addAll(example.output()), first.shape(), "shape");
    assertEquals(example.weights(), again.weights().size(), "number of weights");
    compare("prediction", prediction, backend, device);
    compare("training", new LayerProgram(layer, inputs, true, null).training(), backend, device);
    masked(backend, device, example, inputs);
    for (String policy : List.of("mixed_float16", "mixed_bfloat16")) {
      narrow(policy, backend, device, example, inputs);
    }
  }

  private static void compare(String what, LayerProgram program, Backend backend, Device device) {
    List<TensorData> expected = program.run(Backends.get("reference"), Device.cpu());
    List<TensorData> actual = program.run(backend, device);
    for (int i = 0; i < expected.size(); i++) {
      Tolerance tolerance = Tolerance.of(expected.get(i).dtype(), TERMS);
      Comparison.check(what + " " + i, actual.get(i), expected.get(i), tolerance);
    }
  }

  /** The first input carries a mask over its second axis, true at first and false at last. */
  private static void masked(
      Backend backend, Device device, Example example, List<TensorData> inputs) {
    TensorData x = inputs.get(0);
    if (x.type().rank() < 3 && !example.toString().equals("Embedding")) {
      return; // A mask belongs to steps.
    }
    TensorData mask =
        TensorData.zeros(TensorType.of(DataType.BOOLEAN, x.type().dim(0), x.type().dim(1)));
    for (long i = 0; i < mask.size(); i++) {
      mask.setDouble(i, i % x.type().dim(1) < 2 ? 1 : 0);
    }
    Layer layer = example.layer().get();
    compare("with a mask", new LayerProgram(layer, inputs, true, mask).training(), backend, device);
  }

  private static void narrow(
      String policy, Backend backend, Device device, Example example, List<TensorData> inputs) {
    Layer layer = example.layer().get();
    setPolicy(layer, DtypePolicy.of(policy));
    LayerProgram program = new LayerProgram(layer, inputs, false, null).inference();
    if (!CaseRunner.dtypes(program.graph()).stream().allMatch(backend::supports)) {
      return;
    }
    Tensor y = program.outputs().get(0);
    boolean given = example.toString().equals("InputLayer") || !y.dtype().isFloating();
    assertTrue(given || y.dtype() == layer.dtypePolicy().compute(), policy + " gives " + y.dtype());
    TensorData made = program.run(backend, device).get(0);
    for (double v : made.toDoubleArray()) {
      assertTrue(Double.isFinite(v), policy + " gives " + v);
    }
  }

  /** Sets the policy of a layer and of those inside it. */
  static void setPolicy(Layer layer, DtypePolicy policy) {
    layer.setDtypePolicy(policy);
    layer.children().forEach(child -> setPolicy(child, policy));
  }

  /** Random inputs of an example, floating ones of a type. */
  static List<TensorData> inputs(Example example, DataType dtype) {
    Random random = new Random(3);
    List<TensorData> inputs = new ArrayList<>();
    for (Shape shape : example.inputs()) {
      boolean indices = example.takesIndices();
      TensorType type =
          new TensorType(indices ? DataType.INT32 : dtype, new Shape(BATCH).addAll(shape));
      Fill floats = example.takesPixels() ? Fill.uniform(0, 255) : Fill.NORMAL;
      inputs.add(Fill.tensor(type, indices ? Fill.integers(0, 5) : floats, random));
    }
    return inputs;
  }
}
