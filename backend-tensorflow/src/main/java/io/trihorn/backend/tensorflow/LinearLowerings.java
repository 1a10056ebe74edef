package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.OpTable;
import java.util.List;

/** Lowerings of matrix products and convolutions. */
final class LinearLowerings {
  private LinearLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Linear.MatMul.class, LinearLowerings::matMul)
        .on(Linear.Conv.class, (op, at) -> List.of(conv(op.spec(), at)))
        .on(
            Linear.ConvInputGradient.class,
            (op, at) -> List.of(inputGradient(op.spec(), op.inputShape(), at)))
        .on(
            Linear.ConvKernelGradient.class,
            (op, at) -> List.of(kernelGradient(op.spec(), op.kernelShape(), at)));
  }

  private static List<Wire> matMul(Linear.MatMul op, Site at) {
    boolean plain = at.type().rank() == 2;
    return at.by(
        plain ? "MatMul" : "BatchMatMulV2",
        w ->
            w.attribute(plain ? "transpose_a" : "adj_x", op.transposeA())
                .attribute(plain ? "transpose_b" : "adj_y", op.transposeB()));
  }

  private static Wire conv(ConvSpec spec, Site at) {
    Images images = new Images(at.emit(), spec.layout(), spec.spatialRank());
    Convolutions conv = Convolutions.of(at.emit(), spec);
    Wire result = conv.forward(images.toEngine(at.input(0)), images.kernelToEngine(at.input(1)));
    return images.fromEngine(result);
  }

  private static Wire inputGradient(ConvSpec spec, Shape inputShape, Site at) {
    Images images = new Images(at.emit(), spec.layout(), spec.spatialRank());
    Convolutions conv = Convolutions.of(at.emit(), spec);
    Wire result =
        conv.inputGradient(
            images.toEngine(at.input(0)),
            images.kernelToEngine(at.input(1)),
            images.toEngine(inputShape.getShape()));
    return images.fromEngine(result);
  }

  private static Wire kernelGradient(ConvSpec spec, Shape kernelShape, Site at) {
    Images images = new Images(at.emit(), spec.layout(), spec.spatialRank());
    Convolutions conv = Convolutions.of(at.emit(), spec);
    Wire result =
        conv.kernelGradient(
            images.toEngine(at.input(0)),
            images.toEngine(at.input(1)),
            images.kernelToEngine(kernelShape.getShape()));
    return at.emit().reshape(result, kernelShape.getShape());
  }
}
