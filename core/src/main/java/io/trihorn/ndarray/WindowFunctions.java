package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.RandomOps;
import java.util.ArrayList;
import java.util.List;

/** What the blocks of networks ask of arrays: pooling, convolution, normalization, embedding. */
abstract class WindowFunctions extends BoxFunctions {
  /** The array that the functions are of. */
  final MatrixArray array;

  WindowFunctions(MatrixArray array) {
    this.array = array;
  }

  /** The only result of an operation on arrays, of which the last ones may be missing. */
  private NDArray of(Operation operation, NDArray... operands) {
    List<Cell> cells = new ArrayList<>();
    for (NDArray operand : operands) {
      if (operand != null) {
        cells.add(array.operandOf(operand));
      }
    }
    return array.wrap(array.runtime().append(operation, cells).get(0));
  }

  private void requireFloating(String name) {
    if (!array.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          name
              + ": expected floating elements, but got "
              + array.getDataType()
              + "; convert with toType");
    }
  }

  private NDArray pooled(String name, Operation operation) {
    requireFloating(name);
    return of(operation, array);
  }

  private NDArray flat(NDArray pooled) {
    return pooled.reshape(array.getShape().slice(0, 2));
  }

  private Pools all(String name) {
    if (array.getShape().dimension() < 3) {
      throw new ShapeException(
          name + ": expected (batch, channels, spatial...), but got " + array.getShape());
    }
    return Pools.global(array.getShape());
  }

  @Override
  public NDArray maxPool(Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return of(new Pools(kernelShape, stride, padding, ceilMode).max(), array);
  }

  @Override
  public NDArray globalMaxPool() {
    return flat(of(all("globalMaxPool").max(), array));
  }

  @Override
  public NDArray avgPool(
      Shape kernelShape, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
    Pools pools = new Pools(kernelShape, stride, padding, ceilMode);
    return pooled("avgPool", pools.average(countIncludePad));
  }

  @Override
  public NDArray globalAvgPool() {
    return flat(pooled("globalAvgPool", all("globalAvgPool").average(false)));
  }

  @Override
  public NDArray lpPool(
      float normType, Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return pooled("lpPool", new Pools(kernelShape, stride, padding, ceilMode).norm(normType));
  }

  @Override
  public NDArray globalLpPool(float normType) {
    return flat(pooled("globalLpPool", all("globalLpPool").norm(normType)));
  }

  @Override
  public NDList convolution(
      NDArray input,
      NDArray weight,
      NDArray bias,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups) {
    Convolutions geometry = new Convolutions(stride, padding, dilation, groups);
    return new NDList(of(geometry.convolution(), input, weight, bias));
  }

  @Override
  public NDList deconvolution(
      NDArray input,
      NDArray weight,
      NDArray bias,
      Shape stride,
      Shape padding,
      Shape outPadding,
      Shape dilation,
      int groups) {
    Convolutions geometry = new Convolutions(stride, padding, dilation, groups);
    return new NDList(of(geometry.transposed(outPadding), input, weight, bias));
  }

  /** Rows of a table. Its gradient is dense, whatever the format. */
  @Override
  public NDList embedding(NDArray input, NDArray weight, SparseFormat sparse) {
    if (!input.getDataType().isInteger()) {
      throw new IllegalArgumentException(
          "embedding: expected integers, but got " + input.getDataType() + "; convert with toType");
    }
    Positions.within(Positions.of(input), weight.getShape().get(0));
    return new NDList(of(Norms.embedding(), input, weight));
  }

  @Override
  public NDList prelu(NDArray input, NDArray alpha) {
    return new NDList(of(Norms.prelu(), input, alpha));
  }

  /**
   * In training the elements with some set to 0, at random by the engine's seed, and the others
   * divided by the share that stays.
   */
  @Override
  public NDList dropout(NDArray input, float rate, boolean training) {
    if (!training || rate == 0) {
      return new NDList(input.duplicate());
    }
    Operation operation =
        new Operation(
            "dropout",
            in -> List.of(RandomOps.dropout(in.get(0), rate, in.get(1), in.get(0).type().dims())),
            rate);
    Cell key = Cell.of(HostEngine.INSTANCE.draws().key());
    return new NDList(array.wrap(array.cellOf(operation, array.operandOf(input), key)));
  }

  @Override
  public NDList layerNorm(
      NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
    return new NDList(of(Norms.layer(normalizedShape, eps), input, gamma, beta));
  }

  /**
   * Normalization of the channels of an axis. In training the batch's moments count, and the
   * running ones move towards them in place: {@code momentum} of the old ones stays.
   */
  @Override
  public NDList batchNorm(
      NDArray input,
      NDArray runningMean,
      NDArray runningVar,
      NDArray gamma,
      NDArray beta,
      int axis,
      float momentum,
      float eps,
      boolean training) {
    int at = axis < 0 ? axis + input.getShape().dimension() : axis;
    if (!training) {
      return new NDList(of(Norms.batch(at, eps), input, runningMean, runningVar, gamma, beta));
    }
    List<Cell> cells = new ArrayList<>();
    for (NDArray operand : new NDArray[] {input, runningMean, runningVar, gamma, beta}) {
      cells.add(array.operandOf(operand));
    }
    List<Cell> results = array.runtime().append(Norms.batchTraining(at, eps, momentum), cells);
    ((LazyArray) runningMean).become("batchNorm", results.get(1));
    ((LazyArray) runningVar).become("batchNorm", results.get(2));
    return new NDList(array.wrap(results.get(0)));
  }
}
