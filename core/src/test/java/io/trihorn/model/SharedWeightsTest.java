package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Where values of shared weights live, and what closing, moving and joining models does to them.
 */
class SharedWeightsTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
  private static final TensorData Y = TensorData.of(new float[] {1, -1}, 2, 1);
  private final KerasTensor in = Layers.inputTensor(Layers.input(2));

  private static Model compiled(Model model) {
    return model.compile(Optimizers.get("sgd", Map.of("learning_rate", 0.1)), "mean_squared_error");
  }

  private static TensorData predict(Model model) {
    return model.predictOnBatch(X).get(0);
  }

  @BeforeAll
  static void reference() {
    System.setProperty("trihorn.backend", "reference");
  }

  @Test
  void modelsOfTheSameLayersAreOneWhateverIsDoneFirst() {
    KerasTensor out = Layers.dense(1).apply(in);
    try (Model p = compiled(new Model(in, out));
        Model q = compiled(new Model(in, out).seed(5))) {
      p.trainOnBatch(X, Y);
      assertEquals(p.weightValues(), q.weightValues());
      q.trainOnBatch(X, Y);
      assertEquals(predict(q), predict(p));
      p.setWeights(
          List.of(TensorData.of(new float[] {2, 3}, 2, 1), TensorData.of(new float[] {1}, 1)));
      assertEquals(TensorData.of(new float[] {9, 19}, 2, 1), predict(q));
    }
  }

  @Test
  void statesThatWereApartBecomeOneWithTheirValues() {
    Layer left = Layers.dense(2).name("left");
    Layer right = Layers.dense(1).name("right");
    KerasTensor middle = left.apply(in);
    KerasTensor other = Layers.inputTensor(Layers.input(2));
    try (Model p = new Model(in, middle);
        Model q = new Model(other, right.apply(other)).seed(9)) {
      TensorData first = predict(p);
      TensorData second = q.predictOnBatch(first).get(0);
      List<TensorData> before = q.weightValues();
      try (Model whole = new Model(in, right.apply(middle))) {
        assertEquals(second, predict(whole));
        compiled(whole).trainOnBatch(X, Y);
        assertNotEquals(before, q.weightValues());
        assertEquals(predict(whole), q.predictOnBatch(predict(p)).get(0));
      }
    }
  }

  @Test
  void aLayerKeepsItsWeightsWhenItsModelIsGone() {
    Layer layer = Layers.dense(1);
    TensorData before = predict(compiledAndTrained(layer));
    System.gc();
    try (Model again = new Model(in, layer.apply(in)).seed(77)) {
      assertEquals(before, predict(again));
    }
  }

  private Model compiledAndTrained(Layer layer) {
    Model model = compiled(new Model(in, layer.apply(in)));
    model.trainOnBatch(X, Y);
    return model;
  }

  @Test
  void closingLeavesOthersWholeAndSaysWhatIsGone() {
    Layer shared = Layers.dense(2).name("shared");
    Layer head = Layers.dense(1).name("head");
    KerasTensor middle = shared.apply(in);
    Model p = new Model(in, middle);
    Model q = compiled(new Model(in, head.apply(middle)));
    q.trainOnBatch(X, Y);
    TensorData features = predict(p);
    q.close();
    assertEquals(features, predict(p));
    try (Model late = new Model(in, head.apply(middle))) {
      ModelException e = assertThrows(ModelException.class, () -> predict(late));
      assertTrue(e.getMessage().contains("head/kernel"), e.getMessage());
      late.setVariableValues(
          head.weights(),
          List.of(TensorData.of(new float[] {1, 1}, 2, 1), TensorData.of(new float[] {0}, 1)));
      predict(late);
    }
    assertEquals(features, predict(p));
    p.close();
    assertThrows(ModelException.class, () -> predict(p));
  }

  @Test
  void modelsThatShareMoveTogether() {
    KerasTensor out = Layers.dense(1).apply(in);
    try (Model p = compiled(new Model(in, out));
        Model q = new Model(in, out)) {
      TensorData before = predict(q);
      p.trainOnBatch(X, Y);
      q.on("reference", Device.cpu());
      assertSame(q.backend(), p.backend());
      p.trainOnBatch(X, Y);
      assertNotEquals(before, predict(q));
      assertEquals(predict(p), predict(q));
    }
  }

  @Test
  void oneLineForFeaturesAndForANewHead() {
    try (Model loaded =
            new Sequential(
                Layers.input(2), Layers.dense(3, "tanh").name("features"), Layers.dense(1));
        Model features = new Model(loaded.input(), loaded.layer("features").output());
        Model other = new Sequential(features, Layers.dense(2))) {
      predict(loaded);
      assertEquals(loaded.weightValues().subList(0, 2), features.weightValues());
      assertEquals(loaded.weightValues().subList(0, 2), other.weightValues().subList(0, 2));
      assertEquals(3, predict(features).type().dim(1));
    }
  }

  @Test
  void aLayerThatIsUsedAgainKeepsItsFirstInputAndOutput() {
    Layer layer = Layers.dense(1).name("twice");
    IllegalStateException e = assertThrows(IllegalStateException.class, layer::output);
    assertTrue(e.getMessage().contains("'twice'"), e.getMessage());
    KerasTensor first = layer.apply(in);
    layer.apply(Layers.inputTensor(Layers.input(2)));
    assertEquals(first, layer.output());
    assertEquals(in, layer.input());
    Layer sum = Layers.add();
    sum.apply(first, first);
    assertThrows(IllegalStateException.class, sum::input);
    assertEquals(List.of(first, first), sum.inputs());
  }

  @Test
  void predictionsGoOnWhileAnotherThreadTrainsAndJoins() throws Exception {
    Layer layer = Layers.dense(1);
    KerasTensor out = layer.apply(in);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Model p = new Model(in, out);
        Model q = compiled(new Model(in, out))) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        running.add(
            threads.submit(
                () -> {
                  int count = 0;
                  while (!done.get() || count == 0) {
                    predict(p);
                    count++;
                  }
                  return count;
                }));
      }
      for (int i = 0; i < 30; i++) {
        q.trainOnBatch(X, Y);
        KerasTensor elsewhere = Layers.inputTensor(Layers.input(2));
        Model apart = new Model(elsewhere, Layers.dense(2).name("other").apply(elsewhere));
        predict(apart);
        Model joined = new Model(elsewhere, layer.apply(apart.output()));
        predict(joined);
        if (i % 2 == 0) {
          joined.close();
          apart.close();
        }
      }
      done.set(true);
      for (Future<Integer> each : running) {
        assertTrue(count(each) > 0);
      }
      assertEquals(predict(q), predict(p));
    } finally {
      done.set(true);
      threads.shutdown();
    }
  }

  private static int count(Future<Integer> future) throws Exception {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Test
  void manyThreadsJoinTheSameStates() throws Exception {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      layers.add(Layers.dense(2).name("d" + i));
      Model alone = new Model(in, layers.get(i).apply(in));
      predict(alone);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Model>> made = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Layer one = layers.get(i);
        Layer other = layers.get((i * 3 + 1) % 8);
        made.add(
            threads.submit(
                () -> {
                  KerasTensor begin = Layers.inputTensor(Layers.input(2));
                  Model model = new Model(begin, one.apply(other.apply(begin)));
                  predict(model);
                  return model;
                }));
      }
      for (int i = 0; i < 8; i++) {
        Model model = made.get(i).get(30, TimeUnit.SECONDS);
        Layer layer = layers.get(i);
        try (Model alone = new Model(in, layer.apply(in))) {
          assertEquals(
              model.variableValues(layer.weights()), alone.variableValues(layer.weights()));
        }
      }
    } finally {
      threads.shutdown();
    }
  }
}
