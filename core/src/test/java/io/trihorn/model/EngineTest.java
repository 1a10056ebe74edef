package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.initializers.Initializers;
import io.trihorn.model.Engine.Written;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.state.Stages;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When programs are compiled, kept and closed, and what an engine says after its end. */
class EngineTest {
  private static final TensorType PAIR = TensorType.of(DataType.FLOAT32, 2);
  private static final TensorData TWO = TensorData.of(new float[] {2, 2}, 2);
  private static final TensorData FIVE = TensorData.of(new float[] {5, 5}, 2);

  private final CountingBackend backend = new CountingBackend();
  private final Engine engine = new Engine(() -> "the model");
  private final Weight weight = Weight.state("w", "layer/w", PAIR, Initializers.constant(2));
  private int traced;

  @BeforeEach
  void move() {
    engine.moveTo(backend, null);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Signature rows(long count) {
    return new Signature(
        Mode.PREDICT, List.of(TensorType.of(DataType.FLOAT32, count)), List.of(), List.of());
  }

  private Written negation(Signature signature) {
    traced++;
    GraphBuilder builder = new GraphBuilder();
    Graph graph =
        builder.build(
            List.of(
                new Primitives(builder).neg(builder.parameter("x", signature.inputs().get(0)))));
    return Written.whole(graph);
  }

  private List<TensorData> run(long count) {
    TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, count));
    return engine.run(rows(count), this::negation, List.of(x));
  }

  @Test
  void aProgramIsMadeOnceAndKept() {
    assertEquals(List.of(TensorData.of(new float[] {1, 1, 1}, 3)), run(3));
    assertEquals(List.of(TensorData.of(new float[] {2, 2, 2}, 3)), run(3));
    engine.make(rows(3), this::negation);
    assertEquals(1, backend.programs.size());
    engine.make(rows(4), this::negation);
    assertEquals(2, backend.programs.size());
    assertEquals(2, traced);
    assertEquals(List.of(TensorData.of(new float[] {1, 1, 1, 1}, 4)), run(4));
    assertEquals(0, backend.closedPrograms);
  }

  @Test
  void theOldestGoesWhereThereAreTooMany() {
    engine.programs(1);
    run(3);
    run(4);
    assertEquals(1, backend.closedPrograms);
    run(3);
    assertEquals(3, backend.programs.size());
    assertEquals(64, Engine.PROGRAMS);
  }

  @Test
  void outputsAreWrittenToTheirPlaces() {
    TensorData place = TensorData.zeros(PAIR);
    List<List<TensorType>> asked = new ArrayList<>();
    List<TensorData> places =
        engine.run(
            rows(2),
            this::negation,
            List.of(TWO),
            program -> {
              asked.add(program.fetches());
              return List.of(place);
            });
    assertSame(place, places.get(0));
    assertEquals(1, place.getDouble(1));
    assertEquals(List.of(List.of(PAIR)), asked);
  }

  @Test
  void programsAreMadeAnewWhereTheValuesGo() {
    engine.initialize(List.of(weight), 0);
    run(3);
    CountingBackend other = new CountingBackend();
    engine.moveTo(other, null);
    assertEquals(1, backend.closedPrograms);
    assertEquals(1, backend.closedStores);
    assertSame(other, engine.backend());
    run(3);
    assertEquals(1, other.programs.size());
    assertEquals(TWO, engine.read(weight.variable()));
  }

  @Test
  void forgettingFreesValuesAndPrograms() {
    engine.initialize(List.of(weight), 0);
    run(3);
    assertEquals(Set.of(weight.variable()), engine.reached());
    engine.forget(List.of(weight));
    assertEquals(1, backend.closedPrograms);
    assertEquals(1, backend.closedStores);
    assertEquals(Set.of(), engine.reached());
    engine.write(weight, FIVE);
    assertEquals(FIVE, engine.read(weight.variable()));
    assertEquals(Set.of(weight.variable()), engine.reached());
  }

  @Test
  void oneMomentIsLikeAnotherUntilAValueChanges() {
    engine.initialize(List.of(weight), 0);
    Engine.Moment before = engine.moment();
    assertEquals(before, engine.moment());
    engine.write(weight, FIVE);
    assertNotEquals(before, engine.moment());
    assertEquals(FIVE, engine.read(weight.variable()));
    engine.reset(List.of(weight));
    assertEquals(TWO, engine.read(weight.variable()));
    engine.write(weight, place -> place.asFloatBuffer().put(new float[] {5, 5}));
    assertEquals(FIVE, engine.read(weight.variable()));
  }

  @Test
  void workIsDoneUndisturbedWithAndWithoutAStore() {
    assertEquals("before", Elsewhere.done(() -> engine.undisturbed(() -> "before")));
    run(3);
    assertEquals("after", Elsewhere.done(() -> engine.undisturbed(() -> "after")));
    assertEquals("alone", Elsewhere.done(() -> engine.alone(() -> "alone")));
  }

  @Test
  void aClosedEngineSaysSo() {
    run(3);
    engine.close();
    assertEquals(1, backend.closedPrograms);
    assertEquals(1, backend.closedStores);
    for (Runnable use :
        List.<Runnable>of(
            () -> run(3),
            () -> engine.write(weight, TWO),
            () -> engine.alone(() -> null),
            () -> engine.undisturbed(() -> null),
            () -> engine.moveTo(backend, null),
            engine::moment)) {
      ModelException e = assertThrows(ModelException.class, use::run);
      assertTrue(e.getMessage().contains("model 'the model' was closed"), e.getMessage());
    }
    engine.close();
    assertEquals(1, backend.closedStores);
  }

  @Test
  void whatIsWrittenIsReached() {
    engine.write(weight, place -> place.asFloatBuffer().put(new float[] {5, 5}));
    assertEquals(Set.of(weight.variable()), engine.reached());
  }

  /** A first program whose results are fed to the next, which is made for their extents. */
  private Written part(Signature signature, boolean constant) {
    traced++;
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", PAIR);
    if (signature.stages().isEmpty()) {
      Stages.Next next = new Stages.Next(results -> List.of(FIVE), 1, constant);
      return new Written(b.build(List.of(new Primitives(b).neg(x))), next);
    }
    assertEquals(PAIR, signature.stages().get(0).type());
    assertEquals(constant ? FIVE : null, signature.stages().get(0).numbers());
    Value y = constant ? x : b.parameter("y", PAIR);
    return Written.whole(b.build(List.of(new Primitives(b).add(x, y))));
  }

  @Test
  void aProgramOfTwoPartsIsGivenWhatTheHostMakesBetweenThem() {
    for (boolean constant : new boolean[] {false, true}) {
      Mode mode = constant ? Mode.CALL : Mode.PREDICT;
      Signature signature = new Signature(mode, List.of(PAIR), List.of(), List.of());
      for (int i = 1; i <= 2; i++) {
        List<TensorData> outputs = engine.run(signature, s -> part(s, constant), List.of(TWO));
        assertEquals(List.of(TensorData.full(PAIR, i)), outputs, "the second program's");
      }
    }
    assertEquals(
        List.of(List.of(PAIR), List.of(PAIR, PAIR), List.of(PAIR), List.of(PAIR)),
        backend.programs);
    assertEquals(4, traced);
  }

  @Test
  void programsAreDroppedWhereStatesBecomeOne() {
    Engine other = new Engine(() -> "other");
    Weight theirs = Weight.state("v", "layer/v", PAIR, Initializers.constant(5));
    engine.initialize(List.of(weight), 0);
    other.initialize(List.of(theirs), 0);
    other.moveTo(backend, null);
    run(3);
    other.run(
        rows(3), this::negation, List.of(TensorData.zeros(TensorType.of(DataType.FLOAT32, 3))));
    other.join(List.of(weight));
    assertEquals(1, backend.closedPrograms, "of the one whose values moved");
    assertEquals(1, backend.closedStores);
    assertEquals(FIVE, engine.read(theirs.variable()));
    run(3);
    other.run(
        rows(3), this::negation, List.of(TensorData.zeros(TensorType.of(DataType.FLOAT32, 3))));
    assertEquals(3, backend.programs.size());
    other.close();
    assertEquals(TWO, engine.read(weight.variable()));
  }

  @Test
  void logsAreNamedInOrder() {
    Map<String, Double> expected = new LinkedHashMap<>();
    expected.put("loss", 2.0);
    expected.put("accuracy", 5.0);
    Map<String, Double> logs = Engine.logs(List.of("loss", "accuracy"), List.of(TWO, FIVE));
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(logs.entrySet()));
  }

  @Test
  void freshPlacesAreThoseOfTheProgram() {
    TensorData outputs = engine.run(rows(2), this::negation, List.of(TWO)).get(0);
    assertSame(backend.placed.get(0), outputs);
    assertEquals(TensorData.full(PAIR, 1), outputs);
  }
}
