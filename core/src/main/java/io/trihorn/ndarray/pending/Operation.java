package io.trihorn.ndarray.pending;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A function of tensors, known by its name and its attributes: two of equal name and attributes
 * compute the same, so that programs are found again by what they are made of. Immutable.
 */
public final class Operation {
  /** Makes the function's graph. */
  @FunctionalInterface
  public interface Body extends UnaryOperator<List<Tensor>> {}

  private final String name;
  private final List<Object> attributes;
  private final Body body;
  private final int hash;
  private final boolean constant;
  private final boolean call;

  /**
   * An operation.
   *
   * @param name says, with the attributes, all that the body does
   * @param attributes values with an equality of their own; arrays of int and long are taken as
   *     lists
   */
  public Operation(String name, Body body, Object... attributes) {
    this(name, false, false, body, attributes);
  }

  private Operation(String name, boolean constant, boolean call, Body body, Object... attributes) {
    this.name = name;
    this.constant = constant;
    this.call = call;
    this.attributes = comparable(attributes);
    this.body = body;
    this.hash = name.hashCode() * 31 + this.attributes.hashCode();
  }

  /**
   * Whether it takes values that are others' too, and that would have to be copied for it if these
   * changed them: such as the weights of a model.
   */
  boolean isCall() {
    return call;
  }

  /** An operation of a model, see {@link #isCall}. */
  public static Operation call(String name, Body body, Object... attributes) {
    return new Operation(name, false, true, body, attributes);
  }

  /** An operation whose results are constants to gradients. */
  public static Operation constant(String name, Body body, Object... attributes) {
    return new Operation(name, true, false, body, attributes);
  }

  /**
   * What caches keep of it: an equal operation without its body, which may hold a model and its
   * weights. Its attributes hold what they are compared by.
   */
  Operation remembered() {
    Object[] kept =
        attributes.stream()
            .map(a -> a instanceof Structure structure ? structure.remembered() : a)
            .toArray();
    return new Operation(name, constant, call, Operation::withoutBody, kept);
  }

  private static List<Tensor> withoutBody(List<Tensor> operands) {
    throw new IllegalStateException("what a cache keeps of an operation has no body");
  }

  /** The name, without the attributes. */
  public String name() {
    return name;
  }

  /** Whether gradients end at it. */
  boolean isConstant() {
    return constant;
  }

  private static List<Object> comparable(Object[] attributes) {
    Object[] all = new Object[attributes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = comparable(attributes[i]);
    }
    // One may be null.
    return Collections.unmodifiableList(Arrays.asList(all));
  }

  private static Object comparable(Object attribute) {
    if (attribute instanceof int[] ints) {
      return Arrays.stream(ints).boxed().toList();
    }
    return attribute instanceof long[] longs ? Arrays.stream(longs).boxed().toList() : attribute;
  }

  /** The results' types. */
  List<TensorType> types(List<TensorType> operands) {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> parameters = new ArrayList<>();
    for (TensorType type : operands) {
      parameters.add(new Tensor(builder, builder.parameter("x" + parameters.size(), type)));
    }
    return apply(parameters).stream().map(Tensor::type).toList();
  }

  /** The results, in the graph of the operands. */
  public List<Tensor> apply(List<Tensor> operands) {
    try {
      return body.apply(operands);
    } catch (ShapeException e) {
      throw new ShapeException(this + ": " + e.getMessage());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Operation o
            && o.hash == hash
            && o.name.equals(name)
            && o.attributes.equals(attributes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return attributes.isEmpty() ? name : name + attributes;
  }
}
