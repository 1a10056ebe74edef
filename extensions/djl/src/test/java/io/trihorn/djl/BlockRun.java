package io.trihorn.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;

/** A block with parameters and inputs by formula, in DJL's API alone. */
final class BlockRun {
  private final NDManager manager;
  private final Block block;
  private final NDList inputs = new NDList();
  private final List<NDArray> variables = new ArrayList<>();

  BlockRun(BlockCases.Case asked, NDManager manager, DataType type) {
    this.manager = manager;
    this.block = asked.block().get();
    block.setInitializer(Initializer.ONES, parameter -> true);
    block.initialize(manager, type, asked.inputs().toArray(new Shape[0]));
    int turn = 0;
    for (Parameter parameter : block.getParameters().values()) {
      fill(parameter, turn++);
      if (parameter.requiresGradient()) {
        variables.add(parameter.getArray());
      }
    }
    for (Shape shape : asked.inputs()) {
      if (asked.ids()) {
        inputs.add(manager.arange((int) shape.size()).mod(4).reshape(shape));
        continue;
      }
      NDArray input = manager.create(wave(shape.size(), 0.9, turn++)).reshape(shape);
      NDArray typed = input.toType(type, false);
      inputs.add(typed);
      variables.add(typed);
    }
  }

  private static double[] wave(long size, double step, int turn) {
    double[] values = new double[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(step * i + 0.5 * turn + 0.3);
    }
    return values;
  }

  private void fill(Parameter parameter, int turn) {
    NDArray array = parameter.getArray();
    boolean positive =
        parameter.getType() == Parameter.Type.RUNNING_VAR
            || parameter.getType() == Parameter.Type.GAMMA;
    NDArray values = manager.create(wave(array.size(), 1.3, turn)).mul(0.4);
    NDArray moved = positive ? values.add(1) : values;
    moved.reshape(array.getShape()).toType(array.getDataType(), false).copyTo(array);
  }

  /** The outputs. */
  NDList outputs(boolean training) {
    return block.forward(new ParameterStore(manager, false), inputs, training);
  }

  /** A sum of the outputs, each weighted by its own number. */
  private NDArray loss() {
    manager.getEngine().setRandomSeed(3);
    NDArray sum = null;
    for (NDArray output : outputs(true)) {
      NDArray weights = manager.create(wave(output.size(), 0.37, 1)).reshape(output.getShape());
      NDArray part = output.mul(weights.toType(output.getDataType(), false)).sum();
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /** What the loss grows by along a direction of all parameters and inputs, by gradients. */
  double slope() {
    variables.forEach(variable -> variable.setRequiresGradient(true));
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(loss());
    }
    double slope = 0;
    for (int i = 0; i < variables.size(); i++) {
      double[] gradient = doubles(variables.get(i).getGradient());
      double[] direction = wave(gradient.length, 2.1, i);
      for (int k = 0; k < gradient.length; k++) {
        slope += gradient[k] * direction[k];
      }
    }
    variables.forEach(variable -> variable.setRequiresGradient(false));
    return slope;
  }

  /** The same by a difference. */
  double difference(double step) {
    double above = movedLoss(step);
    double below = movedLoss(-2 * step);
    movedLoss(step);
    return (above - below) / (2 * step);
  }

  private double movedLoss(double step) {
    for (int i = 0; i < variables.size(); i++) {
      NDArray variable = variables.get(i);
      NDArray direction =
          manager.create(wave(variable.size(), 2.1, i)).reshape(variable.getShape()).mul(step);
      variable.addi(direction.toType(variable.getDataType(), false));
    }
    return doubles(loss())[0];
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, true).toDoubleArray();
  }
}
