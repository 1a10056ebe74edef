package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution over two axes whose taps are moved by offsets, and weighted by a mask, at each
 * position: what the taps read is gathered into columns, and multiplied by the kernel.
 */
final class DeformableConv {
  private final OpCall call;
  private final Tensor x;
  private final Tensor kernel;
  private final Geometry geometry;
  private final long images;
  private final long points;
  private final int taps;

  private DeformableConv(OpCall call) {
    this.call = call;
    x = call.in(0);
    kernel = call.in(1);
    if (x.rank() != 4 || kernel.rank() != 4) {
      throw call.unsupported(x.rank() - 2 + " spatial axes");
    }
    geometry =
        Geometry.of(
            call, Values.part(x.type().dims(), 2, 4), Values.part(kernel.type().dims(), 2, 4));
    images = x.dim(0);
    points = (long) geometry.outputs()[0] * geometry.outputs()[1];
    taps = geometry.window()[0] * geometry.window()[1];
  }

  static Tensor apply(OpCall call) {
    return new DeformableConv(call).run();
  }

  private Tensor run() {
    int parts = call.small("offset_group", 1);
    List<Tensor> channels = Shapes.splitEqually(x, 1, parts);
    List<Tensor> columns = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Sampler sampler = new Sampler(channels.get(part), Sampler.Mode.LINEAR, Sampler.Border.ZEROS);
      List<Tensor> read = new ArrayList<>();
      for (int tap = 0; tap < taps; tap++) {
        read.add(read(sampler, part, tap));
      }
      // (images, points, channels, taps)
      columns.add(Shapes.stack(read, 3));
    }
    Tensor all = Shapes.concatenate(columns, 2);
    int groups = call.small("group", 1);
    List<Tensor> inputs = Shapes.splitEqually(all, 2, groups);
    List<Tensor> kernels = Shapes.splitEqually(kernel, 0, groups);
    List<Tensor> results = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Tensor in = Shapes.reshape(inputs.get(group), images, points, -1);
      Tensor w = Shapes.reshape(kernels.get(group), kernels.get(group).dim(0), -1);
      results.add(Nn.matmul(in, w, false, true));
    }
    Tensor y = Shapes.moveaxis(Shapes.concatenate(results, 2), 2, 1);
    Tensor shaped =
        Shapes.reshape(y, images, kernel.dim(0), geometry.outputs()[0], geometry.outputs()[1]);
    return call.has(3) ? Ops.add(shaped, Values.perChannel(call.in(3), 4)) : shaped;
  }

  /** What one tap reads at each position, {@code (images, points, channels)}. */
  private Tensor read(Sampler sampler, int part, int tap) {
    int[] place = {tap / geometry.window()[1], tap % geometry.window()[1]};
    List<Tensor> positions = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      long channel = ((long) part * taps + tap) * 2 + axis;
      Tensor offset =
          Shapes.reshape(Shapes.slice(call.in(2), 1, channel, channel + 1), images, points);
      positions.add(Ops.add(offset, x.constant(regular(axis, place[axis]))));
    }
    Tensor image = Shapes.reshape(Shapes.arange(x, images, DataType.INT64), images, 1);
    Tensor values = sampler.at(image, positions);
    if (!call.has(4)) {
      return values;
    }
    long channel = (long) part * taps + tap;
    Tensor mask = Shapes.slice(call.in(4), 1, channel, channel + 1);
    return Ops.multiply(values, Shapes.reshape(mask, images, points, 1));
  }

  /** Where a tap reads without offsets. */
  private TensorData regular(int axis, int place) {
    TensorData data = TensorData.zeros(TensorType.of(x.dtype(), 1, points));
    int columns = geometry.outputs()[1];
    for (int i = 0; i < points; i++) {
      int output = axis == 0 ? i / columns : i % columns;
      data.setDouble(
          i,
          output * geometry.strides()[axis]
              - geometry.low()[axis]
              + place * geometry.dilations()[axis]);
    }
    return data;
  }
}
