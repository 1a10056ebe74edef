package io.trihorn.backend.tensorflow;

import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import java.util.List;

/** Lowerings of matrix products and convolutions. */
final class LinearLowerings {
  private LinearLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Linear.MatMul.class, LinearLowerings::matMul)
        .on(Linear.Conv.class, by(LinearLowerings::conv))
        .on(Linear.ConvInputGradient.class, by(LinearLowerings::inputGradient))
        .on(Linear.ConvKernelGradient.class, by(LinearLowerings::kernelGradient));
  }

  private static List<Wire> matMul(Linear.MatMul op, Site at) {
    boolean plain = at.type().rank() == 2;
    return at.by(
        plain ? "MatMul" : "BatchMatMulV2",
        w ->
            w.attribute(plain ? "transpose_a" : "adj_x", op.transposeA())
                .attribute(plain ? "transpose_b" : "adj_y", op.transposeB()));
  }

  /** One of the three ops of a convolution, of operands that are brought to the engine's form. */
  private interface Form {
    Wire apply(Convolutions conv, Images images, Site at);
  }

  private static OpTable.Rule<Linear.Convolution, Site, List<Wire>> by(Form form) {
    return (op, at) -> {
      Images images = new Images(at.emit(), op.spec().layout(), op.spec().spatialRank());
      return List.of(form.apply(Convolutions.of(at.emit(), op.spec()), images, at));
    };
  }

  private static Wire conv(Convolutions conv, Images images, Site at) {
    Wire kernel = images.kernelToEngine(at.input(1));
    return images.fromEngine(conv.forward(images.toEngine(at.input(0)), kernel));
  }

  private static Wire inputGradient(Convolutions conv, Images images, Site at) {
    Wire dy = images.toEngine(at.input(0));
    Wire kernel = images.kernelToEngine(at.input(1));
    return images.fromEngine(conv.inputGradient(dy, kernel, images.toEngine(at.type().dims())));
  }

  private static Wire kernelGradient(Convolutions conv, Images images, Site at) {
    Wire x = images.toEngine(at.input(0));
    Wire dy = images.toEngine(at.input(1));
    long[] dims = at.type().dims();
    return at.emit().reshape(conv.kernelGradient(x, dy, images.kernelToEngine(dims)), dims);
  }
}
