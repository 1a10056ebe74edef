package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.AbsMax;
import io.trihorn.quantizers.AbsMaxQuantizer;
import io.trihorn.quantizers.Int4;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.quantizers.ValueRange;
import java.util.List;

/** The integers of a kernel in floats, with what belongs to them. */
final class Integerizing {
  private Integerizing() {}

  /**
   * As Keras has it: 8 bits with a scale for each output; 4 bits likewise, or in groups with scales
   * and zero points, two numbers in one.
   *
   * @param chosen makes integers instead of the usual way; or null
   * @return the integers, the scale, and in groups the zero points
   */
  static List<Tensor> of(KernelForm form, QuantizationMode mode, Tensor kernel, Quantizer chosen) {
    if (mode.name().equals("int8")) {
      Quantizer usual = chosen == null ? new AbsMaxQuantizer() : chosen;
      Quantizer.Quantized q = usual.quantize(kernel, form.summedAxes());
      return List.of(q.values(), form.storedScale(q.scale()));
    }
    Tensor matrix = Shapes.reshape(kernel, form.matrixDims());
    if (mode.size() < 0) {
      ValueRange range = ValueRange.INT4;
      Quantizer usual =
          chosen == null ? new AbsMaxQuantizer().valueRange(range.low(), range.high()) : chosen;
      Quantizer.Quantized q = usual.quantize(matrix, form.groupAxis());
      return List.of(packed(form, q.values()), Shapes.squeeze(q.scale(), form.groupAxis()));
    }
    AbsMax.Grouped g =
        AbsMax.absMaxQuantizeGroupedWithZeroPoint(form.grouped(matrix), mode.size(), true);
    return List.of(
        packed(form, form.grouped(g.values())),
        form.grouped(g.scale()),
        form.grouped(g.zeroPoint()));
  }

  private static Tensor packed(KernelForm form, Tensor integers) {
    return Int4.packInt4(integers, form.packAxis(), DataType.INT8).values();
  }
}
