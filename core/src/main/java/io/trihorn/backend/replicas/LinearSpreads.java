package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import java.util.Collections;
import java.util.List;

/**
 * How replicas share products, convolutions and poolings: rows stay rows, and where a gradient sums
 * over rows, each replica has a term of it.
 */
final class LinearSpreads {
  private LinearSpreads() {}

  static OpTable<Site, Spread> addTo(OpTable<Site, Spread> table) {
    return table
        .on(Linear.MatMul.class, LinearSpreads::product)
        .on(Linear.Conv.class, LinearSpreads::convolution)
        .on(Linear.ConvInputGradient.class, LinearSpreads::inputGradient)
        .on(Linear.ConvKernelGradient.class, LinearSpreads::kernelGradient)
        .on(Pooling.MaxPool.class, (op, s) -> batch(s) ? s.keep(s.in().get(0), op) : s.whole())
        .on(Pooling.AveragePool.class, (op, s) -> batch(s) ? s.keep(s.in().get(0), op) : s.whole())
        .on(Pooling.MaxPoolGradient.class, LinearSpreads::maxPoolGradient)
        .on(Pooling.AveragePoolGradient.class, LinearSpreads::averagePoolGradient);
  }

  private static boolean batch(Site s) {
    return s.split(0) != null && s.split(0).axis() == 0;
  }

  /** The first operand that is split in its first axis, or null. */
  private static Split anyBatch(Site s) {
    for (Placement placement : s.in()) {
      if (placement instanceof Split split && split.axis() == 0) {
        return split;
      }
    }
    return null;
  }

  private static Spread product(Linear.MatMul op, Site s) {
    Split a = s.split(0);
    Split b = s.split(1);
    int rank = s.type(0).rank();
    int contractedA = op.transposeA() ? rank - 2 : rank - 1;
    int contractedB = op.transposeB() ? rank - 1 : rank - 2;
    Split known = a != null ? a : b;
    if (known == null) {
      return s.whole();
    }
    if (known.axis() < rank - 2) {
      return Spread.of(List.of(known, known), List.of(known), op);
    }
    boolean contracted = known.axis() == (a != null ? contractedA : contractedB);
    if (contracted) {
      return Spread.of(
          List.of(known.at(contractedA), known.at(contractedB)), List.of(Placement.SUM), op);
    }
    return a != null
        ? Spread.of(List.of(a, Placement.WHOLE), List.of(a.at(rank - 2)), op)
        : Spread.of(List.of(Placement.WHOLE, b), List.of(b.at(rank - 1)), op);
  }

  /** Rows of the batch, or output channels, of which each replica makes some. */
  private static Spread convolution(Linear.Conv op, Site s) {
    if (batch(s)) {
      return s.keep(s.in().get(0), op);
    }
    Split kernel = s.split(1);
    return kernel == null || !isOfChannels(kernel, s.type(1).rank(), op.spec())
        ? s.whole()
        : Spread.of(List.of(Placement.WHOLE, kernel), List.of(kernel.at(channels(op.spec()))), op);
  }

  /** Output channels of one group are each made by a part of the kernel alone. */
  private static boolean isOfChannels(Split split, int rank, Linear.ConvSpec spec) {
    return split != null && split.axis() == rank - 1 && spec.groups() == 1;
  }

  private static int channels(Linear.ConvSpec spec) {
    return spec.layout().channelAxis(spec.spatialRank() + 2);
  }

  private static Spread inputGradient(Linear.ConvInputGradient op, Site s) {
    Split split = s.split(0);
    if (batch(s)) {
      return s.keep(
          split,
          share ->
              new Linear.ConvInputGradient(op.spec(), Site.shape(op.inputShape(), split, share)));
    }
    Split kernel = s.split(1);
    return isOfChannels(kernel, s.type(1).rank(), op.spec())
        ? Spread.of(List.of(kernel.at(channels(op.spec())), kernel), List.of(Placement.SUM), op)
        : s.whole();
  }

  private static Spread kernelGradient(Linear.ConvKernelGradient op, Site s) {
    Split split = anyBatch(s);
    if (split != null) {
      return Spread.of(List.of(split, split), List.of(Placement.SUM), op);
    }
    Split gradient = s.split(1);
    int last = op.spec().spatialRank() + 1;
    if (gradient == null || gradient.axis() != channels(op.spec()) || op.spec().groups() != 1) {
      return s.whole();
    }
    Split kernel = gradient.at(last);
    return s.spread(
        List.of(Placement.WHOLE, gradient),
        kernel,
        share ->
            new Linear.ConvKernelGradient(op.spec(), Site.shape(op.kernelShape(), kernel, share)));
  }

  private static Spread maxPoolGradient(Pooling.MaxPoolGradient op, Site s) {
    Split split = anyBatch(s);
    return split == null ? s.whole() : Spread.of(Collections.nCopies(3, split), List.of(split), op);
  }

  private static Spread averagePoolGradient(Pooling.AveragePoolGradient op, Site s) {
    Split split = s.split(0);
    return batch(s)
        ? s.keep(
            split,
            share ->
                new Pooling.AveragePoolGradient(
                    op.spec(), Site.shape(op.inputShape(), split, share)))
        : s.whole();
  }
}
