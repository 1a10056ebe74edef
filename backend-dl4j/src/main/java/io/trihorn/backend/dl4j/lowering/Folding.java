package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Operand;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Pair;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Part;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What follows a product elementwise, as oneDNN does it fastest: what goes by columns is in the
 * matrix and in a bias, where these do not change with each run; the rest comes after.
 *
 * @param matrix the second matrix with the factors
 * @param isScaled whether there are factors in it
 * @param bias a number for each column, or null
 * @param rest what comes after
 */
record Folding(Ref matrix, boolean isScaled, Ref bias, List<Link> rest) {

  /** Of a product with a matrix, the columns last. */
  static Folding of(Emitter emit, List<Link> links, Ref matrix) {
    int end = emit.isInvariant(matrix) ? affine(emit, links) : 0;
    if (end == 0) {
      boolean isBias =
          !links.isEmpty() && links.get(0).isChannels() && links.get(0).kind() == BinaryKind.ADD;
      return isBias
          ? new Folding(matrix, false, links.get(0).operand(), links.subList(1, links.size()))
          : new Folding(matrix, false, null, links);
    }
    List<Link> folded = links.subList(0, end);
    long columns = matrix.dim(matrix.rank() - 1);
    Ref factor = null;
    Ref bias = null;
    for (Link link : folded) {
      Ref row = link.operand().reshape(columns);
      if (link.kind() == BinaryKind.MUL) {
        factor = factor == null ? row : made(emit, Ops::multiply, factor, row);
        bias = bias == null ? null : made(emit, Ops::multiply, bias, row);
      } else if (link.kind() == BinaryKind.ADD) {
        bias = bias == null ? row : made(emit, Ops::add, bias, row);
      } else {
        bias =
            bias == null
                ? made(emit, (a, b) -> Ops.negative(a), row, row)
                : made(emit, Ops::subtract, bias, row);
      }
    }
    Ref scaled = factor == null ? matrix : made(emit, Ops::multiply, matrix, factor);
    return new Folding(scaled, factor != null, bias, links.subList(end, links.size()));
  }

  /** How many links go by columns and are the same in each run. */
  private static int affine(Emitter emit, List<Link> links) {
    int end = 0;
    while (end < links.size()
        && links.get(end).isChannels()
        && emit.isInvariant(links.get(end).operand())) {
      end++;
    }
    return end;
  }

  private static Ref made(Emitter emit, BinaryOperator<Tensor> of, Ref a, Ref b) {
    return GraphLowering.compose(emit, List.of(a, b), in -> List.of(of.apply(in.get(0), in.get(1))))
        .get(0);
  }

  /** Whether it gives the same as what follows does, whatever the numbers are. */
  boolean isExact() {
    return !isScaled && rest.stream().noneMatch(Link::isBound);
  }

  /** What follows without the factors that are in the matrix. */
  List<Link> bounded() {
    Stream<Link> first =
        bias == null ? Stream.of() : Stream.of(new Link(BinaryKind.ADD, bias, true, 0));
    return Stream.concat(first, rest.stream()).toList();
  }

  /** The operands besides the matrices. */
  List<Ref> operands() {
    return bounded().stream().map(Link::operand).filter(Objects::nonNull).toList();
  }

  /** Those with a number for each column. */
  List<Ref> channels() {
    return bounded().stream().filter(Link::isChannels).map(Link::operand).toList();
  }

  /** As oneDNN has it. */
  OneDnnPostOps postOps() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < rest.size(); i++) {
      Link link = rest.get(i);
      boolean isBetween =
          link.kind() == BinaryKind.MAX
              && i + 1 < rest.size()
              && rest.get(i + 1).kind() == BinaryKind.MIN
              && link.number() <= rest.get(i + 1).number();
      parts.add(isBetween ? Part.clip(link.number(), rest.get(++i).number()) : part(link));
    }
    return new OneDnnPostOps(bias != null, parts);
  }

  private static Part part(Link link) {
    float number = link.number();
    if (link.operand() != null) {
      Operand operand = link.isChannels() ? Operand.CHANNELS : Operand.WHOLE;
      return Part.of(Pair.valueOf(link.kind().name()), operand);
    }
    return switch (link.kind()) {
      case ADD -> Part.linear(1, number);
      case SUB -> Part.linear(1, -number);
      case MUL -> Part.linear(number, 0);
      case MAX -> Part.clip(number, Float.POSITIVE_INFINITY);
      case MIN -> Part.clip(Float.NEGATIVE_INFINITY, number);
      default -> throw new IllegalStateException("no post-op for " + link.kind());
    };
  }
}
