package io.trihorn.studio.record;

import ai.djl.ndarray.NDList;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.convolutional.Conv2D;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import io.trihorn.studio.store.Artifact;
import io.trihorn.studio.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at what the model makes of some rows: activations with the histograms of weights; at the
 * ends of epochs predictions, feature maps, filters and embeddings, as often as they take no more
 * than a small part of the training's time, and once at the end.
 */
final class SampleWatch implements AutoCloseable {
  /** Looks take one part of so many of the training's time. */
  private static final int SHARE = 50;

  private static final int PROBED_ROWS = 32;
  private static final int MAPPED_ROWS = 12;
  private static final int MOST_LAYERS = 48;
  private static final String PNG = "image/png";
  private static final String JSON = "application/json";

  private final Writer writer;
  private final Model model;
  private final RecorderOptions options;
  private final SampleRows rows;
  private final long start = System.nanoTime();
  private LayerProbe layers;
  private LayerProbe embedding;
  private long spent;
  private boolean channelsFirst;

  SampleWatch(Writer writer, Model model, RecorderOptions options) {
    this.writer = writer;
    this.model = model;
    this.options = options;
    rows = SampleRows.of(options.sample(), options.sampleRows());
  }

  /** When the model is built. */
  void begin() {
    List<KerasTensor> outputs = LayerProbe.outputs(model, MOST_LAYERS);
    layers = new LayerProbe(model, outputs);
    channelsFirst = model.layers().stream().anyMatch(SampleWatch::isChannelsFirst);
    embedded(outputs).ifPresent(tensor -> embedding = new LayerProbe(model, List.of(tensor)));
    TensorData input = rows.inputs().get(0);
    if (Tiles.arePictures(input, channelsFirst)) {
      sheet("sample", "rows", 0, Sheet.of(Tiles.pictures(input, channelsFirst)));
    }
  }

  private static boolean isChannelsFirst(Layer layer) {
    return layer instanceof Conv2D
        && "channels_first".equals(layer.getConfig().get("data_format").getAsString());
  }

  /** The tensor whose rows are shown as points. */
  private Optional<KerasTensor> embedded(List<KerasTensor> outputs) {
    if (options.embedding() != null) {
      return Optional.of(model.layer(options.embedding()).output());
    }
    return outputs.stream()
        .filter(tensor -> tensor.shape().dimension() == 2)
        .filter(tensor -> !model.outputs().contains(tensor))
        .reduce((first, second) -> second);
  }

  /** After a step, counted from 1. */
  void step(long step) {
    int every = options.histogramSteps();
    if (every > 0 && (step % every == 0 || step == 1)) {
      List<TensorData> made = layers.run(rows.first(PROBED_ROWS).inputs());
      for (int i = 0; i < made.size(); i++) {
        String name = layers.names().get(i);
        TensorData output = made.get(i);
        writer.histogram(() -> Counting.count("activation", name, step, Counting.sample(output)));
      }
    }
  }

  /** After an epoch. */
  void epoch(long step) {
    if (spent * SHARE <= System.nanoTime() - start) {
      last(step);
    }
  }

  /** At the end, whatever it costs. */
  void last(long step) {
    long begin = System.nanoTime();
    predictions(step);
    maps(step);
    filters(step);
    embeddings(step);
    spent += System.nanoTime() - begin;
  }

  private void predictions(long step) {
    if (rows.targets().size() != 1 || model.outputs().size() != 1) {
      return;
    }
    try (NDList predicted = model.predictAll(rows.inputs())) {
      Judgement.of(step, rows.targets().get(0), HostValues.of(predicted.get(0)))
          .ifPresent(
              judgement ->
                  json(
                      "judgement",
                      "sample",
                      step,
                      Map.of("judgement", judgement, "classes", options.classes())));
    }
  }

  private void maps(long step) {
    SampleRows few = rows.first(MAPPED_ROWS);
    List<TensorData> made = layers.run(few.inputs());
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i).type().rank() == 4) {
        for (int row = 0; row < few.rows(); row++) {
          sheet(
              "maps",
              layers.names().get(i) + "/" + row,
              step,
              Sheet.of(Tiles.channels(made.get(i), channelsFirst, row)));
        }
      }
    }
  }

  private void filters(long step) {
    model.layers().stream()
        .filter(Conv2D.class::isInstance)
        .findFirst()
        .ifPresent(
            layer -> {
              TensorData kernel = model.variableValues(layer.weights().subList(0, 1)).get(0);
              sheet("filters", layer.name(), step, Sheet.of(Tiles.kernels(kernel)));
            });
  }

  private void embeddings(long step) {
    if (embedding == null) {
      return;
    }
    TensorData made = embedding.run(rows.inputs()).get(0);
    int dims = (int) made.type().dim(1);
    List<float[]> points = new ArrayList<>();
    for (int i = 0; i < rows.rows(); i++) {
      float[] point = new float[dims];
      for (int d = 0; d < dims; d++) {
        point[d] = (float) made.getDouble((long) i * dims + d);
      }
      points.add(point);
    }
    json("embedding", embedding.names().get(0), step, Map.of("points", points));
  }

  private void sheet(String kind, String name, long step, Sheet sheet) {
    writer.artifact(new Artifact(kind, name, step, PNG, sheet.png()));
    json(
        kind + "-form",
        name,
        step,
        Map.of(
            "width", sheet.width(),
            "height", sheet.height(),
            "columns", sheet.columns(),
            "count", sheet.count()));
  }

  private void json(String kind, String name, long step, Object value) {
    byte[] body = Json.text(value).getBytes(StandardCharsets.UTF_8);
    writer.artifact(new Artifact(kind, name, step, JSON, body));
  }

  @Override
  public void close() {
    if (layers != null) {
      layers.close();
    }
    if (embedding != null) {
      embedding.close();
    }
  }
}
