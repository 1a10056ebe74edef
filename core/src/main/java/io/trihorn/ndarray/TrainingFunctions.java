package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of optimizers. Each changes the weight and the optimizer's state in place: the inputs
 * are the weight, its gradient and the state.
 */
abstract class TrainingFunctions extends WindowFunctions {
  TrainingFunctions(MatrixArray array) {
    super(array);
  }

  /** Does a step, after which the weights' gradients are 0. */
  private void step(NDList inputs, NDList weights, Operation operation, float... rates) {
    List<Cell> operands = new ArrayList<>();
    inputs.forEach(input -> operands.add(array.operandOf(input)));
    for (float rate : rates) {
      operands.add(LazyArray.scalar(rate));
    }
    List<Cell> results = array.runtime().append(operation, operands);
    ((LazyArray) inputs.get(0)).become(operation.name(), results.get(0));
    for (int i = 1; i < results.size(); i++) {
      ((LazyArray) inputs.get(i + 1)).become(operation.name(), results.get(i));
    }
    for (NDArray weight : weights) {
      Gradient gradient = weight instanceof LazyArray lazy ? lazy.storage().gradient() : null;
      if (gradient != null) {
        gradient.clear();
      }
    }
  }

  /** The inputs that an operation takes; DJL gives momentum even where it is 0. */
  private static NDList first(NDList inputs, int count) {
    return new NDList(inputs.subList(0, Math.min(count, inputs.size())));
  }

  @Override
  public void sgdUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum,
      boolean lazyUpdate) {
    Operation step = new Updates(weightDecay, rescaleGrad, clipGrad).sgd(momentum);
    step(first(inputs, momentum == 0 ? 2 : 3), weights, step, learningRate);
  }

  @Override
  public void nagUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum) {
    Operation step = new Updates(weightDecay, rescaleGrad, clipGrad).nag(momentum);
    step(first(inputs, momentum == 0 ? 2 : 3), weights, step, learningRate);
  }

  @Override
  public void adamUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float learningRateBiasCorrection,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float beta1,
      float beta2,
      float epsilon,
      boolean lazyUpdate,
      boolean adamw) {
    Updates updates = new Updates(weightDecay, rescaleGrad, clipGrad);
    if (adamw) {
      Operation step = updates.adamW(beta1, beta2, epsilon);
      step(inputs, weights, step, learningRate, learningRateBiasCorrection);
    } else {
      step(inputs, weights, updates.adam(beta1, beta2, epsilon), learningRateBiasCorrection);
    }
  }

  @Override
  public void adagradUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float epsilon) {
    Operation step = new Updates(weightDecay, rescaleGrad, clipGrad).adagrad(epsilon);
    step(inputs, weights, step, learningRate);
  }

  @Override
  public void adadeltaUpdate(
      NDList inputs,
      NDList weights,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float epsilon) {
    step(inputs, weights, new Updates(weightDecay, rescaleGrad, clipGrad).adadelta(rho, epsilon));
  }

  @Override
  public void rmspropUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float momentum,
      float epsilon,
      boolean centered) {
    Updates updates = new Updates(weightDecay, rescaleGrad, clipGrad);
    if (centered) {
      step(inputs, weights, updates.centredRmsprop(rho, momentum, epsilon), learningRate);
    } else {
      step(first(inputs, 3), weights, updates.rmsprop(rho, epsilon), learningRate);
    }
  }
}
