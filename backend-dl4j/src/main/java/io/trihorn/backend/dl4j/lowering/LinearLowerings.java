package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import java.util.List;

/** Lowerings of {@link Linear}, for processors and for cards. */
final class LinearLowerings {
  private LinearLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Linear.MatMul.class, (op, l) -> List.of(MatMulLowering.lower(op, l)))
        .on(Linear.Conv.class, (op, l) -> List.of(conv(op, l, List.of())))
        .on(Linear.ConvInputGradient.class, (op, l) -> List.of(inputGradient(op, l)))
        .on(Linear.ConvKernelGradient.class, (op, l) -> List.of(kernelGradient(op, l)));
  }

  /** With what follows, if {@link Convolution#hasEnding}. */
  static Ref conv(Linear.Conv op, Lowering l, List<Link> links) {
    Images images = l.images(op.spec().layout());
    ConvGeometry g = ConvGeometry.of(op.spec(), l.in(0).shape(), l.in(1).shape());
    Ref x = images.in(l.in(0));
    return images.out(new Convolution(images, g).forward(x, l.dense(1), links));
  }

  private static Ref inputGradient(Linear.ConvInputGradient op, Lowering l) {
    Images images = l.images(op.spec().layout());
    ConvGeometry g = ConvGeometry.of(op.spec(), op.inputShape().getShape(), l.in(1).shape());
    return images.out(new Convolution(images, g).inputGradient(images.in(l.in(0)), l.dense(1)));
  }

  private static Ref kernelGradient(Linear.ConvKernelGradient op, Lowering l) {
    Images images = l.images(op.spec().layout());
    ConvGeometry g = ConvGeometry.of(op.spec(), l.in(0).shape(), op.kernelShape().getShape());
    return new Convolution(images, g).kernelGradient(images.in(l.in(0)), images.in(l.in(1)));
  }
}
