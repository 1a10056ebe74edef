package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.regularizers.Regularizer;
import java.util.List;

/**
 * A recurrent layer with a cell of a fixed kind, whose attributes are the layer's own.
 *
 * @param <L> the layer's own class
 * @param <C> the cell's class
 */
public abstract class CellRnn<L extends CellRnn<L, C>, C extends KernelCell<C>> extends BaseRnn<L> {
  private final C cell;

  /** A layer that runs this cell. */
  protected CellRnn(C cell) {
    this.cell = track(cell);
  }

  @Override
  public final C cell() {
    return cell;
  }

  /** The activation function by Keras's name; by default {@code tanh}. */
  public final L activation(String name) {
    cell.activation(name);
    return self();
  }

  /** Whether there is a bias; by default there is. */
  public final L useBias(boolean value) {
    cell.useBias(value);
    return self();
  }

  /** By default {@code glorot_uniform}. */
  public final L kernelInitializer(Initializer value) {
    cell.kernelInitializer(value);
    return self();
  }

  /** By Keras's name; by default {@code glorot_uniform}. */
  public final L kernelInitializer(String name) {
    return kernelInitializer(Initializers.get(name));
  }

  /** By default {@code orthogonal}. */
  public final L recurrentInitializer(Initializer value) {
    cell.recurrentInitializer(value);
    return self();
  }

  /** By Keras's name; by default {@code orthogonal}. */
  public final L recurrentInitializer(String name) {
    return recurrentInitializer(Initializers.get(name));
  }

  /** By default {@code zeros}. */
  public final L biasInitializer(Initializer value) {
    cell.biasInitializer(value);
    return self();
  }

  /** By default none. */
  public final L kernelRegularizer(Regularizer value) {
    cell.kernelRegularizer(value);
    return self();
  }

  /** By default none. */
  public final L recurrentRegularizer(Regularizer value) {
    cell.recurrentRegularizer(value);
    return self();
  }

  /** By default none. */
  public final L biasRegularizer(Regularizer value) {
    cell.biasRegularizer(value);
    return self();
  }

  /** By default none. */
  public final L kernelConstraint(Constraint value) {
    cell.kernelConstraint(value);
    return self();
  }

  /** By default none. */
  public final L recurrentConstraint(Constraint value) {
    cell.recurrentConstraint(value);
    return self();
  }

  /** By default none. */
  public final L biasConstraint(Constraint value) {
    cell.biasConstraint(value);
    return self();
  }

  /** The rate at which inputs are dropped in training; by default 0. */
  public final L dropout(double rate) {
    cell.dropout(rate);
    return self();
  }

  /** The rate at which states are dropped in training; by default 0. */
  public final L recurrentDropout(double rate) {
    cell.recurrentDropout(rate);
    return self();
  }

  /** The seed of the dropout; by default the model's seed decides. */
  public final L seed(int value) {
    cell.seed(value);
    return self();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    configureLoop(config);
    cell.configureCell(config);
    configureActivityRegularizer(config);
    configureSeed(config);
  }

  /** The attribute {@code seed}, where Keras writes it. */
  protected void configureSeed(Config config) {
    cell.configureSeed(config);
  }

  @Override
  protected final void build(List<Shape> inputs) {
    handDtypePolicyTo(cell);
    super.build(inputs);
  }
}
