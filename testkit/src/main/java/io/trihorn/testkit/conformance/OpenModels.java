package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.Resize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Models whose lengths or sizes are open, to hold exports to. */
public final class OpenModels {
  /**
   * A model of one input and one output.
   *
   * @param name for messages
   * @param model the model
   * @param inner extents that its inner open axes may have; others are these and 8 more
   */
  public record Example(String name, Model model, long... inner) {
    /** Inputs of two batch sizes and two inner sizes. */
    public List<TensorData> inputs() {
      return Stream.of(1, 3).flatMap(n -> Stream.of(0, 8).map(more -> input(n, more))).toList();
    }

    private TensorData input(long batch, long more) {
      KerasTensor tensor = model.inputs().get(0);
      long[] dims = tensor.shape().getShape().clone();
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = axis == 0 ? batch : dims[axis] < 0 ? inner[axis - 1] + more : dims[axis];
      }
      TensorData x = TensorData.zeros(TensorType.of(tensor.dtype(), dims));
      boolean whole = tensor.dtype() == DataType.INT32;
      for (long i = 0; i < x.size(); i++) {
        x.setDouble(i, whole ? i * 7 % 5 : Math.sin(i * 0.7));
      }
      return x;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private OpenModels() {}

  /** All of them. */
  public static List<Example> all() {
    return Stream.of(sequences(), texts(), images(), resized()).flatMap(List::stream).toList();
  }

  /** A model of images of any size that no export can leave open, for its layer {@code waves}. */
  public static Model unlikeAnyOther() {
    KerasTensor image = input(-1, -1, -1, 3);
    return new Model(image, new Waves().name("waves").apply(image));
  }

  /** Adds another number to each row of an image, which follows from its height by no rule. */
  private static final class Waves extends FluentLayer<Waves> {
    @Override
    protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      long height = x.dim(1);
      TensorData waves = TensorData.zeros(TensorType.of(x.dtype(), height, 1, 1));
      for (long i = 0; i < height; i++) {
        waves.setDouble(i, Math.sin(height * (i + 1.0) * i));
      }
      return Ops.add(x, x.constant(waves));
    }
  }

  private static KerasTensor input(long... batchShape) {
    return Layers.inputTensor(new InputLayer().batchShape(new Shape(batchShape)).name("x"));
  }

  private static List<Example> sequences() {
    List<Example> all = new ArrayList<>();
    KerasTensor steps = input(-1, -1, 3);
    all.add(new Example("lstm", new Model(steps, Layers.lstm(4).apply(steps)), 5));
    KerasTensor each = Layers.bidirectional(Layers.gru(3).returnSequences(true)).apply(steps);
    all.add(new Example("gru", new Model(steps, Layers.dense(2).apply(each)), 1));
    KerasTensor simple = Layers.simpleRnn(3).returnSequences(true).apply(steps);
    all.add(new Example("simple", new Model(steps, Layers.lstm(2).apply(simple)), 4));
    // Normalized before: rows of three whose mean is many times their spread would show rounding.
    KerasTensor normed = Layers.layerNormalization().apply(steps);
    KerasTensor attended = Layers.multiHeadAttention(2, 3).apply(normed, normed);
    KerasTensor added = Layers.add().apply(attended, steps);
    all.add(new Example("attention", new Model(steps, added), 7));
    KerasTensor narrow = Layers.conv1d(4, 3).padding("causal").strides(2).apply(steps);
    all.add(new Example("causal", new Model(steps, Layers.globalMaxPooling1d().apply(narrow)), 9));
    KerasTensor before =
        Layers.multiHeadAttention(2, 3)
            .applyAll(List.of(normed, normed), Map.of("use_causal_mask", true))
            .get(0);
    all.add(new Example("looking back", new Model(steps, before), 7));
    return all;
  }

  private static List<Example> texts() {
    KerasTensor x =
        Layers.inputTensor(new InputLayer().batchShape(new Shape(-1, -1)).dtype("int32").name("x"));
    KerasTensor y = Layers.embedding(5, 4).maskZero(true).apply(x);
    KerasTensor last =
        Layers.lstm(3).apply(Layers.bidirectional(Layers.lstm(3).returnSequences(true)).apply(y));
    KerasTensor mean = Layers.globalAveragePooling1d().apply(y);
    return List.of(
        new Example("masked text", new Model(x, last), 6),
        new Example("mean of text", new Model(x, Layers.dense(2).apply(mean)), 6));
  }

  private static List<Example> images() {
    List<Example> all = new ArrayList<>();
    KerasTensor image = input(-1, -1, -1, 3);
    KerasTensor down = Layers.conv2d(4, 3).strides(2).padding("same").apply(image);
    KerasTensor pooled = Layers.maxPooling2d(3).strides(2).padding("same").apply(down);
    for (long[] size : new long[][] {{6, 9}, {7, 8}, {12, 5}}) {
      all.add(new Example("strided", new Model(image, pooled), size));
    }
    KerasTensor smaller = Layers.averagePooling2d(3).strides(2).padding("same").apply(image);
    all.add(new Example("averages", new Model(image, smaller), 7, 10));
    KerasTensor mean = Layers.globalAveragePooling2d().apply(pooled);
    all.add(new Example("pooled", new Model(image, mean), 11, 6));
    KerasTensor up = Layers.upSampling2d(2).apply(down);
    KerasTensor smooth = Layers.upSampling2d(2).interpolation("bilinear").apply(down);
    all.add(new Example("smooth", new Model(image, smooth), 4, 9));
    KerasTensor both = Layers.concatenate().apply(image, up);
    all.add(new Example("net", new Model(image, Layers.conv2d(2, 1).apply(both)), 4, 10));
    KerasTensor back = Layers.conv2dTranspose(3, 2).strides(2).padding("same").apply(down);
    KerasTensor joined = Layers.concatenate().apply(image, back);
    all.add(
        new Example("transposed net", new Model(image, Layers.conv2d(2, 3).apply(joined)), 4, 10));
    KerasTensor flat = Layers.reshape(-1, 6).apply(Layers.conv2d(6, 2).apply(image));
    all.add(new Example("flat", new Model(image, flat), 3, 5));
    return all;
  }

  private static List<Example> resized() {
    List<Example> all = new ArrayList<>();
    KerasTensor image = input(-1, -1, -1, 3);
    for (Resize.Method method : Resize.Method.values()) {
      String name = method.keras();
      for (int[] size : new int[][] {{2}, {3, 5}}) {
        KerasTensor up = Layers.upSampling2d(size).interpolation(name).apply(image);
        String by = name + " by " + Arrays.toString(size);
        all.add(new Example(by, new Model(image, up), 3, 7));
      }
      for (boolean antialias : new boolean[] {false, true}) {
        KerasTensor to =
            Layers.resizing(9, 4).interpolation(name).antialias(antialias).apply(image);
        String kind = name + (antialias ? " to 9 by 4, without aliases" : " to 9 by 4");
        all.add(new Example(kind, new Model(image, to), 5, 6));
      }
    }
    return all;
  }
}
