package io.trihorn.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.activations.Activations;
import io.trihorn.layers.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is suggested for names that are not known. */
class NamesTest {
  private static final List<String> KNOWN = List.of("Conv2D", "Conv3D", "Dense", "LSTM", "Add");

  @Test
  void whatIsSpelledAlikeIsSuggested() {
    assertEquals(List.of("Dense"), Names.nearest("Dens", KNOWN, 2));
    assertEquals(List.of("Conv2D", "Conv3D"), Names.nearest("conv2d", KNOWN, 2));
    assertEquals("; did you mean 'Conv2D' or 'Conv3D'?", Names.didYouMean("Conv4D", KNOWN));
  }

  @Test
  void nothingIsSuggestedForWhatIsLikeNothing() {
    for (String strange : List.of("Flubber", "Mask", "AttentionBlock", "x")) {
      assertEquals("", Names.didYouMean(strange, KNOWN), strange);
    }
    String layer =
        assertThrows(UnknownNameException.class, () -> Layers.REGISTRY.create("ZyxwvLayer"))
            .getMessage();
    assertFalse(layer.contains("did you mean"), layer);
    String activation =
        assertThrows(UnknownNameException.class, () -> Activations.get("zyxwv")).getMessage();
    assertFalse(activation.contains("did you mean"), activation);
    assertTrue(activation.contains("'zyxwv'. Known are"), activation);
  }
}
