package io.trihorn.cli;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.onnx.imports.LoadOptions;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a user says of a model's inputs on the command line. */
final class InputFlags {
  @Option(
      names = "--dim",
      paramLabel = "NAME=EXTENT",
      description = "The extent of a dimension that an ONNX file leaves open under a name.")
  private Map<String, Long> dimensions = new LinkedHashMap<>();

  @Option(
      names = "--fix",
      paramLabel = "INPUT=NUMBER[,NUMBER...]",
      description = "Gives an input of an ONNX file one value for good; one number is a scalar.")
  private Map<String, String> fixed = new LinkedHashMap<>();

  @Option(
      names = "--shape",
      paramLabel = "INPUT=EXTENT,...",
      description =
          "The shape of an input instead of the file's, batch first; -1 where an extent is open.")
  private Map<String, String> shapes = new LinkedHashMap<>();

  /** The same as options of ONNX files, new ones at each call. */
  LoadOptions loading() {
    LoadOptions options = new LoadOptions();
    dimensions.forEach(options::dimension);
    fixed.forEach((input, value) -> options.fix(input, numbers(input, value)));
    shapes.forEach((input, shape) -> options.shape(input, extents(input, shape)));
    return options;
  }

  /** Whether something is said that only ONNX files have. */
  boolean onlyForOnnx() {
    return !dimensions.isEmpty() || !fixed.isEmpty();
  }

  /** A shape for each input of a model, its own where none is given; none if none is. */
  Shape[] of(Model model) {
    if (shapes.isEmpty()) {
      return new Shape[0];
    }
    List<Shape> all = new ArrayList<>();
    Map<String, String> rest = new LinkedHashMap<>(shapes);
    for (KerasTensor input : model.inputs()) {
      String given = rest.remove(input.layer().name());
      all.add(given == null ? input.shape() : new Shape(extents(input.layer().name(), given)));
    }
    if (!rest.isEmpty()) {
      List<String> names = model.inputs().stream().map(i -> i.layer().name()).toList();
      throw new IllegalArgumentException(
          "--shape names %s, but the model's inputs are %s".formatted(rest.keySet(), names));
    }
    return all.toArray(Shape[]::new);
  }

  private static long[] extents(String input, String text) {
    try {
      return Arrays.stream(text.split(",")).mapToLong(d -> Long.parseLong(d.strip())).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--shape %s=%s: expected extents such as 1,3,224,224".formatted(input, text), e);
    }
  }

  private static TensorData numbers(String input, String text) {
    String[] parts = text.split(",", -1);
    try {
      boolean whole = Arrays.stream(parts).allMatch(p -> p.strip().matches("[+-]?\\d+"));
      TensorData data =
          whole
              ? TensorData.of(
                  Arrays.stream(parts).mapToLong(p -> Long.parseLong(p.strip())).toArray(),
                  parts.length)
              : TensorData.of(
                  Arrays.stream(parts).mapToDouble(p -> Double.parseDouble(p.strip())).toArray(),
                  parts.length);
      return parts.length == 1 ? data.reshape() : data;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--fix %s=%s: expected a number, or several with commas".formatted(input, text), e);
    }
  }
}
