package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of an {@link EinsumDense} layer's weights.
 *
 * @param equation the layer's equation
 * @param input the axis names of the input, digits for those of an ellipsis
 * @param output those of the output
 * @param extents the extent of each named axis
 */
record EinsumShapes(String equation, String input, String output, Map<Character, Long> extents) {

  // Names for the axes of an ellipsis, aligned at the last.
  private static final String ELLIPSIS = "0123456789";

  static EinsumShapes of(String equation, Shape input, List<Integer> outputShape) {
    String[] sides = equation.replace(" ", "").split("->", -1);
    String[] operands = sides[0].split(",", -1);
    if (sides.length != 2 || operands.length != 2) {
      throw new ShapeException(
          "equation '" + equation + "' should have the form input,kernel->output");
    }
    int named = operands[0].replace("...", "").length();
    int open = input.dimension() - named;
    if (operands[0].contains("...") ? open < 0 : open != 0) {
      throw new ShapeException("equation '" + equation + "' does not fit the input " + input);
    }
    String dots = ELLIPSIS.substring(ELLIPSIS.length() - open);
    String inputNames = operands[0].replace("...", dots);
    Map<Character, Long> extents = new HashMap<>();
    for (int i = 0; i < inputNames.length(); i++) {
      extents.put(inputNames.charAt(i), input.get(i));
    }
    String output = sides[1].replace("...", dots);
    putOutput(extents, equation, output, outputShape);
    return new EinsumShapes(equation, inputNames, output, extents);
  }

  /** The output's given extents belong to its last axes. */
  private static void putOutput(
      Map<Character, Long> extents, String equation, String names, List<Integer> given) {
    int skipped = names.length() - given.size();
    for (int i = 0; i < given.size(); i++) {
      Integer extent = given.get(i);
      Long known = skipped < 0 ? null : extents.get(names.charAt(i + skipped));
      boolean differs = extent != null && known != null && known >= 0 && known != (long) extent;
      if (skipped < 0 || differs) {
        throw new ShapeException(
            "output_shape " + given + " does not fit the equation '" + equation + "'");
      }
      if (extent != null) {
        extents.put(names.charAt(i + skipped), (long) extent);
      }
    }
  }

  Shape kernel() {
    return shape(kernelNames());
  }

  private String kernelNames() {
    return equation.replace(" ", "").split("->", -1)[0].split(",", -1)[1];
  }

  /** The product. */
  EinsumContraction contraction() {
    return new EinsumContraction(input, kernelNames(), output);
  }

  private Shape shape(String names) {
    long[] dims = new long[names.length()];
    for (int i = 0; i < dims.length; i++) {
      Long extent = extents.get(names.charAt(i));
      if (extent == null) {
        throw new ShapeException(
            "the extent of axis " + names.charAt(i) + " of '" + equation + "' is not known");
      }
      dims[i] = extent;
    }
    return new Shape(dims);
  }

  /** The output's axes from the first of those named on, with extent 1 where not named. */
  Shape bias(String axes) {
    int first = output.length();
    for (char c : axes.toCharArray()) {
      if (output.indexOf(c) < 0) {
        throw new ShapeException(
            "bias axis '" + c + "' is not in the output of '" + equation + "'");
      }
      first = Math.min(first, output.indexOf(c));
    }
    long[] dims = new long[output.length() - first];
    for (int i = 0; i < dims.length; i++) {
      char c = output.charAt(first + i);
      dims[i] = axes.indexOf(c) < 0 ? 1 : extents.get(c);
    }
    return new Shape(dims);
  }
}
