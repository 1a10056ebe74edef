package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Caffe's {@code Filter}: of each input but the last, {@code (batch, ...)}, the rows at which the
 * last, the selector {@code (batch)} or {@code (batch, 1, ...)}, is not 0. How many rows there are
 * follows from the numbers, so the selector is computed first and the rest of the model is compiled
 * for so many rows: once for each number that comes. No gradient goes to the selector.
 *
 * <p>Files have it as {@code caffe>Filter}; see {@link CaffeLayers}.
 */
public final class Filter extends FluentLayer<Filter> {
  /** A layer without attributes. */
  public Filter() {}

  @Override
  public boolean isRowwise() {
    return false;
  }

  /** The rows are open. */
  @Override
  protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    return inputs.subList(0, inputs.size() - 1).stream().map(Filter::open).toList();
  }

  private static TensorSpec open(TensorSpec input) {
    long[] dims = input.shape().getShape().clone();
    dims[0] = -1;
    return new TensorSpec(new Shape(dims), input.dtype());
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor selector = inputs.get(inputs.size() - 1);
    List<Tensor> filtered = inputs.subList(0, inputs.size() - 1);
    for (Tensor x : filtered) {
      if (x.dim(0) != selector.dim(0) || selector.type().size() != selector.dim(0)) {
        throw new ShapeException(
            "expected a selector of one number for each row of %s, but got %s"
                .formatted(x.shape(), selector.shape()));
      }
    }
    Tensor places = places(selector, call);
    return filtered.stream().map(x -> Shapes.take(x, places, 0)).toList();
  }

  private Tensor places(Tensor selector, Call call) {
    Stages stages = call.trace().stages();
    if (stages == null) {
      throw new UnsupportedOperationException(
          "layer '"
              + name()
              + "' gives as many rows as its selector says, which is not known while a graph is"
              + " written as a whole, as for exports; export what is before it and after it apart");
    }
    return stages.take(List.of(selector), new Stages.Next(Filter::places, 1, false)).get(0);
  }

  private static List<TensorData> places(List<TensorData> operands) {
    TensorData selector = operands.get(0);
    long[] found =
        LongStream.range(0, selector.size()).filter(i -> selector.getDouble(i) != 0).toArray();
    return List.of(TensorData.of(found, found.length).cast(DataType.INT32));
  }
}
