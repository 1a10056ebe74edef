package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.recurrent.RNN;
import io.trihorn.ndarray.pending.Cell;

/** The recurrent blocks' functions, with PyTorch's order of parameters and gates. */
abstract class RecurrentFunctions extends TrainingFunctions {
  RecurrentFunctions(MatrixArray array) {
    super(array);
  }

  private NDList run(Recurrence recurrence, NDArray input, NDList states, NDList params) {
    NDList operands = new NDList(input);
    operands.addAll(states);
    operands.addAll(params);
    Cell key = Cell.of(HostEngine.INSTANCE.draws().key());
    operands.add(array.wrap(key));
    return array.applyAll(recurrence.operation(), operands);
  }

  @Override
  public NDList rnn(
      NDArray input,
      NDArray state,
      NDList params,
      boolean hasBiases,
      int numLayers,
      RNN.Activation activation,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    Recurrence.Cell cell =
        activation == RNN.Activation.RELU ? Recurrence.Cell.RELU : Recurrence.Cell.TANH;
    Recurrence recurrence =
        new Recurrence(cell, hasBiases, numLayers, bidirectional, batchFirst, dropRate, training);
    return run(recurrence, input, new NDList(state), params);
  }

  @Override
  public NDList gru(
      NDArray input,
      NDArray state,
      NDList params,
      boolean hasBiases,
      int numLayers,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    Recurrence recurrence =
        new Recurrence(
            Recurrence.Cell.GRU,
            hasBiases,
            numLayers,
            bidirectional,
            batchFirst,
            dropRate,
            training);
    return run(recurrence, input, new NDList(state), params);
  }

  @Override
  public NDList lstm(
      NDArray input,
      NDList states,
      NDList params,
      boolean hasBiases,
      int numLayers,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    Recurrence recurrence =
        new Recurrence(
            Recurrence.Cell.LSTM,
            hasBiases,
            numLayers,
            bidirectional,
            batchFirst,
            dropRate,
            training);
    return run(recurrence, input, states, params);
  }
}
