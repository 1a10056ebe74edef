package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.merging.Add;
import io.trihorn.layers.merging.Average;
import io.trihorn.layers.merging.Concatenate;
import io.trihorn.layers.merging.CustomScaleLayer;
import io.trihorn.layers.merging.Dot;
import io.trihorn.layers.merging.Maximum;
import io.trihorn.layers.merging.Minimum;
import io.trihorn.layers.merging.Multiply;
import io.trihorn.layers.merging.Subtract;

/** The registry rows and factories of {@code layers.merging}, which {@link Layers} inherits. */
public abstract class MergingLayers extends RecurrentLayers {
  MergingLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Add", Add::new)
        .add("Subtract", Subtract::new)
        .add("Multiply", Multiply::new)
        .add("Average", Average::new)
        .add("Maximum", Maximum::new)
        .add("Minimum", Minimum::new)
        .add("Concatenate", Concatenate::new)
        .add("CustomScaleLayer", () -> new CustomScaleLayer(1))
        .add("Dot", () -> new Dot(1));
  }

  /** The sum of the inputs. */
  public static Add add() {
    return new Add();
  }

  /** The first input minus the second. */
  public static Subtract subtract() {
    return new Subtract();
  }

  /** The first input plus the second times a number, as blocks of InceptionResNetV2 end. */
  public static CustomScaleLayer customScaleLayer(double scale) {
    return new CustomScaleLayer(scale);
  }

  /** The product of the inputs. */
  public static Multiply multiply() {
    return new Multiply();
  }

  /** The mean of the inputs. */
  public static Average average() {
    return new Average();
  }

  /** The largest of the inputs. */
  public static Maximum maximum() {
    return new Maximum();
  }

  /** The smallest of the inputs. */
  public static Minimum minimum() {
    return new Minimum();
  }

  /** The inputs end to end along the last axis. */
  public static Concatenate concatenate() {
    return new Concatenate();
  }

  /** Products of two inputs, summed over one axis of each. */
  public static Dot dot(int... axes) {
    return new Dot(axes);
  }
}
