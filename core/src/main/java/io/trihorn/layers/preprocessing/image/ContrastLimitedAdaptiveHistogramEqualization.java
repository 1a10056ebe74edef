package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Images whose values are spread within tiles so that all occur about equally often, with a limit
 * to how much (Zuiderveld, "Contrast limited adaptive histogram equalization", 1994): each tile of
 * each channel of each image has a table of new values, and between the tiles' middles the tables
 * are interpolated. It acts at all times. See {@link ImageLayer}.
 */
public final class ContrastLimitedAdaptiveHistogramEqualization
    extends ImageLayer<ContrastLimitedAdaptiveHistogramEqualization> {
  private static final int VALUES = 256;

  private ValueRange range = ValueRange.BYTES;
  private double clipLimit = 4;
  private List<Integer> tileGridSize = List.of(8, 8);

  /** With 8 x 8 tiles and the limit 4. */
  public ContrastLimitedAdaptiveHistogramEqualization() {}

  /** What pixels are between; by default 0 and 255. */
  public ContrastLimitedAdaptiveHistogramEqualization valueRange(double low, double high) {
    range = ValueRange.of(low, high);
    return this;
  }

  /** How many times the mean frequency a value's may be; 0 for no limit. By default 4. */
  public ContrastLimitedAdaptiveHistogramEqualization clipLimit(double value) {
    clipLimit = value;
    return this;
  }

  /** How many tiles there are along height and width; by default 8. */
  public ContrastLimitedAdaptiveHistogramEqualization tileGridSize(int rows, int columns) {
    tileGridSize = checked(List.of(rows, columns));
    return this;
  }

  private static List<Integer> checked(List<Integer> size) {
    if (size.size() != 2 || size.stream().anyMatch(s -> s < 1)) {
      throw new ConfigException(
          "ContrastLimitedAdaptiveHistogramEqualization: tile_grid_size should be two positive"
              + " numbers, but is "
              + size);
    }
    return size;
  }

  @Override
  public void configure(Config config) {
    configureImages(config);
    range = ValueRange.configure(config, range);
    clipLimit = config.number("clip_limit", clipLimit);
    tileGridSize =
        checked(config.present("tile_grid_size", config.integers("tile_grid_size", tileGridSize)));
  }

  @Override
  boolean isRandom() {
    return false;
  }

  @Override
  boolean acts(Call call) {
    return true;
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    TileAxis rows = TileAxis.of(Math.toIntExact(height), tileGridSize.get(0));
    TileAxis columns = TileAxis.of(Math.toIntExact(width), tileGridSize.get(1));
    return Transformation.ofColours(
        x -> {
          Tensor bytes = Ops.cast(range.to(ValueRange.BYTES, x), DataType.FLOAT32);
          Tensor value = Ops.clip(Ops.cast(bytes, DataType.INT32), 0, VALUES - 1.0);
          Tensor mapped = mapped(value, rows, columns);
          return Ops.cast(ValueRange.BYTES.to(range, mapped), x.dtype());
        });
  }

  private Tensor mapped(Tensor value, TileAxis rows, TileAxis columns) {
    long channels = value.dim(3);
    long cells = value.dim(0) * rows.tiles() * columns.tiles() * channels;
    Tensor padded =
        Shapes.take(Shapes.take(value, rows.padded(value), 1), columns.padded(value), 2);
    Tensor at = place(padded, rows.own(value), columns.own(value), rows, columns);
    Tensor counts =
        Shapes.scatterAdd(
            Shapes.full(value, 0, DataType.FLOAT32, cells * VALUES),
            Shapes.reshape(at, at.size()),
            Shapes.full(value, 1, DataType.FLOAT32, at.size()));
    Tensor table =
        Shapes.reshape(
            table(Shapes.reshape(counts, cells, VALUES), rows.size() * columns.size()),
            cells * VALUES);
    Tensor upper =
        between(
            look(table, value, rows.before(value), columns.before(value), rows, columns),
            look(table, value, rows.before(value), columns.after(value), rows, columns),
            columns.share(value, 2));
    Tensor lower =
        between(
            look(table, value, rows.after(value), columns.before(value), rows, columns),
            look(table, value, rows.after(value), columns.after(value), rows, columns),
            columns.share(value, 2));
    return between(upper, lower, rows.share(value, 1));
  }

  private static Tensor between(Tensor a, Tensor b, Tensor share) {
    return Ops.add(Ops.multiply(a, Ops.subtract(1, share)), Ops.multiply(b, share));
  }

  private static Tensor look(
      Tensor table, Tensor value, Tensor row, Tensor column, TileAxis rows, TileAxis columns) {
    return Shapes.take(table, place(value, row, column, rows, columns), 0);
  }

  /** Where in all tables the entry of a value stands, given the tile of each row and column. */
  private static Tensor place(
      Tensor value, Tensor row, Tensor column, TileAxis rows, TileAxis columns) {
    long channels = value.dim(3);
    Tensor image = Shapes.reshape(Shapes.arange(value, value.dim(0), DataType.INT32), -1, 1, 1, 1);
    Tensor channel = Shapes.arange(value, channels, DataType.INT32);
    Tensor tile =
        Ops.add(Ops.multiply(image, rows.tiles()), Shapes.reshape(row, 1, row.size(), 1, 1));
    tile =
        Ops.add(
            Ops.multiply(tile, columns.tiles()), Shapes.reshape(column, 1, 1, column.size(), 1));
    Tensor cell = Ops.add(Ops.multiply(tile, channels), channel);
    return Ops.add(Ops.multiply(cell, VALUES), value);
  }

  /** New values from frequencies {@code (cells, 256)}. */
  private Tensor table(Tensor counts, long pixels) {
    Tensor limited = counts;
    if (clipLimit > 0) {
      Tensor clipped = Ops.minimum(counts, clipLimit * pixels / VALUES);
      Tensor excess = Ops.sumKeep(Ops.subtract(counts, clipped), 1);
      limited = Ops.add(clipped, Ops.divide(excess, VALUES));
    }
    Tensor sums = Ops.cumsum(limited, 1);
    Tensor first = Ops.minKeep(sums, 1);
    Tensor rest = Ops.subtract((double) pixels, first);
    Tensor whole = Ops.where(Ops.equal(rest, 0), 1, rest);
    return Ops.clip(
        Ops.divide(Ops.multiply(Ops.subtract(sums, first), VALUES - 1), whole), 0, VALUES - 1);
  }
}
