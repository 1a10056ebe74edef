package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * The short-time Fourier transform of signals: windowed pieces times waves.
 *
 * <p>Input {@code (batch, time, channels)}, output {@code (batch, frames, channels * frequencies)},
 * or with {@code expand_dims} {@code (batch, frames, frequencies, channels)}; with {@code
 * channels_first} input {@code (batch, channels, time)}, output {@code (batch, channels *
 * frequencies, frames)} or {@code (batch, channels, frames, frequencies)}. There are {@code
 * fft_length / 2 + 1} frequencies, twice as many in mode {@code stft}. Weights {@code
 * (frame_length, 1, fft_length / 2 + 1)}, trained only where the layer is set trainable: {@code
 * real_kernel}, {@code imag_kernel}.
 */
public final class STFTSpectrogram extends FluentLayer<STFTSpectrogram> implements DataFormatted {
  // What Keras keeps magnitudes above.
  private static final double TINY = 1e-7;
  private static final List<String> MODES =
      List.of("log", "magnitude", "psd", "real", "imag", "angle", "stft");

  private String mode = "log";
  private int frameLength;
  private Integer frameStep;
  private Integer fftLength;
  private String window = "hann";
  private boolean periodic;
  private String scaling = "density";
  private String padding = "valid";
  private boolean expandDims;
  private Layout layout = Layout.CHANNELS_LAST;
  private Weight realKernel;
  private Weight imagKernel;

  /** Pieces of so many samples. */
  public STFTSpectrogram(int frameLength) {
    this.frameLength = frameLength;
    setTrainable(false);
  }

  /**
   * {@code log} of the magnitude (the default), {@code magnitude}, {@code psd} (power, both sides),
   * {@code real}, {@code imag}, {@code angle}, {@code stft} (real and imaginary parts).
   */
  public STFTSpectrogram mode(String value) {
    mode = checked("mode", value, MODES);
    return this;
  }

  /** The samples between the starts of pieces; by default half a piece. */
  public STFTSpectrogram frameStep(int value) {
    frameStep = value;
    return this;
  }

  /** The length of the transform; by default the next power of 2. */
  public STFTSpectrogram fftLength(int value) {
    fftLength = value;
    return this;
  }

  /** {@code hann} (the default), {@code hamming}, {@code blackman}, or null for none. */
  public STFTSpectrogram window(String value) {
    window = value;
    return this;
  }

  /** Whether the window is periodic; by default symmetric. */
  public STFTSpectrogram periodic(boolean value) {
    periodic = value;
    return this;
  }

  /** {@code density} (the default), {@code spectrum}, or null for none. */
  public STFTSpectrogram scaling(String value) {
    scaling = value;
    return this;
  }

  /** {@code valid} (the default) or {@code same}. */
  public STFTSpectrogram padding(String value) {
    padding = checked("padding", value, List.of("valid", "same"));
    return this;
  }

  /** Whether channels and frequencies have an axis each; by default one for both. */
  public STFTSpectrogram expandDims(boolean value) {
    expandDims = value;
    return this;
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public STFTSpectrogram dataFormat(String name) {
    layout = DataFormat.parse(name);
    return this;
  }

  private static String checked(String attribute, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new ConfigException(
          "STFTSpectrogram: " + attribute + " should be one of " + known + ", but is " + value);
    }
    return value;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    mode = checked("mode", config.present("mode", config.text("mode", mode)), MODES);
    frameLength = config.integer("frame_length", frameLength);
    frameStep = config.nullableInteger("frame_step", frameStep);
    fftLength = config.nullableInteger("fft_length", fftLength);
    window = config.text("window", window);
    periodic = config.bool("periodic", periodic);
    scaling = config.text("scaling", scaling);
    padding =
        checked(
            "padding",
            config.present("padding", config.text("padding", padding)),
            List.of("valid", "same"));
    layout = DataFormat.configure(config, layout);
    expandDims = config.bool("expand_dims", expandDims);
  }

  private int step() {
    return frameStep == null ? Math.max(1, frameLength / 2) : frameStep;
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (inputs.get(0).dimension() != 3) {
      throw new ShapeException("expected signals of rank 3, but got " + inputs.get(0));
    }
    int length = frameLength;
    if (fftLength != null) {
      length = fftLength;
    } else if (frameLength > 1) {
      length = Integer.highestOneBit(frameLength - 1) * 2;
    }
    if (frameLength < 1 || step() < 1 || length < frameLength) {
      throw new ConfigException(
          "STFTSpectrogram: frame_length and frame_step should be positive, and fft_length at least"
              + " frame_length, but they are "
              + List.of(frameLength, step(), length));
    }
    Shape shape = new Shape(frameLength, 1, length / 2 + 1);
    if (!mode.equals("imag")) {
      realKernel = addKernel("real", shape);
    }
    if (!mode.equals("real")) {
      imagKernel = addKernel("imag", shape);
    }
  }

  private Weight addKernel(String side, Shape shape) {
    JsonObject config = new JsonObject();
    config.addProperty("side", side);
    config.addProperty("window", window);
    config.addProperty("scaling", scaling);
    config.addProperty("periodic", periodic);
    var initializer = Initializers.REGISTRY.create("STFT", config);
    return addWeight(side + "_kernel", shape, initializer, isTrainable(), null, null);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor signals = layout == Layout.CHANNELS_LAST ? Shapes.swapaxes(x, 1, 2) : x;
    Tensor frames =
        padding.equals("same")
            ? Frames.same(signals, frameLength, step())
            : Frames.within(signals, frameLength, step());
    return arranged(spectrum(frames, call));
  }

  /** {@code (batch, channels, frames, frequencies)}. */
  private Tensor spectrum(Tensor frames, Call call) {
    Tensor real = side(realKernel, frames, call);
    Tensor imag = side(imagKernel, frames, call);
    return switch (mode) {
      case "real" -> real;
      case "imag" -> imag;
      case "stft" -> Shapes.concatenate(List.of(real, imag), -1);
      case "angle" -> Trig.arctan2(imag, real);
      case "psd" -> bothSides(Frames.power(real, imag));
      case "magnitude" -> magnitude(real, imag);
      default -> Ops.log(magnitude(real, imag));
    };
  }

  private static Tensor side(Weight kernel, Tensor frames, Call call) {
    return kernel == null ? null : Nn.matmul(frames, Shapes.squeeze(call.read(kernel), 1));
  }

  private static Tensor magnitude(Tensor real, Tensor imag) {
    return Ops.sqrt(Ops.maximum(Frames.power(real, imag), TINY));
  }

  /** All frequencies but the first and the last stand for negative ones too. */
  private static Tensor bothSides(Tensor power) {
    float[] times = new float[Math.toIntExact(power.dim(-1))];
    Arrays.fill(times, 2);
    times[0] = 1;
    times[times.length - 1] = 1;
    TensorData factors = TensorData.of(times, times.length).cast(power.dtype());
    return Ops.multiply(power, power.constant(factors));
  }

  private Tensor arranged(Tensor y) {
    if (layout == Layout.CHANNELS_LAST) {
      return expandDims
          ? Shapes.transpose(y, 0, 2, 3, 1)
          : Shapes.reshape(Shapes.transpose(y, 0, 2, 1, 3), y.dim(0), y.dim(2), -1);
    }
    return expandDims ? y : Shapes.reshape(Shapes.swapaxes(y, 2, 3), y.dim(0), -1, y.dim(2));
  }
}
