package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cells that work as one: each takes the output of the one before. */
public final class StackedRNNCells extends FluentLayer<StackedRNNCells> implements RnnCell {
  private final Registry<Layer> known;
  private List<RnnCell> cells = List.of();

  /**
   * Cells, the first one first.
   *
   * @param known the classes that they may have when a configuration is read
   */
  public StackedRNNCells(Registry<Layer> known, List<? extends RnnCell> cells) {
    this.known = known;
    setCells(List.copyOf(cells));
  }

  private void setCells(List<RnnCell> value) {
    cells = value;
    cells.forEach(cell -> track(cell.layer()));
  }

  /** A layer as a cell. */
  static RnnCell cell(Layer layer) {
    if (layer instanceof RnnCell cell) {
      return cell;
    }
    throw new ConfigException(
        layer
            + " is not a recurrent cell; a cell of your own extends Layer and implements RnnCell");
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    List<Layer> layers = cells.stream().map(RnnCell::layer).toList();
    List<Layer> read = config.present("cells", config.objects("cells", layers, known));
    if (config.reading()) {
      setCells(read.stream().map(StackedRNNCells::cell).toList());
    }
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    for (RnnCell cell : cells) {
      cell.layer().ensureBuilt(List.of(input));
      int output = Math.max(cell.outputState(), 0);
      input = new Shape(input.get(0)).addAll(cell.stateShapes().get(output));
    }
  }

  @Override
  public List<Shape> stateShapes() {
    List<Shape> shapes = new ArrayList<>();
    cells.forEach(cell -> shapes.addAll(cell.stateShapes()));
    return shapes;
  }

  @Override
  public int outputState() {
    RnnCell last = cells.get(cells.size() - 1);
    return last.outputState() < 0
        ? -1
        : stateShapes().size() - last.stateShapes().size() + last.outputState();
  }

  @Override
  public Map<String, Tensor> constants(long batch, Call call) {
    Map<String, Tensor> all = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String prefix = prefix(i);
      RnnCell cell = cells.get(i);
      cell.constants(batch, call.of(cell.layer())).forEach((n, t) -> all.put(prefix + n, t));
    }
    return all;
  }

  private static String prefix(int cell) {
    return cell + "/";
  }

  @Override
  public Tensor project(Tensor inputs, Constants constants, Call call) {
    RnnCell first = cells.get(0);
    return first.project(inputs, constants.part(prefix(0)), call.of(first.layer()));
  }

  @Override
  public Step step(Tensor projected, List<Tensor> states, Constants constants, Call call) {
    Tensor x = projected;
    List<Tensor> next = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      RnnCell cell = cells.get(i);
      Call own = call.of(cell.layer());
      Constants part = constants.part(prefix(i));
      Tensor input = i == 0 ? x : cell.project(x, part, own);
      int count = cell.stateShapes().size();
      Step step = cell.step(input, states.subList(next.size(), next.size() + count), part, own);
      next.addAll(step.states());
      x = step.output();
    }
    return new Step(x, next);
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor x = inputs.get(0);
    List<Tensor> states =
        inputs.size() > 1 ? inputs.subList(1, inputs.size()) : call.tensors("states");
    Constants constants = Constants.of(constants(x.dim(0), call));
    Step step = step(project(x, constants, call), states, constants, call);
    List<Tensor> outputs = new ArrayList<>(List.of(step.output()));
    outputs.addAll(step.states());
    return outputs;
  }

  @Override
  protected boolean freezesInner() {
    return false;
  }
}
