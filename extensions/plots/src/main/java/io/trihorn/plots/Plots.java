package io.trihorn.plots;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Comparison;
import io.trihorn.model.DotGraph;
import io.trihorn.model.History;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Charts of a training and of what came of it:
 *
 * <pre>{@code
 * Plots.history(model.fit(x, y, epochs(10))).save(Path.of("history.svg"));
 * }</pre>
 *
 * <p>Drawings of images with boxes and masks are {@link io.trihorn.visualization.Visualization}'s.
 */
public final class Plots {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;
  private static final int BINS = 40;

  /** What a difference of 0 is drawn as, since a logarithmic axis has none. */
  private static final double LEAST = 1e-12;

  /** From no pair to the most. */
  private static final Color[] COUNTS = {new Color(240, 246, 255), new Color(90, 150, 240)};

  private static final Color GRID = new Color(225, 225, 225);

  private Plots() {}

  /**
   * Curves of logs by epoch.
   *
   * @param logs which, such as {@code loss} and {@code val_loss}; all where none is named
   * @throws IllegalArgumentException if there is no such log, or there are no epochs
   */
  public static Picture history(History history, String... logs) {
    List<String> names = logs.length == 0 ? List.copyOf(history.values().keySet()) : List.of(logs);
    if (history.epochs().isEmpty() || names.isEmpty()) {
      throw new IllegalArgumentException("the history has no epochs; train first");
    }
    XYChart chart = curves("", "epoch", "value");
    for (String name : names) {
      List<Double> values = history.get(name);
      // A log may come late, as that of a callback; its last values are those of the last epochs.
      int all = history.epochs().size();
      List<Integer> epochs = history.epochs().subList(all - values.size(), all);
      chart
          .addSeries(name, epochs.stream().map(e -> e + 1.0).toList(), values)
          .setMarker(values.size() > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    return picture(chart);
  }

  private static XYChart curves(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.Matlab)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE).setPlotContentSize(0.95);
    plainGrid(chart.getStyler());
    return chart;
  }

  /** Dotted lines would be a shape for each dot, some 700 KB in an SVG. */
  private static void plainGrid(AxesChartStyler styler) {
    styler.setPlotGridLinesStroke(new BasicStroke(1)).setPlotGridLinesColor(GRID);
  }

  private static Picture picture(Chart<?, ?> chart) {
    int width = chart.getWidth();
    int height = chart.getHeight();
    return new Picture(width, height, graphics -> chart.paint(graphics, width, height));
  }

  /**
   * The receiver operating characteristic of scores of two classes, with the area under it.
   *
   * @param yTrue 1 for positives, 0 for negatives
   * @param scores as many, larger where a positive is likelier
   * @throws IllegalArgumentException as in {@link RocCurve#of}
   */
  public static Picture roc(Object yTrue, Object scores) {
    RocCurve curve = RocCurve.of(yTrue, scores);
    XYChart chart =
        curves(
            "area under the curve: %.4f".formatted(curve.area()),
            "false positive rate",
            "true positive rate");
    chart
        .addSeries("scores", curve.falsePositives(), curve.truePositives())
        .setMarker(SeriesMarkers.NONE);
    chart.addSeries("chance", List.of(0.0, 1.0), List.of(0.0, 1.0)).setMarker(SeriesMarkers.NONE);
    return picture(chart);
  }

  /**
   * How often each class was taken for each.
   *
   * @param names of the classes, in order
   * @throws IllegalArgumentException if there is not a name for each class
   */
  public static Picture confusionMatrix(ConfusionMatrix matrix, List<String> names) {
    int classes = matrix.counts().length;
    if (names.size() != classes) {
      throw new IllegalArgumentException(
          "expected a name for each of %d classes, but got %s".formatted(classes, names));
    }
    List<Number[]> cells = new ArrayList<>();
    long most = 1;
    for (int truth = 0; truth < classes; truth++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        long count = matrix.counts()[truth][predicted];
        most = Math.max(most, count);
        // The first class is the uppermost.
        cells.add(new Number[] {predicted, classes - 1 - truth, count});
      }
    }
    List<String> upwards =
        IntStream.range(0, classes).mapToObj(i -> names.get(classes - 1 - i)).toList();
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(160 + Math.max(340, 44 * classes))
            .height(100 + Math.max(340, 44 * classes))
            .xAxisTitle("predicted")
            .yAxisTitle("true")
            .build();
    chart.getStyler().setShowValue(true).setMin(0).setMax(most).setRangeColors(COUNTS);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setHeatMapDecimalValueFormatter(count -> Long.toString(count.longValue()));
    chart.addSeries("counts", names, upwards, cells);
    return picture(chart);
  }

  /** A histogram of each weight of a model, all of one size, three in a row. */
  public static Picture weightHistograms(Model model) {
    List<CategoryChart> charts = new ArrayList<>();
    List<Weight> weights = model.weights();
    List<TensorData> values = model.weightValues();
    for (int i = 0; i < weights.size(); i++) {
      charts.add(histogram(weights.get(i).variable().name(), values.get(i)));
    }
    if (charts.isEmpty()) {
      throw new IllegalArgumentException("model '" + model.name() + "' has no weights");
    }
    int columns = Math.min(3, charts.size());
    int rows = (charts.size() + columns - 1) / columns;
    int width = charts.get(0).getWidth();
    int height = charts.get(0).getHeight();
    return new Picture(
        columns * width,
        rows * height,
        graphics -> {
          for (int i = 0; i < charts.size(); i++) {
            Graphics2D part = (Graphics2D) graphics.create();
            part.translate(i % columns * width, i / columns * height);
            charts.get(i).paint(part, width, height);
            part.dispose();
          }
        });
  }

  private static CategoryChart histogram(String name, TensorData values) {
    Bins bins = Bins.of(values, BINS);
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(400)
            .height(280)
            .theme(ChartTheme.Matlab)
            .title(name)
            .xAxisTitle(bins.all() + " values")
            .yAxisTitle("count")
            .build();
    chart.getStyler().setPlotGridVerticalLinesVisible(false).setLegendVisible(false);
    plainGrid(chart.getStyler());
    chart.getStyler().setXAxisMaxLabelCount(5).setXAxisDecimalPattern("0.##E0");
    if (bins.all() > 0) {
      chart.addSeries(name, bins.middles(), bins.counts());
    }
    return chart;
  }

  /**
   * The largest and the mean differences of a comparison, each as a part of its scale: layers, then
   * gradients. Less than 1e-12 is drawn as that.
   */
  public static Picture comparison(Comparison comparison) {
    List<String> names =
        Stream.concat(
                comparison.layers().stream().map(Comparison.Difference::layer),
                comparison.gradients().stream().map(d -> "gradient of " + d.layer()))
            .toList();
    List<Comparison.Difference> all =
        Stream.concat(comparison.layers().stream(), comparison.gradients().stream()).toList();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(WIDTH, 200 + 24 * all.size()))
            .height(HEIGHT + 150)
            .theme(ChartTheme.Matlab)
            .title(comparison.second() + " held to " + comparison.first())
            .yAxisTitle("difference, as a part of the scale")
            .build();
    double most = all.stream().mapToDouble(d -> drawn(d.largest(), d)).max().orElse(1);
    plainGrid(chart.getStyler());
    chart.getStyler().setYAxisMin(LEAST / 10).setYAxisMax(10 * most);
    chart.getStyler().setYAxisLogarithmic(true).setXAxisLabelRotation(90);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    List<String> places = IntStream.range(0, all.size()).mapToObj(i -> unique(names, i)).toList();
    chart.addSeries("largest", places, all.stream().map(d -> drawn(d.largest(), d)).toList());
    chart.addSeries("mean", places, all.stream().map(d -> drawn(d.mean(), d)).toList());
    return picture(chart);
  }

  /** A layer that is used several times gets numbers. */
  private static String unique(List<String> names, int i) {
    long before = names.subList(0, i).stream().filter(names.get(i)::equals).count();
    return before == 0 ? names.get(i) : names.get(i) + " (" + (before + 1) + ")";
  }

  private static double drawn(double difference, Comparison.Difference of) {
    double relative = of.scale() == 0 ? difference : difference / of.scale();
    return Double.isInfinite(relative) ? 1 / LEAST : Math.max(LEAST, relative);
  }

  /** A model's graph as {@link io.trihorn.model.ModelPlots#modelToDot} gives it, laid out. */
  public static Picture model(DotGraph graph) {
    return new ModelDrawing(graph).picture();
  }
}
