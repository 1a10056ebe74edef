package io.trihorn.studio.network;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.backend.around.Profile;
import io.trihorn.backend.around.Profiler;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the layers of a network take of a prediction, by what the engine measures itself.
 *
 * @param rows of the batch that was predicted
 * @param milliseconds of a whole prediction
 * @param layers of those that took something
 */
public record LayerTimes(int rows, double milliseconds, List<LayerTime> layers) {
  private static final int RUNS = 5;
  private static final double MS = 1e6;

  /** Copies the list. */
  public LayerTimes {
    layers = List.copyOf(layers);
  }

  /**
   * What a layer takes, with all that is inside of it.
   *
   * @param id the layer's in drawings
   * @param milliseconds of its ops
   * @param bytes of the tensors they make
   */
  public record LayerTime(String id, double milliseconds, long bytes) {}

  /**
   * Measures a prediction of zeros by a network with fresh weights.
   *
   * @param config what {@link Model#toJson} gave
   * @throws IllegalArgumentException if inputs have open axes beside that of rows
   */
  public static LayerTimes measure(String config, Backend backend, int rows) {
    Profiler profiler = new Profiler(backend);
    try (Model model = Models.fromJson(config, false)) {
      model.on(profiler);
      TensorData[] inputs =
          model.inputs().stream().map(input -> zeros(input, rows)).toArray(TensorData[]::new);
      // The first makes the program.
      model.predictOnBatch(inputs);
      profiler.reset();
      for (int i = 0; i < RUNS; i++) {
        model.predictOnBatch(inputs);
      }
      Profile profile = profiler.profile();
      List<LayerTime> times = new ArrayList<>();
      add(times, NetworkReader.read(Models.toJson(model), model), List.of(), profile);
      return new LayerTimes(rows, profile.nanos() / MS / RUNS, times);
    }
  }

  private static TensorData zeros(KerasTensor input, int rows) {
    Shape shape = input.shape();
    long[] dims = shape.getShape().clone();
    dims[0] = rows;
    if (Arrays.stream(dims).anyMatch(extent -> extent < 0)) {
      throw new IllegalArgumentException(
          "a network is measured where only its rows are open, but its input '"
              + input.layer().name()
              + "' is "
              + shape);
    }
    return TensorData.zeros(TensorType.of(input.dtype(), dims));
  }

  private static void add(
      List<LayerTime> times, NetworkNode.Network network, List<String> around, Profile profile) {
    for (NetworkNode node : network.nodes()) {
      List<String> path = new ArrayList<>(around);
      path.add(node.name());
      long nanos = 0;
      long bytes = 0;
      for (Profile.Cost cost : profile.layers()) {
        if (isInside(List.of(cost.layer().split("/")), path)) {
          nanos += cost.nanos();
          bytes += cost.bytes();
        }
      }
      if (nanos > 0) {
        times.add(new LayerTime(node.id(), nanos / MS / RUNS, bytes / RUNS));
      }
      if (node.inner() != null) {
        add(times, node.inner(), path, profile);
      }
    }
  }

  /** Whether the parts of a layer's path have those of another, one after the other. */
  private static boolean isInside(List<String> layer, List<String> path) {
    for (int i = 0; i + path.size() <= layer.size(); i++) {
      if (layer.subList(i, i + path.size()).equals(path)) {
        return true;
      }
    }
    return false;
  }
}
