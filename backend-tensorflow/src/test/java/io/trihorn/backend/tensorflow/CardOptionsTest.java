package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.GpuRuntime.Card;
import io.trihorn.backend.GpuSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GPUOptions;

class CardOptionsTest {
  private static final String MEMORY = "trihorn.gpu.memory";
  private static final List<Card> CARDS =
      List.of(new Card("small", 8L << 30), new Card("large", 24L << 30));

  @AfterEach
  void forget() {
    System.clearProperty(MEMORY);
  }

  private static GPUOptions options(String memory, List<Card> cards) {
    System.setProperty(MEMORY, memory);
    return CardOptions.of(GpuSettings.configured(), () -> cards);
  }

  @Test
  void theLimitIsTheShareOfTheLargestCard() {
    assertEquals(0.25, options("6g", CARDS).getPerProcessGpuMemoryFraction());
    assertEquals(0.75, options("6g", CARDS.subList(0, 1)).getPerProcessGpuMemoryFraction());
    assertEquals(1, options("2t", CARDS).getPerProcessGpuMemoryFraction());
  }

  @Test
  void withoutALimitMemoryIsTakenAsNeeded() {
    GPUOptions options = CardOptions.of(GpuSettings.configured(), () -> CARDS);
    assertEquals(0, options.getPerProcessGpuMemoryFraction());
    assertTrue(options.getAllowGrowth());
  }
}
