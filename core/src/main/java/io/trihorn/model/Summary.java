package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Keras's table of a model. */
final class Summary {
  private Summary() {}

  static String of(Model model) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"Layer (type)", "Output Shape", "Param #"});
    for (Layer layer : model.layers()) {
      String type = layer.name() + " (" + layer.className() + ")";
      rows.add(new String[] {type, shapes(model, layer), count(layer.weights())});
    }
    int[] widths = new int[3];
    for (String[] row : rows) {
      for (int i = 0; i < 3; i++) {
        widths[i] = Math.max(widths[i], row[i].length() + 2);
      }
    }
    StringBuilder out = new StringBuilder("Model: \"" + model.name() + "\"\n");
    out.append(line(widths, '\u250f', '\u2501', '\u2533', '\u2513'));
    out.append(row(rows.get(0), widths, '\u2503'));
    out.append(line(widths, '\u2521', '\u2501', '\u2547', '\u2529'));
    for (int i = 1; i < rows.size(); i++) {
      out.append(row(rows.get(i), widths, '\u2502'));
      boolean last = i == rows.size() - 1;
      out.append(
          last
              ? line(widths, '\u2514', '\u2500', '\u2534', '\u2518')
              : line(widths, '\u251c', '\u2500', '\u253c', '\u2524'));
    }
    return out.append(totals(model)).toString();
  }

  private static String totals(Model model) {
    long all = size(model.weights());
    long trainable = size(model.trainableWeights());
    return " Total params: "
        + sized(all, bytes(model.weights()))
        + "\n Trainable params: "
        + sized(trainable, bytes(model.trainableWeights()))
        + "\n Non-trainable params: "
        + sized(all - trainable, bytes(model.weights()) - bytes(model.trainableWeights()))
        + "\n";
  }

  private static String sized(long parameters, long bytes) {
    double kib = bytes / 1024.0;
    String size =
        kib >= 1024
            ? String.format(Locale.ROOT, "%.2f MB", kib / 1024)
            : kib >= 1 ? String.format(Locale.ROOT, "%.2f KB", kib) : bytes + ".00 B";
    return String.format(Locale.ROOT, "%,d (%s)", parameters, size);
  }

  private static long size(List<Weight> weights) {
    return weights.stream().mapToLong(w -> w.type().size()).sum();
  }

  private static long bytes(List<Weight> weights) {
    return weights.stream().mapToLong(w -> w.type().bytes()).sum();
  }

  private static String count(List<Weight> weights) {
    return String.format(Locale.ROOT, "%,d", size(weights));
  }

  private static String shapes(Model model, Layer layer) {
    for (LayerCall call : model.graph().calls()) {
      if (call.layer() == layer) {
        return call.outputs().stream().map(t -> text(t.shape())).collect(Collectors.joining(", "));
      }
    }
    return "?";
  }

  private static String text(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(d -> d < 0 ? "None" : Long.toString(d))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String line(int[] widths, char left, char fill, char cross, char right) {
    return Arrays.stream(widths)
            .mapToObj(w -> String.valueOf(fill).repeat(w))
            .collect(Collectors.joining(String.valueOf(cross), String.valueOf(left), "" + right))
        + "\n";
  }

  private static String row(String[] cells, int[] widths, char bar) {
    StringBuilder out = new StringBuilder().append(bar);
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(widths[i] - cells[i].length() - 1);
      // Numbers stand at the right.
      out.append(i == 2 ? padding + cells[i] + " " : " " + cells[i] + padding).append(bar);
    }
    return out.append('\n').toString();
  }
}
