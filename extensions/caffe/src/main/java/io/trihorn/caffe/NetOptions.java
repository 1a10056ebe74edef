package io.trihorn.caffe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a net's text is read. */
public final class NetOptions {
  private Phase phase = Phase.TEST;
  private Set<String> stages = Set.of();
  private final Map<String, List<Integer>> inputs = new HashMap<>();

  /** Phase {@code TEST}, and shapes as the text has them. */
  public NetOptions() {}

  /** Which of the layers are wanted that are there in one phase only; by default {@code TEST}. */
  public NetOptions phase(Phase value) {
    phase = value;
    return this;
  }

  /** The stages that layers may ask for or exclude; by default none. */
  public NetOptions stages(String... names) {
    stages = Set.of(names);
    return this;
  }

  /**
   * The shape of an input, instead of the text's: needed where that names a file of data.
   *
   * @param blob its name
   * @param shape its extents, the batch's first; images are (batch, channels, height, width)
   */
  public NetOptions input(String blob, int... shape) {
    inputs.put(blob, Arrays.stream(shape).boxed().toList());
    return this;
  }

  Phase phase() {
    return phase;
  }

  Set<String> stages() {
    return stages;
  }

  Map<String, List<Integer>> inputs() {
    return inputs;
  }
}
