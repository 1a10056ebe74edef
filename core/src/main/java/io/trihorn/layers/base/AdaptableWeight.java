package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Core;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.AbsMaxQuantizer;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.Calibrator;
import io.trihorn.quantizers.Int4;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A layer's kernel that can be quantized, and adapted by LoRA (Hu et al., 2021): its values in
 * floats, or integers with scales; beside them two thin matrices that are trained instead of it.
 */
public final class AdaptableWeight {
  private final Layer layer;
  private final KernelForm form;
  private final WeightSpec spec;
  private final AdaptableWeight groupsFrom;
  private Weight stored;
  private Weight scale;
  private Weight zero;
  private Weight groups;
  private Lora lora;
  private Float8Weights float8;
  private CalibratedKernel calibrated;

  /** The thin matrices, and what their product is multiplied by. */
  private record Lora(Weight a, Weight b, double factor) {}

  /** A kernel without weights yet. */
  public AdaptableWeight(Layer layer, KernelForm form, WeightSpec spec) {
    this(layer, form, spec, null);
  }

  /** A kernel whose groups are those of another one of the layer. */
  public AdaptableWeight(
      Layer layer, KernelForm form, WeightSpec spec, AdaptableWeight groupsFrom) {
    this.layer = layer;
    this.form = form;
    this.spec = spec;
    this.groupsFrom = groupsFrom;
  }

  private QuantizationMode mode() {
    return layer.dtypePolicy().mode();
  }

  private boolean is(String mode) {
    return mode() != null && mode().name().equals(mode);
  }

  private boolean inIntegers() {
    return is("int8") || is("int4");
  }

  /** Makes the weights that the layer's dtype policy asks for. */
  public void build() {
    if (inIntegers()) {
      addIntegers(mode());
    } else if (mode() != null && mode().isCalibrated()) {
      calibrated = new CalibratedKernel(layer, form, mode());
    } else {
      stored = layer.addWeight(form.name(), form.shape(), spec);
    }
  }

  /** Makes the weights of training in float8, after those of the layer. */
  public void buildFloat8() {
    if (is("float8")) {
      float8 = new Float8Weights(layer, mode().size());
    }
  }

  private void addIntegers(QuantizationMode wanted) {
    DataType variable = layer.dtypePolicy().variable();
    Initializer zeros = Initializers.zeros();
    Initializer ones = Initializers.ones();
    if (wanted.name().equals("int8")) {
      stored = layer.ownFixed(form.name(), DataType.INT8, form.shape(), zeros);
      scale = layer.ownFixed(form.name() + "_scale", variable, form.scaleShape(), ones);
      return;
    }
    stored = layer.ownFixed(form.name(), DataType.INT8, form.packedShape(), zeros);
    int size = wanted.size();
    if (size < 0) {
      long[] dims = form.matrixDims();
      scale =
          layer.ownFixed(
              form.name() + "_scale", variable, new Shape(dims[1 - form.groupAxis()]), ones);
      return;
    }
    scale = layer.ownFixed(form.name() + "_scale", variable, form.groupShape(size), ones);
    // Keras gives the type of the zero points of the way back no thought, and has floats.
    DataType zeros8 = groupsFrom == null ? DataType.INT8 : variable;
    zero = layer.ownFixed(form.name() + "_zero", zeros8, form.groupShape(size), zeros);
    if (groupsFrom == null) {
      Shape along = new Shape(form.matrixDims()[form.groupAxis()]);
      groups = layer.ownFixed("g_idx", DataType.FLOAT32, along, new GroupNumbers(size));
    } else {
      groups = groupsFrom.groups;
    }
  }

  // Values.

  /** The integers as they are meant: of 4 bits each, not two in one. */
  private Tensor integers(Tensor held) {
    if (!is("int4")) {
      return held;
    }
    long length = form.matrixDims()[form.packAxis()];
    return Int4.unpackInt4(held, length, form.packAxis(), DataType.INT8);
  }

  /** The kernel in floats of integers, scale, and, where there are groups, zeros and groups. */
  private Tensor dequantized(List<Tensor> held, DataType compute) {
    Tensor integers = Ops.cast(integers(held.get(0)), compute);
    Tensor by = Ops.cast(held.get(1), compute);
    if (is("int8")) {
      return Ops.divide(integers, form.keptScale(by));
    }
    if (held.size() == 2) {
      return form.asKernel(Ops.divide(integers, Shapes.expandDims(by, form.groupAxis())));
    }
    Tensor index = held.get(3);
    Tensor zeros = form.spread(Ops.cast(held.get(2), compute), index);
    return form.asKernel(Ops.multiply(Ops.subtract(integers, zeros), form.spread(by, index)));
  }

  /** What the kernel is held in: floats, or integers with what belongs to them. */
  private List<Weight> held() {
    List<Weight> all = new ArrayList<>(List.of(stored));
    if (scale != null) {
      all.add(scale);
    }
    if (zero != null) {
      all.add(zero);
      all.add(groups);
    }
    return all;
  }

  private Tensor base(Call call) {
    if (stored == null) {
      return calibrated.value(call, layer.dtypePolicy().compute());
    }
    if (!inIntegers()) {
      return call.read(stored);
    }
    List<Tensor> tensors = held().stream().map(call::readStored).toList();
    return dequantized(tensors, layer.dtypePolicy().compute());
  }

  private Tensor delta(Call call) {
    return delta(call.read(lora.a()), call.read(lora.b()));
  }

  /** What the thin matrices add, in the kernel's shape. */
  private Tensor delta(Tensor a, Tensor b) {
    return Ops.multiply(Nn.matmul(a, b), lora.factor());
  }

  /** The kernel in floats of the layer's compute type, adapted where it is. */
  public Tensor value(Call call) {
    Tensor base = base(call);
    return lora == null ? base : Ops.add(base, delta(call));
  }

  /**
   * The product with an input.
   *
   * @param quantizer makes integers of the input; null to compute in floats
   */
  public Tensor apply(Tensor x, Call call, Contraction contraction, Quantizer quantizer) {
    if (float8 != null) {
      return float8.product(x, call.read(stored), call, contraction);
    }
    if (awaitsData() && call.trace() instanceof CalibrationTrace trace) {
      trace.show(this, contraction.rows(x));
    }
    if (!inIntegers() || quantizer == null) {
      return contraction.of(x, value(call));
    }
    Tensor y = quantizedProduct(x, call, contraction, quantizer);
    return lora == null ? y : Ops.add(y, contraction.of(x, delta(call)));
  }

  /** As in Keras, gradients are those of the product with the kernel in floats. */
  private Tensor quantizedProduct(
      Tensor x, Call call, Contraction contraction, Quantizer quantizer) {
    DataType compute = layer.dtypePolicy().compute();
    boolean whole = is("int8");
    List<Tensor> operands = new ArrayList<>(List.of(x));
    held().forEach(w -> operands.add(call.readStored(w)));
    return Core.customGradient(
        in -> {
          Quantizer.Quantized q = quantizer.quantize(in.get(0), contraction.summed());
          Tensor by = contraction.aligned(q.scale());
          if (whole) {
            Tensor sums = Ops.cast(contraction.integers(q.values(), in.get(1)), compute);
            return Ops.divide(sums, Ops.multiply(by, Ops.cast(in.get(2), compute)));
          }
          Tensor kernel = dequantized(in.subList(1, in.size()), compute);
          return Ops.divide(contraction.of(Ops.cast(q.values(), compute), kernel), by);
        },
        (in, out, g) -> {
          Tensor kernel = dequantized(in.subList(1, in.size()), compute);
          Tensor sum = Ops.sum(Ops.multiply(contraction.of(in.get(0), kernel), g));
          List<Tensor> gradients = new ArrayList<>(Core.gradients(sum, in.get(0)));
          held().forEach(w -> gradients.add(null));
          return gradients;
        },
        operands.toArray(Tensor[]::new));
  }

  /** What makes integers of inputs unless that is configured: in int8 each row by its largest. */
  public Quantizer usualQuantizer() {
    return is("int8") ? new AbsMaxQuantizer() : null;
  }

  /** A bias in the layer's compute type; in float8, as in Keras, no finer than bfloat16. */
  public Tensor bias(Weight bias, Call call) {
    Tensor value = call.read(bias);
    return float8 != null && value.dtype() == DataType.FLOAT32
        ? Ops.cast(Ops.cast(value, DataType.BFLOAT16), DataType.FLOAT32)
        : value;
  }

  /** Rows of a table, in floats of the layer's compute type. */
  public Tensor lookUp(Tensor index, Call call) {
    DataType compute = layer.dtypePolicy().compute();
    Tensor rows = Shapes.take(call.readStored(stored), index, 0);
    if (inIntegers()) {
      Tensor by = Ops.cast(Shapes.take(call.readStored(scale), index, 0), compute);
      rows = is("int8") ? rows : unpacked(rows);
      rows = Ops.cast(rows, compute);
      if (zero == null) {
        rows = Ops.divide(rows, Shapes.expandDims(by, -1));
      } else {
        Tensor group = Ops.cast(call.readStored(groups), DataType.INT32);
        Tensor zeros = Ops.cast(Shapes.take(call.readStored(zero), index, 0), compute);
        rows = Ops.subtract(rows, Shapes.take(zeros, group, -1));
        rows = Ops.multiply(rows, Shapes.take(by, group, -1));
      }
    }
    rows = Ops.cast(rows, compute);
    if (lora == null) {
      return rows;
    }
    Tensor thin = Shapes.take(call.read(lora.a()), index, 0);
    return Ops.add(rows, delta(thin, call.read(lora.b())));
  }

  private Tensor unpacked(Tensor rows) {
    return Int4.unpackInt4(rows, form.columns(), -1, DataType.INT8);
  }

  // Changes.

  /** The value of a weight in host memory. */
  @FunctionalInterface
  public interface Reader extends Function<Weight, TensorData> {}

  /**
   * Puts integers in the place of floats. The layer's dtype policy must say so already.
   *
   * @return the new weights' values
   */
  Map<Weight, TensorData> quantize(Quantizer chosen, Reader read, HostMath math) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    if (is("float8")) {
      buildFloat8();
      return values;
    }
    if (mode().isCalibrated()) {
      calibrated = new CalibratedKernel(layer, form, mode());
      return values;
    }
    List<TensorData> made =
        math.compute(List.of(read.apply(stored)), in -> quantized(in.get(0), chosen));
    layer.disown(stored);
    addIntegers(mode());
    List<Weight> held = held();
    for (int i = 0; i < made.size(); i++) {
      values.put(held.get(i), made.get(i));
    }
    return values;
  }

  /** Whether the kernel is still in floats, since its inputs have to be looked at before. */
  public boolean awaitsData() {
    return calibrated != null && stored != null;
  }

  /** What looks at the kernel's inputs. */
  Calibrator calibrator(CalibratedConfig<?> config) {
    return config.calibrator(Math.toIntExact(form.rows()));
  }

  /** The values of integers that a calibrator makes of the kernel in floats. */
  Map<Weight, TensorData> rounded(Calibrator calibrator, Reader read, HostMath math) {
    TensorData matrix =
        math.compute(List.of(read.apply(stored)), in -> List.of(form.matrixOf(in.get(0)))).get(0);
    return calibrated.values(calibrator.quantize(matrix), math);
  }

  /** Puts the integers in the place of the floats for good. */
  Map<Weight, TensorData> calibrate(Calibrator calibrator, Reader read, HostMath math) {
    Map<Weight, TensorData> values = rounded(calibrator, read, math);
    layer.disown(stored);
    stored = null;
    return values;
  }

  /** Integers, scale and zeros of a kernel in floats. */
  private List<Tensor> quantized(Tensor kernel, Quantizer chosen) {
    return Integerizing.of(form, mode(), kernel, chosen);
  }

  /**
   * Adds the thin matrices; the kernel is not trained from now on.
   *
   * @param alpha their product is multiplied by {@code alpha / rank}
   * @throws ConfigException if that is done already, the kernel has a constraint or a mode that
   *     does not allow it
   */
  void enableLora(int rank, double alpha) {
    String who = "layer '" + layer.name() + "' (" + layer.className() + "): LoRA ";
    if (lora != null) {
      throw new ConfigException(who + "is enabled already");
    }
    if (spec.constraint() != null) {
      throw new ConfigException(
          who + "cannot keep a kernel's constraint; make the layer without one");
    }
    if (mode() != null && !inIntegers()) {
      throw new ConfigException(
          who + "goes with floats, int8 and int4, but not with " + mode().name());
    }
    Config.requirePositive(layer.className(), "rank", rank);
    long[] dims = form.shape().getShape();
    long[] thin = dims.clone();
    thin[thin.length - 1] = rank;
    Weight a = thin("a", new Shape(thin), Initializers.heUniform());
    Weight b = thin("b", new Shape(rank, dims[dims.length - 1]), Initializers.zeros());
    stored.freeze();
    lora = new Lora(a, b, alpha / rank);
  }

  private Weight thin(String name, Shape shape, Initializer initializer) {
    String whole = "lora_" + form.name() + "_" + name;
    Variable variable =
        new Variable(layer.name() + "/" + whole, new TensorType(DataType.FLOAT32, shape));
    return layer.own(new Weight(whole, variable, initializer, true, spec.regularizer(), null));
  }

  // Files.

  /**
   * What files have: the kernel, the bias if there is one, scale, zero points, groups, float8's; of
   * GPTQ and AWQ the bias first.
   */
  public List<Weight> savedWith(Weight bias) {
    if (calibrated != null) {
      return Stream.concat(Stream.ofNullable(bias), calibrated.all().stream()).toList();
    }
    List<Weight> all = new ArrayList<>(held());
    if (bias != null) {
      all.add(1, bias);
    }
    if (groupsFrom != null) {
      all.remove(groups);
    }
    if (float8 != null) {
      all.addAll(float8.all());
    }
    return all;
  }

  /**
   * The weights whose values files have not at all or not as they are: those that LoRA changes and
   * its matrices, and a kernel that waits for data with the integers it is to have.
   */
  List<Weight> notInFiles() {
    if (awaitsData()) {
      return Stream.concat(Stream.of(stored), calibrated.all().stream()).toList();
    }
    return lora == null
        ? List.of()
        : Stream.concat(held().stream(), Stream.of(lora.a(), lora.b())).toList();
  }

  /**
   * The values that files have of the weights that LoRA changes: as in Keras the kernel with the
   * thin matrices' product in it, quantized anew where it is in integers.
   */
  public Map<Weight, TensorData> merged(Reader read, HostMath math) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    if (lora == null) {
      return values;
    }
    List<Weight> held = held();
    List<TensorData> inputs = new ArrayList<>();
    held.forEach(w -> inputs.add(read.apply(w)));
    inputs.add(read.apply(lora.a()));
    inputs.add(read.apply(lora.b()));
    int n = held.size();
    DataType variable = layer.dtypePolicy().variable();
    List<TensorData> made =
        math.compute(
            inputs,
            in -> {
              Tensor base = inIntegers() ? dequantized(in.subList(0, n), variable) : in.get(0);
              Tensor delta = delta(in.get(n), in.get(n + 1));
              Tensor sum = Ops.cast(Ops.add(base, delta), variable);
              return inIntegers() ? quantized(sum, null) : List.of(sum);
            });
    for (int i = 0; i < made.size(); i++) {
      values.put(held.get(i), made.get(i));
    }
    return values;
  }
}
