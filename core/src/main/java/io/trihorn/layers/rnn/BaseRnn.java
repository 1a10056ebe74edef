package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A layer that runs a cell over time.
 *
 * <p>Input {@code (batch, time, ...)}. Output {@code (batch, ...)} of the last step, or {@code
 * (batch, time, ...)} with {@code return_sequences}; then the last states with {@code
 * return_state}. Initial states are the argument {@code initial_state} or further inputs; else
 * those the last batch left ({@code stateful}), else 0. Steps that the mask {@code (batch, time)}
 * turns off leave the states alone and repeat the last output, or give 0 with {@code
 * zero_output_for_mask}.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseRnn<L extends BaseRnn<L>> extends FluentLayer<L> {
  private boolean returnSequences;
  private boolean returnState;
  private boolean goBackwards;
  private boolean stateful;
  private boolean unroll;
  private boolean zeroOutputForMask;
  private final List<Weight> kept = new ArrayList<>();

  /** A layer with default attributes. */
  protected BaseRnn() {}

  /** The cell. */
  public abstract RnnCell cell();

  /** Whether the output has all steps; by default it is that of the last. */
  public final L returnSequences(boolean value) {
    returnSequences = value;
    return self();
  }

  /** Whether the last states are outputs too; by default they are not. */
  public final L returnState(boolean value) {
    returnState = value;
    return self();
  }

  /** Whether time runs backwards, in the output too; by default it does not. */
  public final L goBackwards(boolean value) {
    goBackwards = value;
    return self();
  }

  /** Whether the states of a batch are the initial ones of the next; by default they are not. */
  public final L stateful(boolean value) {
    stateful = value;
    return self();
  }

  /** Whether the steps are written out instead of a loop; by default they are not. */
  public final L unroll(boolean value) {
    unroll = value;
    return self();
  }

  /** Whether masked steps give 0; by default they repeat the last output. */
  public final L zeroOutputForMask(boolean value) {
    zeroOutputForMask = value;
    return self();
  }

  /** Whether the output has all steps. */
  public final boolean returnsSequences() {
    return returnSequences;
  }

  /** Whether the last states are outputs too. */
  public final boolean returnsState() {
    return returnState;
  }

  /** Whether time runs backwards. */
  public final boolean goesBackwards() {
    return goBackwards;
  }

  /** Whether the states of a batch are the initial ones of the next. */
  public final boolean isStateful() {
    return stateful;
  }

  /** The states that are kept between batches; empty unless {@code stateful}. */
  public final List<Weight> states() {
    return Collections.unmodifiableList(kept);
  }

  /** The attributes of the loop. */
  protected final void configureLoop(Config config) {
    returnSequences = config.bool("return_sequences", returnSequences);
    returnState = config.bool("return_state", returnState);
    goBackwards = config.bool("go_backwards", goBackwards);
    stateful = config.bool("stateful", stateful);
    unroll = config.bool("unroll", unroll);
    zeroOutputForMask = config.bool("zero_output_for_mask", zeroOutputForMask);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    if (input.dimension() < 3) {
      throw new ShapeException(
          "expected an input (batch, time, ...) of rank 3 or more, but got the shape " + input);
    }
    cell().layer().ensureBuilt(List.of(new Shape(input.get(0)).addAll(input.slice(2))));
    if (stateful) {
      if (input.get(0) < 0) {
        throw new ShapeException(
            "stateful=true keeps states for each row of a batch, so their number must be known, but"
                + " got the shape "
                + input
                + "; give it by input(...).batchSize(rows)");
      }
      for (Shape state : cell().stateShapes()) {
        Shape whole = new Shape(input.get(0)).addAll(state);
        kept.add(addState("rnn_state", whole, Initializers.zeros()));
      }
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    List<Tensor> masks = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    masks.set(0, returnSequences ? call.mask(0) : null);
    return masks;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor x = inputs.get(0);
    Call cellCall = call.of(cell().layer());
    Constants constants = Constants.of(cell().constants(x.dim(0), cellCall));
    Tensor steps = Shapes.swapaxes(x, 0, 1);
    List<Tensor> begin = states(inputs, call);
    RnnLoop.Result result = run(steps, initial(x, begin), constants, call, cellCall);
    if (!begin.isEmpty() && !zeroOutputForMask && call.mask(0) != null) {
      result = new RnnLoop.Result(begun(result.output(), call.mask(0)), result.states());
    }
    for (int i = 0; i < kept.size(); i++) {
      call.assign(kept.get(i), result.states().get(i));
    }
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(returnSequences ? Shapes.swapaxes(result.output(), 0, 1) : result.output());
    if (returnState) {
      outputs.addAll(result.states());
    }
    return outputs.stream().map(t -> Ops.cast(t, dtypePolicy().compute())).toList();
  }

  private RnnLoop.Result run(
      Tensor steps, List<Tensor> initial, Constants constants, Call call, Call cellCall) {
    Tensor mask = call.mask(0) == null ? null : Shapes.swapaxes(call.mask(0), 0, 1);
    if (mask == null && !unroll && cell() instanceof DenseCell<?> known) {
      Tensor x = Ops.cast(steps, cell().layer().dtypePolicy().compute());
      RnnLoop.Result whole = known.whole(x, initial, constants, goBackwards, returnSequences);
      if (whole != null) {
        return whole;
      }
    }
    Tensor projected = cell().project(steps, constants, cellCall);
    RnnLoop loop = new RnnLoop(cell(), cellCall, constants, mask, goBackwards, zeroOutputForMask);
    return unroll
        ? loop.unrolled(projected, initial, returnSequences)
        : loop.scanned(projected, initial, returnSequences);
  }

  /**
   * Outputs with 0 for the masked steps before the first one that counts: there is no output yet
   * that they could repeat. Where states begin with 0 they repeat that anyway.
   *
   * @param mask {@code (batch, time)}
   */
  private Tensor begun(Tensor output, Tensor mask) {
    Tensor steps = Shapes.swapaxes(mask, 0, 1);
    Tensor seen = Ops.cast(goBackwards ? Shapes.flip(steps, 0) : steps, DataType.INT32);
    Tensor count = returnSequences ? Ops.cumsum(seen, 0) : Ops.max(seen, 0);
    return Ops.where(RnnLoop.like(Ops.greater(count, 0), output), output, 0);
  }

  /** The states that are given, or else kept; none where they begin with 0. */
  private List<Tensor> states(List<Tensor> inputs, Call call) {
    List<Tensor> given =
        inputs.size() > 1 ? inputs.subList(1, inputs.size()) : call.tensors("initial_state");
    return given.isEmpty() ? kept.stream().map(call::read).toList() : given;
  }

  private List<Tensor> initial(Tensor x, List<Tensor> states) {
    var dtype = cell().layer().dtypePolicy().compute();
    List<Tensor> result = new ArrayList<>();
    List<Shape> shapes = cell().stateShapes();
    for (int i = 0; i < shapes.size(); i++) {
      Shape whole = new Shape(x.dim(0)).addAll(shapes.get(i));
      if (states.isEmpty()) {
        result.add(Shapes.full(x, 0, dtype, whole.getShape()));
      } else if (states.size() == shapes.size() && states.get(i).shape().equals(whole)) {
        result.add(Ops.cast(states.get(i), dtype));
      } else {
        throw new ShapeException(
            "the initial states should have the shapes (batch of "
                + x.dim(0)
                + ") "
                + shapes
                + ", but are "
                + states.stream().map(Tensor::type).toList());
      }
    }
    return result;
  }
}
