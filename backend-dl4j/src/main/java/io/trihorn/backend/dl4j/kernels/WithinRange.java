package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.kernels.Magnitudes.Magnitude;
import io.trihorn.backend.dl4j.kernels.Magnitudes.Reading;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise.BinaryKind;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A product of matrices and what follows it elementwise, in two forms: one step for all, which
 * takes a bound for NaN and may have factors in the second matrix, and one that does neither. How
 * large the operands are tells whether there can be anything but numbers, of which both make the
 * same; else the second one runs.
 */
public final class WithinRange implements Runnable {
  /** Sums up to here do not overflow, however they are rounded on the way. */
  private static final double MOST = 1e37;

  /**
   * A function that follows, of the result so far and a number or an array.
   *
   * @param operand the array, or null
   * @param isChannels whether the array has one number for each column
   * @param number the number, where there is no array
   */
  public record Link(BinaryKind kind, Ref operand, boolean isChannels, float number) {
    /** Whether it gives its number for all that is beyond. */
    public boolean isBound() {
      return kind == BinaryKind.MAX || kind == BinaryKind.MIN;
    }

    private boolean isWhole() {
      return operand != null && !isChannels;
    }
  }

  private final List<Link> links;
  private final boolean isBounded;
  private final Reading x;
  private final FloatBuffer reach;
  private final List<Reading> wholes;
  private final Magnitude result;
  private final Runnable whole;
  private final Supplier<Runnable> parts;

  /** Made when first needed, which most never are. */
  private Runnable madeParts;

  /**
   * The step.
   *
   * @param x the first matrix
   * @param reach what {@link Reach} found of the second and of numbers for columns
   * @param whole the step for all
   * @param parts makes the other
   */
  public WithinRange(
      List<Link> links,
      Ref x,
      Ref reach,
      Ref result,
      Runnable whole,
      Supplier<Runnable> parts,
      Frame f) {
    this.links = links;
    this.isBounded = links.stream().anyMatch(Link::isBound);
    this.x = new Reading(x, f);
    this.reach = f.bytes(reach).asFloatBuffer();
    this.wholes =
        links.stream().filter(Link::isWhole).map(link -> new Reading(link.operand(), f)).toList();
    this.result = Magnitudes.of(result, f);
    this.whole = whole;
    this.parts = parts;
  }

  @Override
  public void run() {
    double most = most(isBounded ? Reading::known : Reading::told);
    if (isBounded && !(most <= MOST)) {
      // What is told grows from step to step, as if nothing ever cancelled out.
      most = most(Reading::found);
    }
    if (isBounded ? most <= MOST : isFinite()) {
      whole.run();
    } else {
      if (madeParts == null) {
        madeParts = parts.get();
      }
      madeParts.run();
    }
    result.tell(most <= MOST ? most : Double.NaN);
  }

  private boolean isFinite() {
    for (int i = 0; i < reach.limit(); i++) {
      if (!Float.isFinite(reach.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The largest absolute value that a result can have, or NaN where one on the way is too large.
   */
  private double most(ToDoubleFunction<Reading> of) {
    double high = of.applyAsDouble(x) * reach.get(0);
    double low = -high;
    int channels = 1;
    int array = 0;
    for (Link link : links) {
      if (!(Math.max(-low, high) <= MOST)) {
        return Double.NaN;
      }
      double size =
          link.isWhole()
              ? of.applyAsDouble(wholes.get(array++))
              : link.isChannels() ? reach.get(channels++) : Math.abs(link.number());
      switch (link.kind()) {
        case MUL -> {
          high = Math.max(-low, high) * size;
          low = -high;
        }
        case MAX -> {
          low = Math.max(low, link.number());
          high = Math.max(high, link.number());
        }
        case MIN -> {
          low = Math.min(low, link.number());
          high = Math.min(high, link.number());
        }
        default -> {
          low -= size;
          high += size;
        }
      }
    }
    return Math.max(-low, high);
  }
}
