package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the shapes of results while extents are open: what makes them is traced for several sets of
 * extents; those of the results that differ are open.
 */
public final class ShapeProbe {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private final OpenAxes axes;
  private final Function<List<Shape>, List<TensorType>> trace;

  private ShapeProbe(OpenAxes axes, Function<List<Shape>, List<TensorType>> trace) {
    this.axes = axes;
    this.trace = trace;
  }

  /**
   * What a function of tensors gives.
   *
   * @param axes the operands' axes
   * @param trace the results' types for closed shapes; a {@link ShapeException} where they will not
   *     do
   * @throws ShapeException if none of the extents that are tried do; the message has {@code None}
   *     where they were
   */
  public static List<TensorSpec> outputs(
      OpenAxes axes, Function<List<Shape>, List<TensorType>> trace) {
    return new ShapeProbe(axes, trace).find();
  }

  private List<TensorSpec> find() {
    List<OpenAxes.Choice> choices = axes.choices();
    if (!axes.any()) {
      return merge(List.of(trace.apply(choices.get(0).closed(0))));
    }
    for (OpenAxes.Choice choice : choices) {
      Optional<List<TensorSpec>> found = traced(choice);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw problem(choices.get(0));
  }

  private Optional<List<TensorSpec>> traced(OpenAxes.Choice choice) {
    List<List<TensorType>> seen = new ArrayList<>();
    try {
      seen.add(trace.apply(choice.closed(0)));
      seen.add(trace.apply(choice.closed(1)));
    } catch (ShapeException | ArithmeticException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
    if (axes.anyInner()) {
      addSmall(choice, seen);
    }
    return Optional.of(merge(seen));
  }

  /** Not needed, but what a model limits to some extent looks closed where all are large. */
  private void addSmall(OpenAxes.Choice choice, List<List<TensorType>> seen) {
    try {
      seen.add(trace.apply(choice.small().closed(2)));
    } catch (ShapeException | ArithmeticException | IndexOutOfBoundsException e) {
      // Then small extents will not do, and there is nothing to learn from them.
      return;
    }
  }

  private static List<TensorSpec> merge(List<List<TensorType>> seen) {
    List<TensorSpec> merged = new ArrayList<>();
    for (int i = 0; i < seen.get(0).size(); i++) {
      int output = i;
      List<TensorType> types = seen.stream().map(s -> s.get(output)).toList();
      long[] dims = types.get(0).dims();
      for (int axis = 0; axis < dims.length; axis++) {
        for (TensorType type : types) {
          dims[axis] = type.dim(axis) == dims[axis] ? dims[axis] : -1;
        }
      }
      merged.add(new TensorSpec(new Shape(dims), types.get(0).dtype()));
    }
    return merged;
  }

  /** What is wrong at the likeliest extents, without saying them. */
  private ShapeException problem(OpenAxes.Choice choice) {
    String first = message(choice.closed(0));
    String second = message(choice.closed(1));
    return new ShapeException(masked(first, second));
  }

  private String message(List<Shape> shapes) {
    try {
      trace.apply(shapes);
      return "";
    } catch (ShapeException | ArithmeticException | IndexOutOfBoundsException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** A text with {@code None} for the numbers in which another text differs. */
  private static String masked(String text, String other) {
    List<String> numbers = NUMBER.matcher(text).results().map(r -> r.group()).toList();
    List<String> others = NUMBER.matcher(other).results().map(r -> r.group()).toList();
    if (numbers.size() != others.size()) {
      return NUMBER.matcher(text).replaceAll("None");
    }
    StringBuilder masked = new StringBuilder();
    Matcher matcher = NUMBER.matcher(text);
    for (int i = 0; matcher.find(); i++) {
      matcher.appendReplacement(masked, numbers.get(i).equals(others.get(i)) ? "$0" : "None");
    }
    return matcher.appendTail(masked).toString();
  }
}
