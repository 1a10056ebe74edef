package io.trihorn.layers.operations;

import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.config.ValueForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a function of Keras's, in their order. */
record Signature(List<Parameter> parameters) {
  /**
   * A parameter.
   *
   * @param name Keras's name; that of the last may begin with {@code *} and takes what is left by
   *     position, or with {@code **} and takes what is left by name
   * @param required whether it has to be given
   * @param otherwise its value where it is not given
   */
  record Parameter(String name, boolean required, Object otherwise) {
    boolean rest() {
      return name.startsWith("*") && !others();
    }

    boolean others() {
      return name.startsWith("**");
    }

    String plainName() {
      return name.replace("*", "");
    }
  }

  Signature {
    parameters = List.copyOf(parameters);
  }

  /** Of a text such as {@code x, axis=null, keepdims=false}; defaults are JSON. */
  static Signature parse(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(", ")) {
      int equals = part.indexOf('=');
      parameters.add(
          equals < 0
              ? new Parameter(part, true, null)
              : new Parameter(
                  part.substring(0, equals),
                  false,
                  ValueForm.read(JsonParser.parseString(part.substring(equals + 1)))));
    }
    return new Signature(parameters);
  }

  boolean has(String name) {
    return parameters.stream().anyMatch(p -> p.plainName().equals(name));
  }

  /**
   * The value of each parameter.
   *
   * @throws ConfigException if one is missing, or there is no parameter for a value
   */
  Map<String, Object> bind(String function, List<?> positional, Map<String, ?> named) {
    Map<String, Object> values = new LinkedHashMap<>();
    int taken = 0;
    for (Parameter p : parameters) {
      if (p.others()) {
        Map<String, Object> left = new LinkedHashMap<>(named);
        left.keySet().removeAll(values.keySet());
        values.put(p.plainName(), left);
      } else if (p.rest()) {
        values.put(p.plainName(), positional.subList(taken, positional.size()));
        taken = positional.size();
      } else if (taken < positional.size()) {
        values.put(p.name(), positional.get(taken++));
      } else if (named.containsKey(p.name())) {
        values.put(p.name(), named.get(p.name()));
      } else if (p.required()) {
        throw new ConfigException(
            function + ": the argument '" + p.name() + "' is missing; it takes " + this);
      } else {
        values.put(p.name(), p.otherwise());
      }
    }
    if (taken < positional.size()) {
      throw new ConfigException(
          "%s: got %d arguments, but takes %s".formatted(function, positional.size(), this));
    }
    for (String name : named.keySet()) {
      if (!has(name) && parameters.stream().noneMatch(Parameter::others)) {
        throw new ConfigException(
            "%s: there is no argument '%s'; it takes %s".formatted(function, name, this));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return "(" + String.join(", ", parameters.stream().map(Parameter::name).toList()) + ")";
  }
}
