package io.trihorn.model;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.model.TextTable.Align;
import io.trihorn.state.Weight;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keras's table of a model. */
final class Summary {
  private static final int LONGEST_BY_DEFAULT = 76;
  private static final int NARROWEST = 4;
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private final Model model;
  private final SummaryOptions options;
  private final boolean branches;

  private Summary(Model model, SummaryOptions options) {
    this.model = model;
    this.options = options;
    branches = !(model instanceof Sequential) && !model.graph().isChain();
  }

  static String of(Model model, SummaryOptions options) {
    return new Summary(model, options).text();
  }

  private String text() {
    List<TextTable.Column> columns = columns();
    TextTable table = new TextTable(columns, lineLength());
    range().forEach(layer -> addRows(table, model, layer, 0));
    return "Model: \"" + model.name() + "\"\n" + table + totals();
  }

  private int lineLength() {
    if (options.lineLength() > 0) {
      return options.lineLength();
    }
    return Math.min(
        (branches ? 108 : 88) + (options.isShowTrainable() ? 12 : 0), LONGEST_BY_DEFAULT);
  }

  private List<TextTable.Column> columns() {
    List<String> headers =
        new ArrayList<>(List.of("Layer (type)", "Output Shape", "Param #", "Connected to"));
    List<Align> aligns = new ArrayList<>(List.of(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT));
    if (!branches) {
      headers.remove(3);
      aligns.remove(3);
    }
    List<Double> ends = new ArrayList<>(options.positions());
    if (ends.isEmpty()) {
      ends.addAll(branches ? List.of(0.3, 0.56, 0.74, 1.0) : List.of(0.45, 0.80, 1.0));
    }
    if (options.isShowTrainable()) {
      ends.replaceAll(end -> end * 0.90);
      ends.add(1.0);
      headers.add("Trainable");
      aligns.add(Align.CENTER);
    }
    if (ends.size() != headers.size()) {
      throw new IllegalArgumentException(
          "the summary of model '%s' has the columns %s: give as many positions, not %s"
              .formatted(model.name(), headers, options.positions()));
    }
    List<TextTable.Column> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < ends.size(); i++) {
      int width = (int) (ends.get(i) * lineLength()) - start;
      if (width < NARROWEST) {
        throw new IllegalArgumentException(
            "the summary of model '%s' leaves %d characters for '%s', which needs %d: give a longer line"
                    .formatted(model.name(), width, headers.get(i), NARROWEST)
                + " or other positions");
      }
      columns.add(new TextTable.Column(headers.get(i), width, aligns.get(i)));
      start += width;
    }
    return columns;
  }

  private List<Layer> range() {
    List<Layer> layers = model.layers();
    if (options.layerRange() == null) {
      return layers;
    }
    int[] first = matching(layers, options.layerRange().first());
    int[] last = matching(layers, options.layerRange().last());
    if (first.length == 0 || last.length == 0) {
      throw new IllegalArgumentException(
          "the layers of model '%s' from '%s' to '%s': no layer has such a name; it has %s"
              .formatted(
                  model.name(),
                  options.layerRange().first(),
                  options.layerRange().last(),
                  layers.stream().map(Layer::name).toList()));
    }
    int from = first[0];
    int to = last[last.length - 1];
    return from <= to
        ? layers.subList(from, to + 1)
        : layers.subList(last[0], first[first.length - 1] + 1);
  }

  private static int[] matching(List<Layer> layers, String name) {
    Pattern pattern = Pattern.compile(name);
    return IntStream.range(0, layers.size())
        .filter(i -> pattern.matcher(layers.get(i).name()).lookingAt())
        .toArray();
  }

  private void addRows(TextTable table, Network owner, Layer layer, int level) {
    List<LayerCall> uses =
        owner.isWired()
            ? owner.graph().calls().stream().filter(call -> call.layer() == layer).toList()
            : List.of();
    String prefix = level == 0 ? "" : "   ".repeat(level) + "\u2514 ";
    List<String> cells = new ArrayList<>();
    cells.add(prefix + layer.name() + " (" + layer.className() + ")");
    cells.add(uses.isEmpty() ? "?" : shapes(uses.get(uses.size() - 1)));
    cells.add(
        layer.isBuilt() ? String.format(Locale.ROOT, "%,d", size(layer.weights())) : "0 (unbuilt)");
    if (branches) {
      cells.add(connections(owner == model ? uses : List.of()));
    }
    if (options.isShowTrainable()) {
      cells.add(layer.weights().isEmpty() ? "-" : layer.isTrainable() ? "Y" : "N");
    }
    table.add(cells);
    if (options.isExpandNested() && layer instanceof Network nested) {
      nested.layers().forEach(inner -> addRows(table, nested, inner, level + 1));
    }
  }

  private String connections(List<LayerCall> uses) {
    String connections =
        uses.stream()
            .flatMap(call -> call.allInputs().stream())
            .map(t -> "%s[%d][%d]".formatted(t.layer().name(), node(t), t.index()))
            .collect(Collectors.joining(", "));
    return connections.isEmpty() ? "-" : connections;
  }

  /** Which use of its layer in the model makes a tensor. */
  private int node(KerasTensor tensor) {
    return model.graph().calls().stream()
        .filter(call -> call.layer() == tensor.layer())
        .toList()
        .indexOf(tensor.source());
  }

  static String shapes(LayerCall call) {
    List<String> shapes = call.outputs().stream().map(t -> text(t.shape())).toList();
    return shapes.size() == 1 ? shapes.get(0) : shapes.toString();
  }

  /** A shape as Python writes it. */
  static String text(Shape shape) {
    String extents =
        Arrays.stream(shape.getShape())
            .mapToObj(d -> d < 0 ? "None" : Long.toString(d))
            .collect(Collectors.joining(", "));
    return "(" + extents + ")";
  }

  private String totals() {
    List<Weight> trainable = model.trainableWeights();
    List<Weight> others = new ArrayList<>(model.weights());
    others.removeAll(trainable);
    List<Weight> optimizer = model.training().builtOptimizerVariables();
    List<Weight> all = new ArrayList<>(model.weights());
    all.addAll(optimizer);
    return total("Total", all)
        + total("Trainable", trainable)
        + total("Non-trainable", others)
        + (optimizer.isEmpty() ? "" : total("Optimizer", optimizer));
  }

  private static String total(String what, List<Weight> weights) {
    return String.format(
        Locale.ROOT, " %s params: %,d (%s)\n", what, size(weights), readable(bytes(weights)));
  }

  private static String readable(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= 1024 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return new BigDecimal(amount).setScale(2, RoundingMode.HALF_EVEN) + " " + UNITS[unit];
  }

  private static long size(List<Weight> weights) {
    return weights.stream().mapToLong(w -> w.type().size()).sum();
  }

  private static long bytes(List<Weight> weights) {
    return weights.stream().mapToLong(w -> w.type().bytes()).sum();
  }
}
