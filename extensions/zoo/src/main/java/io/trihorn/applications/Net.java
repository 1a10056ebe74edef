package io.trihorn.applications;

import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.merging.Concatenate;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.layers.preprocessing.Normalization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Strings layers together, for images whose channels stand where the layout says. Layers without a
 * name get Keras's: of their class, numbered in the order in which they are made, whatever their
 * place in the model.
 */
final class Net {
  private final Layout layout;
  private final Map<String, Integer> made = new HashMap<>();

  Net(Layout layout) {
    this.layout = layout;
  }

  /** Whether channels come first. */
  boolean channelsFirst() {
    return layout == Layout.CHANNELS_FIRST;
  }

  /** The number of channels of images. */
  int channels(KerasTensor x) {
    return (int) x.shape().get(layout.channelAxis(x.shape().dimension()));
  }

  /** The height of images. */
  long height(KerasTensor x) {
    return x.shape().get(layout.firstSpatialAxis());
  }

  /** The width of images. */
  long width(KerasTensor x) {
    return x.shape().get(layout.firstSpatialAxis() + 1);
  }

  /** A number for each channel, to be spread over images. */
  TensorData perChannel(double... values) {
    TensorData data = TensorData.of(values, values.length);
    return channelsFirst() ? data.reshape(values.length, 1, 1) : data;
  }

  /** The shape of an image. */
  long[] image(long height, long width, long channels) {
    return channelsFirst()
        ? new long[] {channels, height, width}
        : new long[] {height, width, channels};
  }

  /** Applies layers one after the other; null stands for none. */
  KerasTensor chain(KerasTensor x, Layer... layers) {
    KerasTensor y = x;
    for (Layer layer : layers) {
      if (layer != null) {
        y = named(layer).apply(y);
      }
    }
    return y;
  }

  /** Applies a layer to several tensors. */
  KerasTensor merge(Layer layer, KerasTensor... inputs) {
    return named(layer).apply(inputs);
  }

  /** Applies a layer to several tensors. */
  KerasTensor merge(Layer layer, List<KerasTensor> inputs) {
    return merge(layer, inputs.toArray(KerasTensor[]::new));
  }

  /** The layer itself, which has a name and knows where the channels stand afterwards. */
  <L extends Layer> L named(L layer) {
    if (channelsFirst()) {
      channelsFirst(layer);
    }
    if (!layer.isNamed()) {
      String base = layer.defaultName();
      int number = made.merge(base, 1, Integer::sum) - 1;
      layer.setName(number == 0 ? base : base + "_" + number);
    }
    return layer;
  }

  /** Layers that do not ask for a format but for the axis have the channels there. */
  private void channelsFirst(Layer layer) {
    if (layer instanceof DataFormatted formatted) {
      formatted.dataFormat("channels_first");
    } else if (layer instanceof BatchNormalization norm) {
      norm.axis(1);
    } else if (layer instanceof Normalization norm) {
      norm.axis(1);
    } else if (layer instanceof Concatenate joined) {
      joined.axis(1);
    }
  }
}
