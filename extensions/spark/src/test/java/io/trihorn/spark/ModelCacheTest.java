package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks share a model, which is closed when nobody uses it any more. */
class ModelCacheTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private Model open() {
    opened.incrementAndGet();
    KerasTensor input = Layers.inputTensor(1);
    return new Model(input, Layers.dense(1).apply(input)) {
      @Override
      public void close() {
        closed.incrementAndGet();
        super.close();
      }
    };
  }

  @Test
  void tasksShareAModelAndTheLastClosesIt() throws InterruptedException {
    ModelCache cache = new ModelCache(0);
    ModelCache.Lease one = cache.share("m", this::open);
    ModelCache.Lease two = cache.share("m", this::open);
    assertSame(one.model(), two.model());
    one.close();
    one.close();
    Thread.sleep(100);
    assertEquals(0, closed.get());
    two.close();
    waitFor(1);
    assertEquals(1, opened.get());
    assertEquals(0, cache.size());
  }

  @Test
  void aModelThatWaitsIsUsedAgain() {
    ModelCache cache = new ModelCache(60_000);
    ModelCache.Lease one = cache.share("m", this::open);
    Model model = one.model();
    one.close();
    assertSame(model, cache.share("m", this::open).model());
    assertEquals(0, closed.get());
  }

  @Test
  void trainingTakesAModelForItself() {
    ModelCache cache = new ModelCache(60_000);
    ModelCache.Lease one = cache.take("m", this::open);
    ModelCache.Lease two = cache.take("m", this::open);
    assertNotSame(one.model(), two.model());
    Model first = one.model();
    one.close();
    assertSame(first, cache.take("m", this::open).model());
  }

  @Test
  void whatCannotBeOpenedIsTriedAgain() {
    ModelCache cache = new ModelCache(0);
    assertThrows(
        IllegalStateException.class,
        () ->
            cache.share(
                "m",
                () -> {
                  throw new IllegalStateException("no such file");
                }));
    assertEquals(0, cache.size());
    cache.share("m", this::open).model();
    assertEquals(1, opened.get());
  }

  private void waitFor(int count) throws InterruptedException {
    for (int i = 0; i < 100 && closed.get() < count; i++) {
      Thread.sleep(20);
    }
    assertEquals(count, closed.get());
  }
}
