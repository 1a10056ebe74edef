package io.trihorn.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Keras writes into the box of a layer.
 *
 * @param layer the layer's name; empty where it is not shown
 * @param type its class
 * @param activation the name of its activation; empty where it has none or it is not shown
 * @param cells what else is shown, side by side
 * @param columns how many cells the other lines are as wide as
 */
public record DotLabel(
    String layer, String type, String activation, List<Cell> cells, int columns) {
  /** Copies the list. */
  public DotLabel {
    cells = List.copyOf(cells);
  }

  /**
   * A field of the box.
   *
   * @param what what it tells of, such as {@code Output shape}; empty where the value says it
   * @param value the value
   * @param color of the ground: {@code white}, under white letters {@code forestgreen} or {@code
   *     firebrick}
   */
  public record Cell(String what, String value, String color) {
    private String html() {
      return what.isEmpty()
          ? "<td bgcolor=\"%s\"><font point-size=\"14\" color=\"white\"><b>%s</b></font></td>"
              .formatted(color, value)
          : "<td bgcolor=\"%s\"><font point-size=\"14\">%s: <b>%s</b></font></td>"
              .formatted(color, what, value);
    }
  }

  /** The box of a layer. */
  static DotLabel of(Layer layer, DotOptions options) {
    int span =
        (options.isShowShapes() ? 2 : 0)
            + (options.isShowDtype() ? 1 : 0)
            + (options.isShowTrainable() ? 1 : 0);
    return new DotLabel(
        options.isShowLayerNames() ? layer.name() : "",
        layer.className(),
        options.isShowLayerActivations() ? activation(layer) : "",
        cells(layer, options),
        Math.max(1, span));
  }

  /** The box as a table in Graphviz's HTML form. */
  public String html() {
    StringBuilder out =
        new StringBuilder(
            "<<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\">");
    out.append("<tr><td colspan=\"%d\" bgcolor=\"black\">".formatted(columns))
        .append("<font point-size=\"16\" color=\"white\">")
        .append(
            layer.isEmpty() ? "<b>%s</b>".formatted(type) : "<b>%s</b> (%s)".formatted(layer, type))
        .append("</font></td></tr>");
    if (!activation.isEmpty()) {
      out.append("<tr><td bgcolor=\"white\" colspan=\"%d\">".formatted(columns))
          .append("<font point-size=\"14\">Activation: <b>%s</b>".formatted(activation))
          .append("</font></td></tr>");
    }
    if (!cells.isEmpty()) {
      out.append("<tr>");
      cells.forEach(cell -> out.append(cell.html()));
      out.append("</tr>");
    }
    return out.append("</table>>").toString();
  }

  private static List<Cell> cells(Layer layer, DotOptions options) {
    List<Cell> cells = new ArrayList<>();
    if (options.isShowShapes()) {
      if (!(layer instanceof InputLayer)) {
        cells.add(plain("Input shape", unbraced(written(inputs(layer), DotLabel::shape))));
      }
      cells.add(plain("Output shape", unbraced(written(outputs(layer), DotLabel::shape))));
    }
    if (options.isShowDtype()) {
      String quote = outputs(layer) instanceof KerasTensor ? "" : "'";
      cells.add(
          plain(
              "Output dtype",
              written(outputs(layer), t -> quote + DTypes.name(t.dtype()) + quote)));
    }
    if (options.isShowTrainable() && !layer.weights().isEmpty()) {
      cells.add(
          layer.isTrainable()
              ? new Cell("", "Trainable", "forestgreen")
              : new Cell("", "Non-trainable", "firebrick"));
    }
    return cells;
  }

  private static Cell plain(String what, String value) {
    return new Cell(what, value, "white");
  }

  private static Object inputs(Layer layer) {
    return layer instanceof Network model && !(model instanceof Sequential)
        ? model.graph().inputForm()
        : alone(layer.inputs());
  }

  private static Object outputs(Layer layer) {
    return layer instanceof Network model && !(model instanceof Sequential)
        ? model.graph().outputForm()
        : alone(layer.outputs());
  }

  private static Object alone(List<KerasTensor> tensors) {
    return tensors.size() == 1 ? tensors.get(0) : tensors;
  }

  /** Tensors, alone or in lists and maps, as Python writes them. */
  private static String written(Object form, Function<KerasTensor, String> text) {
    if (form instanceof KerasTensor tensor) {
      return text.apply(tensor);
    }
    if (form instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> "'" + e.getKey() + "': " + written(e.getValue(), text))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return ((Collection<?>) form)
        .stream().map(e -> written(e, text)).collect(Collectors.joining(", ", "[", "]"));
  }

  /** As Keras does, without the signs of a map, which Graphviz takes for its own. */
  private static String unbraced(String text) {
    return text.startsWith("{")
        ? text.replaceAll("'(\\w+)': ", "$1: ").replace("{", "").replace("}", "")
        : text.replace("{", "").replace("}", "");
  }

  /** A shape as a tuple of Python, with its comma where there is one extent. */
  private static String shape(KerasTensor tensor) {
    long[] extents = tensor.shape().getShape();
    return Arrays.stream(extents)
        .mapToObj(d -> d < 0 ? "None" : Long.toString(d))
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
  }

  /** The name of a layer's activation; empty where it has none. */
  private static String activation(Layer layer) {
    if (layer instanceof Network) {
      return "";
    }
    JsonObject config =
        Layers.REGISTRY.serialize(layer).getAsJsonObject().getAsJsonObject("config");
    JsonElement activation = config.get("activation");
    if (activation == null || activation.isJsonNull()) {
      return "";
    }
    return activation.isJsonObject()
        ? activation.getAsJsonObject().get("class_name").getAsString()
        : activation.getAsString();
  }
}
