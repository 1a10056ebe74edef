package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnn.check;
import static io.trihorn.backend.dl4j.plan.OneDnn.made;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * What a primitive adds to its result and then applies to it, one after another, before it writes
 * it.
 *
 * @param hasBias whether a number for each channel is added first, the first operand
 * @param parts elementwise functions
 */
public record OneDnnPostOps(boolean hasBias, List<Part> parts) {
  /** Nothing. */
  public static final OneDnnPostOps NONE = new OneDnnPostOps(false, List.of());

  private static final int RELU = 0x20;
  private static final int LINEAR = 0x26;
  private static final int CLIP = 0x2e;

  /** The number of an operand of the first; of the next twice that, and so on. */
  private static final int FIRST = 32768;

  private static final int SECOND_SOURCE = 2;
  private static final int BIAS = 41;

  /** What a function has besides the result. */
  public enum Operand {
    /** Nothing. */
    NONE,
    /** A number for each channel, or each column of a matrix. */
    CHANNELS,
    /** An array like the result. */
    WHOLE
  }

  /** A function of two arguments in oneDNN. */
  public enum Pair {
    ADD(0x1fff0),
    MUL(0x1fff1),
    SUB(0x1fff5);

    private final int number;

    Pair(int number) {
      this.number = number;
    }
  }

  /**
   * A function.
   *
   * @param algorithm its number in oneDNN
   * @param alpha its first parameter, if it has no operand
   * @param beta its second
   */
  public record Part(int algorithm, Operand operand, float alpha, float beta) {
    /** Of the result and an operand. */
    public static Part of(Pair pair, Operand operand) {
      return new Part(pair.number, operand, 0, 0);
    }

    /** {@code factor * x + offset}. */
    public static Part linear(float factor, float offset) {
      return new Part(LINEAR, Operand.NONE, factor, offset);
    }

    /** {@code min(max(x, least), most)}, but a bound for NaN. */
    public static Part clip(float least, float most) {
      return least == 0 && most == Float.POSITIVE_INFINITY
          ? new Part(RELU, Operand.NONE, 0, 0)
          : new Part(CLIP, Operand.NONE, least, most);
    }
  }

  /**
   * The attributes of a primitive that applies them; to be destroyed.
   *
   * @param channels the type of an operand with a number for each channel
   * @param whole the type of the result
   */
  long attributes(long channels, long whole) {
    long attributes = OneDnn.newAttributes();
    long all = made(OneDnnCalls::dnnl_post_ops_create);
    for (Part part : parts) {
      check(
          part.operand() == Operand.NONE
              ? OneDnnCalls.dnnl_post_ops_append_eltwise(
                  all, part.algorithm(), part.alpha(), part.beta())
              : OneDnnCalls.dnnl_post_ops_append_binary(
                  all, part.algorithm(), type(part, channels, whole)));
    }
    check(OneDnnCalls.dnnl_primitive_attr_set_post_ops(attributes, all));
    check(OneDnnCalls.dnnl_post_ops_destroy(all));
    return attributes;
  }

  private static long type(Part part, long channels, long whole) {
    return part.operand() == Operand.CHANNELS ? channels : whole;
  }

  /** The type of the bias of a primitive, if there is one. */
  long bias(long type) {
    return hasBias ? type : 0;
  }

  /** Gives a step the operands, in their order. */
  void read(OneDnnStep step, List<BytePointer> operands, long bias, long channels, long whole) {
    int next = 0;
    if (hasBias) {
      step.read(BIAS, operands.get(next++), bias, bias);
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.operand() != Operand.NONE) {
        long type = type(part, channels, whole);
        step.read(FIRST * (i + 1) | SECOND_SOURCE, operands.get(next++), type, type);
      }
    }
  }
}
