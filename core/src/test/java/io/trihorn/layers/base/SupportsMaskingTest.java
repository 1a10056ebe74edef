package io.trihorn.layers.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.layers.Layers;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Which layers hand a mask on as it is: those whose {@code supports_masking} Keras 3.15.1 sets.
 * Layers that merge, attend or recur compute a mask of their own and are not asked here.
 */
class SupportsMaskingTest {
  private static final String HAND_ON =
      "Activation ActivityRegularization AlphaDropout BatchNormalization Dense Dropout ELU"
          + " GaussianDropout GroupNormalization Identity LayerNormalization LeakyReLU Normalization"
          + " PReLU ReLU Rescaling Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D"
          + " UnitNormalization";

  private static final String DROP =
      "CenterCrop Conv1D Conv2D CategoryEncoding Cropping1D Discretization EinsumDense Embedding"
          + " Flatten GlobalMaxPooling1D LayerScale MaxPooling1D Permute RMSNormalization RepeatVector"
          + " Reshape Resizing SpectralNormalization UpSampling1D ZeroPadding1D";

  @Test
  void asInKeras() {
    TreeSet<String> expected = new TreeSet<>(Arrays.asList(HAND_ON.split(" ")));
    TreeSet<String> actual = new TreeSet<>();
    for (String name : (HAND_ON + " " + DROP).split(" ")) {
      if (Layers.REGISTRY.create(name).supportsMasking()) {
        actual.add(name);
      }
    }
    assertEquals(expected, actual);
  }
}
