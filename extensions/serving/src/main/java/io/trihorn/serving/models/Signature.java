package io.trihorn.serving.models;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model takes and gives.
 *
 * @param inputs in the model's order
 * @param outputs likewise
 * @param rowwise whether rows of several requests may be one batch
 */
public record Signature(List<Port> inputs, List<Port> outputs, boolean rowwise) {
  /**
   * That of a model.
   *
   * @throws io.trihorn.model.ModelException if it does not know its inputs
   */
  static Signature of(Model model) {
    List<Port> inputs =
        model.inputs().stream()
            .map(input -> new Port(input.layer().name(), input.dtype(), input.shape()))
            .toList();
    List<KerasTensor> made = model.outputs();
    List<String> names = distinct(model.outputNames());
    List<Port> outputs =
        IntStream.range(0, made.size())
            .mapToObj(i -> new Port(names.get(i), made.get(i).dtype(), made.get(i).shape()))
            .toList();
    boolean open =
        Stream.concat(inputs.stream(), outputs.stream())
            .allMatch(port -> port.shape().dimension() > 0 && port.shape().get(0) < 0);
    return new Signature(inputs, outputs, open && model.isRowwise());
  }

  /** Several outputs of one layer get numbers, as answers are told apart by names. */
  private static List<String> distinct(List<String> names) {
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      String free = name;
      for (int i = 1; distinct.contains(free); i++) {
        free = name + "_" + i;
      }
      distinct.add(free);
    }
    return distinct;
  }

  /**
   * The place of an input.
   *
   * @throws ServingException if there is none of this name
   */
  public int input(String name) {
    return place("input", inputs, name);
  }

  /**
   * The place of an output.
   *
   * @throws ServingException if there is none of this name
   */
  public int output(String name) {
    return place("output", outputs, name);
  }

  private static int place(String kind, List<Port> ports, String name) {
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).name().equals(name)) {
        return i;
      }
    }
    throw ServingException.invalid(
        "the model has no %s '%s', but %s", kind, name, ports.stream().map(Port::name).toList());
  }
}
