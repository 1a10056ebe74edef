package io.trihorn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.merging.Concatenate;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.model.Model;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OpenAxesTest {
  private static KerasTensor input(long... batchShape) {
    return Layers.inputTensor(new InputLayer().batchShape(new Shape(batchShape)));
  }

  @Test
  void stepsOfTimeMayBeOpenAndAreThoseOfTheData() {
    KerasTensor x = input(-1, -1, 2);
    KerasTensor each = new Dense(3).apply(x);
    assertEquals(new Shape(-1, -1, 3), each.shape());
    KerasTensor last = new LSTM(4).apply(each);
    assertEquals(new Shape(-1, 4), last.shape());
    try (Model model = new Model(x, last)) {
      model.on("reference");
      for (int steps : new int[] {3, 5}) {
        TensorData data = TensorData.of(new float[2 * steps * 2], 2, steps, 2);
        List<TensorData> y = model.predictOnBatch(data);
        assertEquals(new Shape(2, 4), y.get(0).shape());
      }
    }
  }

  @Test
  void anOpenExtentMeetsAKnownOne() {
    KerasTensor joined = new Concatenate().apply(input(-1, 10, 4), input(-1, -1, 6));
    assertEquals(new Shape(-1, 10, 10), joined.shape());
  }

  @Test
  void widthAndHeightMayBeOpen() {
    KerasTensor y = Layers.conv2d(5, 3).apply(input(-1, -1, -1, 3));
    assertEquals(new Shape(-1, -1, -1, 5), y.shape());
  }

  @Test
  void aMaskIsAsLongAsTheStepsAreWhateverItsAxes() {
    KerasTensor x = input(-1, -1, 6);
    KerasTensor mask = input(-1, -1, -1);
    KerasTensor y =
        AttentionLayers.multiHeadAttention(2, 3)
            .applyAll(List.of(x, x), Map.of("attention_mask", mask))
            .get(0);
    assertEquals(new Shape(-1, -1, 6), y.shape());
  }

  @Test
  void aMaskMeetsKnownLengthsOfQueriesAndOfValues() {
    KerasTensor y =
        AttentionLayers.multiHeadAttention(2, 3)
            .applyAll(
                List.of(input(-1, 4, 6), input(-1, 7, 6)),
                Map.of("attention_mask", input(-1, -1, -1)))
            .get(0);
    assertEquals(new Shape(-1, 4, 6), y.shape());
  }

  @Test
  void aGraphOfAnySizeHasAdjacencyOfThatSize() {
    KerasTensor adjacency = input(-1, -1);
    KerasTensor nodes = input(-1, 5);
    assertEquals(new Shape(-1, 5), new Product().apply(adjacency, nodes).shape());
    assertEquals(new Shape(-1, 5), new Product().apply(adjacency, input(34, 5)).shape());
  }

  @Test
  void aBatchThatMeetsAnExtentOfOneIsOne() {
    KerasTensor x = input(-1, 1);
    KerasTensor y = new Product().name("product").apply(x, x);
    try (Model model = new Model(x, y)) {
      model.on("reference");
      TensorData one = TensorData.of(new float[] {3}, 1, 1);
      assertArrayEquals(new float[] {9}, model.predictOnBatch(one).get(0).toFloatArray());
      TensorData two = TensorData.of(new float[] {3, 4}, 2, 1);
      ShapeException e = assertThrows(ShapeException.class, () -> model.predictOnBatch(two));
      assertEquals(
          "layer 'functional/product': matmul needs operands"
              + " with axes mk, kn (equal letters, equal extents), but got [float32[2,1], float32[2,1]]",
          e.getMessage());
    }
  }

  @Test
  void inputsOfOneBatchNeedNotHaveTheirRowsFirst() {
    KerasTensor adjacency = input(-1, -1);
    KerasTensor nodes = input(-1, 2);
    KerasTensor factor = input();
    KerasTensor y = new Function(x -> x).apply(new Product().apply(adjacency, nodes));
    try (Model model = new Model(List.of(adjacency, nodes, factor), List.of(y))) {
      model.on("reference");
      List<TensorData> out =
          model.predictOnBatch(
              TensorData.of(new float[] {1, 0, 2, 0, 1, 1}, 2, 3),
              TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
              TensorData.scalar(DataType.FLOAT32, 3));
      assertArrayEquals(new float[] {11, 14, 8, 10}, out.get(0).toFloatArray());
    }
  }

  @Test
  void multiplesAreFoundAndLimitsDoNotLookLikeExtents() {
    assertEquals(new Shape(-1, -1), function(x -> Shapes.reshape(x, x.dim(0), x.dim(1) / 32, 32)));
    assertEquals(new Shape(-1, -1), function(x -> Shapes.reshape(x, x.dim(0), x.dim(1) / 21, 21)));
    assertEquals(new Shape(-1, -1), function(x -> Shapes.slice(x, 1, 0, Math.min(x.dim(1), 20))));
    assertEquals(new Shape(-1, 20), function(x -> Shapes.slice(x, 1, 0, 20)));
  }

  private static Shape function(UnaryOperator<Tensor> function) {
    Shape all = new Function(function).apply(input(-1, -1)).shape();
    return all.dimension() == 3 ? all.slice(0, 2) : all;
  }

  @Test
  void aModelInsideIsOpenAsItIsByItself() {
    KerasTensor image = input(-1, -1, -1, 3);
    KerasTensor half = Layers.conv2d(4, 3).strides(2).padding("same").apply(image);
    KerasTensor back = Layers.upSampling2d(2).apply(half);
    Model inner = new Model(image, new Concatenate().apply(image, back));
    assertEquals(new Shape(-1, -1, -1, 7), inner.apply(input(-1, -1, -1, 3)).shape());
    assertEquals(new Shape(-1, 6, -1, 7), inner.apply(input(-1, 6, -1, 3)).shape());
    assertEquals(new Shape(-1, 6, 8, 7), inner.apply(input(-1, 6, 8, 3)).shape());
  }

  @Test
  void whatNoExtentsHelpIsRefusedWithoutMadeUpOnes() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> new Product().name("product").apply(input(-1, -1, 3), input(-1, 4, 6)));
    assertEquals(
        "layer 'product': matmul needs operands"
            + " with axes Amk, Akn (equal letters, equal extents), but got [float32[None,None,3], float32[None,4,6]]",
        e.getMessage());
  }

  /** A matrix product of two inputs. */
  private static final class Product extends FluentLayer<Product> {
    @Override
    protected List<Tensor> call(List<Tensor> inputs, Call call) {
      return List.of(Nn.matmul(inputs.get(0), inputs.get(1)));
    }
  }

  /** Any function. */
  private static final class Function extends Layer {
    private final UnaryOperator<Tensor> function;

    private Function(UnaryOperator<Tensor> function) {
      this.function = function;
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      return function.apply(x);
    }
  }
}
