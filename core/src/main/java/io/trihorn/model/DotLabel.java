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

/** What Keras writes into the box of a layer. */
final class DotLabel {
  private DotLabel() {}

  static String of(Layer layer, DotOptions options) {
    List<String> cells = cells(layer, options);
    int span =
        (options.isShowShapes() ? 2 : 0)
            + (options.isShowDtype() ? 1 : 0)
            + (options.isShowTrainable() ? 1 : 0);
    int columns = Math.max(1, span);
    String type = layer.className();
    StringBuilder out =
        new StringBuilder(
            "<<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\">");
    out.append("<tr><td colspan=\"%d\" bgcolor=\"black\">".formatted(columns))
        .append("<font point-size=\"16\" color=\"white\">")
        .append(
            options.isShowLayerNames()
                ? "<b>%s</b> (%s)".formatted(layer.name(), type)
                : "<b>%s</b>".formatted(type))
        .append("</font></td></tr>");
    String activation = options.isShowLayerActivations() ? activation(layer) : null;
    if (activation != null) {
      out.append("<tr><td bgcolor=\"white\" colspan=\"%d\">".formatted(columns))
          .append("<font point-size=\"14\">Activation: <b>%s</b>".formatted(activation))
          .append("</font></td></tr>");
    }
    if (!cells.isEmpty()) {
      out.append("<tr>").append(String.join("", cells)).append("</tr>");
    }
    return out.append("</table>>").toString();
  }

  private static List<String> cells(Layer layer, DotOptions options) {
    List<String> cells = new ArrayList<>();
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
              ? coloured("forestgreen", "Trainable")
              : coloured("firebrick", "Non-trainable"));
    }
    return cells;
  }

  private static String plain(String what, String value) {
    return "<td bgcolor=\"white\"><font point-size=\"14\">%s: <b>%s</b></font></td>"
        .formatted(what, value);
  }

  private static String coloured(String colour, String what) {
    return "<td bgcolor=\"%s\"><font point-size=\"14\" color=\"white\"><b>%s</b></font></td>"
        .formatted(colour, what);
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

  /** The name of a layer's activation; null where it has none. */
  private static String activation(Layer layer) {
    if (layer instanceof Network) {
      return null;
    }
    JsonObject config =
        Layers.REGISTRY.serialize(layer).getAsJsonObject().getAsJsonObject("config");
    JsonElement activation = config.get("activation");
    if (activation == null || activation.isJsonNull()) {
      return null;
    }
    return activation.isJsonObject()
        ? activation.getAsJsonObject().get("class_name").getAsString()
        : activation.getAsString();
  }
}
