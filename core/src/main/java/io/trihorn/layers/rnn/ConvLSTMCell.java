package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializer;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.Windows.Padding;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of {@link ConvLSTM}: an {@link LSTMCell} whose products are convolutions. Weights:
 * {@code kernel (kernelSize..., channels, 4 filters)}, {@code recurrent_kernel (kernelSize...,
 * filters, 4 filters)}, {@code bias (4 filters)}.
 */
public final class ConvLSTMCell extends KernelCell<ConvLSTMCell> {
  private static final int GATES = 4;

  private final int axes;
  private int filters;
  private List<Integer> kernelSize;
  private List<Integer> strides;
  private List<Integer> dilationRate;
  private Padding padding = Padding.VALID;
  private Layout layout = Layout.CHANNELS_LAST;
  private Activation recurrentActivation = Activations.get("sigmoid");
  private boolean unitForgetBias = true;
  private Weight kernel;
  private Weight recurrentKernel;
  private Weight bias;
  private Shape input;
  private Shape state;

  ConvLSTMCell(int axes, int filters, int... kernelSize) {
    this.axes = axes;
    this.filters = Config.requirePositive(className(), "filters", filters);
    this.kernelSize = Sizes.of("kernel_size", axes, kernelSize);
    this.strides = ones();
    this.dilationRate = ones();
  }

  private List<Integer> ones() {
    return Collections.nCopies(axes, 1);
  }

  void strides(int... values) {
    strides = Sizes.of("strides", axes, values);
  }

  void dilationRate(int... values) {
    dilationRate = Sizes.of("dilation_rate", axes, values);
  }

  void padding(String name) {
    padding = Padding.parse(name);
  }

  void dataFormat(String name) {
    layout = DataFormat.parse(name);
  }

  void recurrentActivation(String name) {
    recurrentActivation = Activations.get(name);
  }

  void unitForgetBias(boolean value) {
    unitForgetBias = value;
  }

  /** Keras names all three alike. */
  @Override
  public String className() {
    return "ConvLSTMCell";
  }

  @Override
  protected void configureCell(Config config) {
    filters = config.positive("filters", filters);
    kernelSize = Sizes.configure(config, "kernel_size", axes, kernelSize);
    strides = Sizes.configure(config, "strides", axes, strides);
    padding =
        config.value(
            "padding",
            padding,
            p -> new JsonPrimitive(p.keras()),
            e -> Padding.parse(e.getAsString()));
    layout = DataFormat.configure(config, layout);
    dilationRate = Sizes.configure(config, "dilation_rate", axes, dilationRate);
    super.configureCell(config);
    recurrentActivation =
        Activations.configure(config, "recurrent_activation", recurrentActivation);
    unitForgetBias = config.bool("unit_forget_bias", unitForgetBias);
  }

  @Override
  public List<Shape> stateShapes() {
    return List.of(state, state);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape shape = inputs.get(0);
    if (shape.dimension() != axes + 2) {
      throw new ShapeException(
          "expected an input of rank " + (axes + 3) + ", but its steps have the shape " + shape);
    }
    long channels = shape.get(layout.channelAxis(axes + 2));
    kernel = addWeight("kernel", window(channels, GATES * (long) filters), kernelSpec);
    recurrentKernel =
        addWeight("recurrent_kernel", window(filters, GATES * (long) filters), recurrentSpec);
    if (useBias) {
      Initializer plain = biasSpec.initializer();
      bias =
          addWeight(
              "bias",
              new Shape(GATES * (long) filters),
              unitForgetBias ? new ForgetBias(plain) : plain,
              true,
              biasSpec.regularizer(),
              biasSpec.constraint());
    }
    addDropoutState();
    input = shape.slice(1);
    state = stateShape(shape);
  }

  private Shape window(long first, long second) {
    return new Shape(kernelSize.stream().map(Integer::longValue).toList())
        .addAll(new Shape(first, second));
  }

  /** The shape of the input's convolution, without the batch axis. */
  private Shape stateShape(Shape shape) {
    long[] dims = shape.getShape().clone();
    for (int i = 0; i < axes; i++) {
      int axis = layout.firstSpatialAxis() + i;
      long extent = (kernelSize.get(i) - 1L) * dilationRate.get(i) + 1;
      long room = padding == Padding.VALID ? dims[axis] - extent : dims[axis] - 1;
      dims[axis] = room / strides.get(i) + 1;
    }
    dims[layout.channelAxis(axes + 2)] = filters;
    return new Shape(dims).slice(1);
  }

  @Override
  public Map<String, Tensor> constants(long batch, Call call) {
    Map<String, Tensor> constants = new HashMap<>();
    Tensor w = call.read(kernel);
    constants.put("kernel", w);
    constants.put("recurrent", call.read(recurrentKernel));
    if (bias != null) {
      constants.put("bias", call.read(bias));
    }
    constants.put("inputMask", inputMask(GATES, call, w, withBatch(batch, input)));
    constants.put("recurrentMask", recurrentMask(GATES, call, w, withBatch(batch, state)));
    return constants;
  }

  @Override
  boolean dropsByGate() {
    return true;
  }

  private static long[] withBatch(long batch, Shape shape) {
    return new Shape(batch).addAll(shape).getShape();
  }

  @Override
  public Tensor project(Tensor inputs, Constants constants, Call call) {
    Tensor mask = constants.get("inputMask");
    Tensor x = masked(inputs, mask, inputs.rank());
    int groups = mask == null ? 1 : GATES;
    boolean sequence = x.rank() == axes + 3;
    long[] dims = x.type().dims();
    Tensor flat = sequence ? Shapes.reshape(x, merged(dims)) : x;
    Tensor y =
        Windows.conv(flat, constants.get("kernel"), strides, padding, dilationRate, groups, layout);
    Tensor b = constants.get("bias");
    Tensor z = b == null ? y : Nn.biasAdd(y, b, layout.channelAxis(y.rank()));
    if (!sequence) {
      return z;
    }
    List<Long> result = new ArrayList<>(List.of(dims[0], dims[1]));
    for (int i = 1; i < z.rank(); i++) {
      result.add(z.dim(i));
    }
    return Shapes.reshape(z, result.stream().mapToLong(d -> d).toArray());
  }

  /**
   * Inputs as each gate sees them, side by side in the channels, for a convolution in groups: the
   * gates' kernels stand side by side too. Without a mask one input is for all.
   */
  private Tensor masked(Tensor x, Tensor mask, int rank) {
    if (mask == null) {
      return x;
    }
    List<Tensor> seen = new ArrayList<>();
    for (int gate = 0; gate < GATES; gate++) {
      seen.add(Ops.multiply(x, Shapes.index(mask, 0, gate)));
    }
    int axis = layout == Layout.CHANNELS_LAST ? rank - 1 : rank - axes - 1;
    return Shapes.concatenate(seen, axis);
  }

  private static long[] merged(long[] dims) {
    long[] flat = Arrays.copyOfRange(dims, 1, dims.length);
    flat[0] *= dims[0];
    return flat;
  }

  @Override
  public Step step(Tensor projected, List<Tensor> states, Constants constants, Call call) {
    Tensor mask = constants.get("recurrentMask");
    Tensor h = masked(states.get(0), mask, axes + 2);
    int groups = mask == null ? 1 : GATES;
    Tensor inner =
        Windows.conv(h, constants.get("recurrent"), ones(), Padding.SAME, ones(), groups, layout);
    List<Tensor> parts =
        Shapes.splitEqually(Ops.add(projected, inner), layout.channelAxis(axes + 2), GATES);
    Tensor in = recurrentActivation.call(parts.get(0));
    Tensor forget = recurrentActivation.call(parts.get(1));
    Tensor c =
        Ops.add(
            Ops.multiply(forget, states.get(1)), Ops.multiply(in, activation.call(parts.get(2))));
    Tensor next = Ops.multiply(recurrentActivation.call(parts.get(3)), activation.call(c));
    return new Step(next, List.of(next, c));
  }
}
