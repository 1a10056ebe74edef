package io.trihorn.studio.playground;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Dense;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A network over features of points, trained by Trihorn an epoch at a time. */
public final class PlaneModel implements AutoCloseable {
  /** How many points there are. */
  public static final int POINTS = 500;

  private static final int SIDE = 32;
  private static final double EDGE = 6;

  private final Settings settings;
  private final List<PlaneData.Spot> train;
  private final List<PlaneData.Spot> test;
  private final Sequential model;
  private final Model all;
  private final Dataset rows;
  private final TensorData plane;
  private int epoch;

  /** A network with fresh weights. */
  public PlaneModel(Settings settings) {
    this.settings = settings;
    List<PlaneData.Spot> spots =
        settings.data().draw(POINTS, settings.noise() / 100, settings.seed());
    int learned = POINTS * settings.trainPercent() / 100;
    train = List.copyOf(spots.subList(0, learned));
    test = List.copyOf(spots.subList(learned, POINTS));
    model = model(settings);
    List<KerasTensor> outputs = model.layers().stream().map(Layer::output).toList();
    all = new Model(model.inputs(), outputs);
    rows = Dataset.of(features(train), labels(train));
    plane = features(grid());
  }

  private static Sequential model(Settings settings) {
    List<Layer> layers = new ArrayList<>();
    layers.add(input(settings.features().size()));
    settings
        .layers()
        .forEach(
            neurons -> layers.add(regularized(dense(neurons, settings.activation()), settings)));
    layers.add(regularized(dense(1, "tanh"), settings));
    Sequential model = new Sequential(layers);
    model.seed(settings.seed());
    if (!settings.backend().isEmpty()) {
      model.on(settings.backend());
    }
    model.compile(Optimizers.sgd(settings.rate()), "mse");
    return model;
  }

  private static Dense regularized(Dense layer, Settings settings) {
    Regularizer regularizer =
        switch (settings.regularization()) {
          case "l1" -> Regularizers.l1(settings.regularizationRate());
          case "l2" -> Regularizers.l2(settings.regularizationRate());
          default -> null;
        };
    return layer.kernelRegularizer(regularizer);
  }

  /** The points it learns from. */
  public List<PlaneData.Spot> train() {
    return train;
  }

  /** The other points. */
  public List<PlaneData.Spot> test() {
    return test;
  }

  /** The points in the middle of each pixel, row by row from above. */
  private static List<PlaneData.Spot> grid() {
    List<PlaneData.Spot> spots = new ArrayList<>();
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double x = ((column + 0.5) / SIDE * 2 - 1) * EDGE;
        double y = (1 - (row + 0.5) / SIDE * 2) * EDGE;
        spots.add(new PlaneData.Spot(x, y, 0));
      }
    }
    return spots;
  }

  private TensorData features(List<PlaneData.Spot> spots) {
    int width = settings.features().size();
    float[] values = new float[spots.size() * width];
    for (int i = 0; i < spots.size(); i++) {
      for (int f = 0; f < width; f++) {
        PlaneData.Spot spot = spots.get(i);
        values[i * width + f] = (float) settings.features().get(f).of(spot.x(), spot.y());
      }
    }
    return TensorData.of(values, spots.size(), width);
  }

  private static TensorData labels(List<PlaneData.Spot> spots) {
    float[] labels = new float[spots.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = spots.get(i).label();
    }
    return TensorData.of(labels, labels.length, 1);
  }

  /** Sees all points once more. */
  public void step() {
    // Each epoch has an order of its own.
    model.fit(
        rows,
        FitOptions.epochs(epoch + 1)
            .initialEpoch(epoch)
            .batchSize(settings.batch())
            .verbose(false));
    epoch++;
  }

  private double loss(List<PlaneData.Spot> spots) {
    TensorData made = model.predictOnBatch(features(spots)).get(0);
    double sum = 0;
    for (int i = 0; i < spots.size(); i++) {
      double difference = made.getDouble(i) - spots.get(i).label();
      sum += difference * difference / 2;
    }
    return sum / spots.size();
  }

  /** What it looks like now. */
  public Frame frame() {
    List<List<String>> pictures = new ArrayList<>();
    for (TensorData layer : all.predictOnBatch(plane)) {
      int neurons = (int) layer.type().dim(1);
      List<String> row = new ArrayList<>();
      for (int n = 0; n < neurons; n++) {
        row.add(picture(layer, n, neurons));
      }
      pictures.add(row);
    }
    return new Frame(epoch, loss(train), loss(test), SIDE, pictures, weights(), null);
  }

  private static String picture(TensorData layer, int neuron, int neurons) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      double value = layer.getDouble((long) i * neurons + neuron);
      pixels[i] = (byte) Math.round((Math.max(-1, Math.min(1, value)) + 1) / 2 * 255);
    }
    return Base64.getEncoder().encodeToString(pixels);
  }

  private List<float[][]> weights() {
    List<float[][]> kernels = new ArrayList<>();
    List<TensorData> values = model.weightValues();
    for (int i = 0; i < values.size(); i += 2) {
      int inputs = (int) values.get(i).type().dim(0);
      int neurons = (int) values.get(i).type().dim(1);
      float[][] kernel = new float[inputs][neurons];
      for (int r = 0; r < inputs; r++) {
        for (int c = 0; c < neurons; c++) {
          kernel[r][c] = (float) values.get(i).getDouble((long) r * neurons + c);
        }
      }
      kernels.add(kernel);
    }
    return kernels;
  }

  @Override
  public void close() {
    all.close();
    model.close();
  }
}
