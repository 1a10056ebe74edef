package io.trihorn.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineBytesTest {
  private static final int MB = 1 << 20;

  private final AtomicInteger freed = new AtomicInteger();
  private final AtomicInteger collections = new AtomicInteger();
  private final EngineBytes bytes =
      new EngineBytes(
          64 * MB,
          () -> {
            collections.incrementAndGet();
            System.gc();
          });

  private Cleaner.Cleanable own(Object owner) {
    return bytes.own(owner, 4 * MB, freed::incrementAndGet);
  }

  /** Objects as small as these, a thousand of them, make no collection by themselves. */
  @Test
  void whatIsForgottenIsCollectedBeforeItComesToMore() {
    for (int made = 1; made <= 1000; made++) {
      own(new Object());
      assertTrue(bytes.held() <= 2 * 64L * MB, made + " made, held: " + bytes.held());
    }
    assertTrue(freed.get() >= 1000 - 32, () -> "freed " + freed);
  }

  /** At more than 64, 128, 256 and 512 MB. */
  @Test
  void whatIsInUseIsNotLookedAtAgainAndAgain() {
    List<Object> owners = new ArrayList<>();
    for (int made = 0; made < 256; made++) {
      owners.add(new Object());
      own(owners.get(made));
    }
    assertEquals(4, collections.get());
    assertEquals(256 * 4L * MB, bytes.held());
    assertEquals(0, freed.get());
    assertEquals(256, owners.size());
  }

  @Test
  void whatIsClosedIsNotCounted() {
    for (int made = 0; made < 1000; made++) {
      own(this).clean();
    }
    assertEquals(1000, freed.get());
    assertEquals(0, collections.get());
    assertEquals(0, bytes.held());
  }
}
