package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.List;
import java.util.Locale;

/** One step of each recurrent layer; {@code x (batch, inputs)}, states {@code (batch, hidden)}. */
final class RecurrentCells {
  private RecurrentCells() {}

  /** A cell. */
  interface Cell {
    /** The number of blocks in the weights. */
    int gates();

    /** The number of states; the first is what the layer gives. */
    int states();

    /** The activations where none are named. */
    List<String> activations();

    /** The next states. */
    List<Tensor> step(OpCall call, Weights w, Tensor x, List<Tensor> states);
  }

  /**
   * The weights of one direction.
   *
   * @param input {@code (gates * hidden, inputs)}
   * @param recurrent {@code (gates * hidden, hidden)}
   * @param bias both biases one after the other, or null
   * @param peepholes of an LSTM, or null
   * @param hidden number of units
   * @param direction 0 or 1
   */
  record Weights(
      Tensor input, Tensor recurrent, Tensor bias, Tensor peepholes, long hidden, int direction) {
    static Weights of(OpCall call, Cell cell, int d) {
      Tensor input = Shapes.index(call.in(1), 0, d);
      Tensor recurrent = Shapes.index(call.in(2), 0, d);
      long hidden = recurrent.dim(1);
      if (recurrent.dim(0) != hidden * cell.gates() || input.dim(0) != recurrent.dim(0)) {
        throw call.wrong("has weights " + call.in(1).type() + ", " + call.in(2).type());
      }
      return new Weights(
          input,
          recurrent,
          call.has(3) ? Shapes.index(call.in(3), 0, d) : null,
          call.has(7) ? Shapes.index(call.in(7), 0, d) : null,
          hidden,
          d);
    }

    Weights inside(LoopTrace loop) {
      return new Weights(
          loop.capture(input),
          loop.capture(recurrent),
          bias == null ? null : loop.capture(bias),
          peepholes == null ? null : loop.capture(peepholes),
          hidden,
          direction);
    }

    /** {@code x w}, for some of the gates. */
    private Tensor fromInput(Tensor x, int gate, int gates) {
      return Nn.matmul(x, rows(input, gate, gates), false, true);
    }

    private Tensor fromState(Tensor h, int gate, int gates) {
      return Nn.matmul(h, rows(recurrent, gate, gates), false, true);
    }

    private Tensor rows(Tensor w, int gate, int gates) {
      return Shapes.slice(w, 0, gate * hidden, (gate + gates) * hidden);
    }

    /** A tensor with the bias of some gates, the input's or the recurrent one. */
    private Tensor withBias(Tensor y, boolean ofState, int gate, int gates) {
      if (bias == null) {
        return y;
      }
      long first = (ofState ? bias.dim(0) / 2 : 0) + gate * hidden;
      return Ops.add(y, Shapes.slice(bias, 0, first, first + gates * hidden));
    }

    private Tensor both(Tensor x, Tensor h, int gate, int gates) {
      Tensor sum = Ops.add(fromInput(x, gate, gates), fromState(h, gate, gates));
      return withBias(withBias(sum, false, gate, gates), true, gate, gates);
    }

    private Tensor gate(Tensor all, int gate) {
      return Shapes.slice(all, 1, gate * hidden, (gate + 1) * hidden);
    }
  }

  /** The activation a cell has at a place, on values clipped as the node says. */
  private static Tensor activate(OpCall call, Cell cell, Weights w, int place, Tensor x) {
    List<String> named = call.texts("activations");
    int index = w.direction() * cell.activations().size() + place;
    String name = index < named.size() ? named.get(index) : cell.activations().get(place);
    double[] alphas = call.reals("activation_alpha");
    double[] betas = call.reals("activation_beta");
    double clip = call.real("clip", 0);
    Tensor in = clip > 0 ? Ops.clip(x, -clip, clip) : x;
    return activation(call, name, in, at(alphas, index), at(betas, index));
  }

  private static double at(double[] values, int index) {
    return index < values.length ? values[index] : Double.NaN;
  }

  private static double or(double value, double otherwise) {
    return Double.isNaN(value) ? otherwise : value;
  }

  private static Tensor activation(OpCall call, String name, Tensor x, double a, double b) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sigmoid" -> Nn.sigmoid(x);
      case "tanh" -> Ops.tanh(x);
      case "relu" -> Nn.relu(x);
      case "softplus" -> Nn.softplus(x);
      case "softsign" -> Ops.divide(x, Ops.add(Ops.abs(x), 1));
      case "leakyrelu" -> ActivationOperators.leaky(x, or(a, 0.01));
      case "elu" -> ActivationOperators.elu(x, or(a, 1));
      case "hardsigmoid" -> ActivationOperators.hardSigmoid(x, or(a, 0.2), or(b, 0.5));
      case "affine" -> Ops.add(Ops.multiply(x, or(a, 1)), or(b, 0));
      case "scaledtanh" -> Ops.multiply(Ops.tanh(Ops.multiply(x, or(b, 1))), or(a, 1));
      case "thresholdedrelu" -> Ops.where(Ops.greater(x, or(a, 1)), x, 0);
      default -> throw call.unsupported("activation " + name);
    };
  }

  /** {@code h = f(x w + h r + b)}. */
  record Simple() implements Cell {
    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public List<String> activations() {
      return List.of("Tanh");
    }

    @Override
    public List<Tensor> step(OpCall call, Weights w, Tensor x, List<Tensor> states) {
      return List.of(activate(call, this, w, 0, w.both(x, states.get(0), 0, 1)));
    }
  }

  /** Gates in the order update, reset, hidden. */
  record Gru() implements Cell {
    @Override
    public int gates() {
      return 3;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public List<String> activations() {
      return List.of("Sigmoid", "Tanh");
    }

    @Override
    public List<Tensor> step(OpCall call, Weights w, Tensor x, List<Tensor> states) {
      Tensor h = states.get(0);
      Tensor gates = activate(call, this, w, 0, w.both(x, h, 0, 2));
      Tensor z = w.gate(gates, 0);
      Tensor r = w.gate(gates, 1);
      Tensor fromInput = w.withBias(w.fromInput(x, 2, 1), false, 2, 1);
      Tensor fromState =
          call.flag("linear_before_reset", false)
              ? Ops.multiply(r, w.withBias(w.fromState(h, 2, 1), true, 2, 1))
              : w.withBias(w.fromState(Ops.multiply(r, h), 2, 1), true, 2, 1);
      Tensor n = activate(call, this, w, 1, Ops.add(fromInput, fromState));
      return List.of(Ops.add(Ops.multiply(Ops.subtract(1, z), n), Ops.multiply(z, h)));
    }
  }

  /**
   * Gates in the order input, output, forget, cell; peepholes in the order input, output, forget.
   */
  record Lstm() implements Cell {
    @Override
    public int gates() {
      return 4;
    }

    @Override
    public int states() {
      return 2;
    }

    @Override
    public List<String> activations() {
      return List.of("Sigmoid", "Tanh", "Tanh");
    }

    @Override
    public List<Tensor> step(OpCall call, Weights w, Tensor x, List<Tensor> states) {
      Tensor h = states.get(0);
      Tensor c = states.get(1);
      Tensor gates = w.both(x, h, 0, 4);
      Tensor i = activate(call, this, w, 0, peeped(w, w.gate(gates, 0), c, 0));
      Tensor f =
          call.flag("input_forget", false)
              ? Ops.subtract(1, i)
              : activate(call, this, w, 0, peeped(w, w.gate(gates, 2), c, 2));
      Tensor candidate = activate(call, this, w, 1, w.gate(gates, 3));
      Tensor cell = Ops.add(Ops.multiply(f, c), Ops.multiply(i, candidate));
      Tensor o = activate(call, this, w, 0, peeped(w, w.gate(gates, 1), cell, 1));
      Tensor out = Ops.multiply(o, activate(call, this, w, 2, cell));
      return List.of(out, cell);
    }

    private static Tensor peeped(Weights w, Tensor gate, Tensor cell, int which) {
      if (w.peepholes() == null) {
        return gate;
      }
      Tensor weights = Shapes.slice(w.peepholes(), 0, which * w.hidden(), (which + 1) * w.hidden());
      return Ops.add(gate, Ops.multiply(cell, weights));
    }
  }
}
