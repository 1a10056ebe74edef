package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.state.Weight;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the thread that trains does besides waiting for the engine: nothing that grows with the
 * batch. Conversions and checks are done where the data are read.
 */
class HostWorkTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  /** The steps after which the counts begin and end. */
  private static final int BEGIN = 10;

  private static final int END = 40;

  /** What a step may allocate on the heap: some views of buffers and lists, whatever the batch. */
  private static final long STEP_BYTES = 12_000;

  /** What a prediction for one row may allocate. */
  private static final long ONE_PREDICTION_BYTES = 10_000;

  private record Cost(long heapPerStep, long directBuffers) {}

  private static Model classifier(CountingBackend backend) {
    Model model = new Sequential(input(16, 16, 3), flatten(), dense(5, "softmax"));
    model.trainer().moveTo(backend, null);
    model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
    return model;
  }

  /** Rows that need to be converted, float64 to float32, and labels that are looked at. */
  private static Dataset rows(int count) {
    return Dataset.of(new double[count][16][16][3], new int[count]);
  }

  /** What the calling thread's heap and the process's direct memory give for a step. */
  private static Cost cost(int batch) {
    long[] heap = new long[2];
    long[] direct = new long[2];
    Callback counts =
        new Callback() {
          @Override
          public void onTrainBatchEnd(
              TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
            if (step == BEGIN || step == END) {
              int i = step == BEGIN ? 0 : 1;
              heap[i] = THREADS.getCurrentThreadAllocatedBytes();
              direct[i] = DIRECT.getCount();
            }
          }
        };
    try (Model model = classifier(new CountingBackend())) {
      FitOptions options = FitOptions.epochs(1).batchSize(batch).verbose(false).callbacks(counts);
      model.fit(rows((END + 2) * batch), options);
    }
    return new Cost((heap[1] - heap[0]) / (END - BEGIN), direct[1] - direct[0]);
  }

  @Test
  void aStepAllocatesNothingThatGrowsWithTheBatch() {
    cost(4);
    Cost small = cost(4);
    Cost large = cost(256);
    assertTrue(small.heapPerStep() < STEP_BYTES, small::toString);
    assertTrue(large.heapPerStep() < STEP_BYTES, large::toString);
    // Buffers may go, but a step that makes one makes thirty.
    assertTrue(small.directBuffers() <= 4, small::toString);
    assertTrue(large.directBuffers() <= 4, large::toString);
  }

  @Test
  void onePredictionAtATimeCostsLittle() {
    int calls = 300;
    float[][] x = new float[1][3];
    try (Model model = new Sequential(input(3), dense(2))) {
      model.trainer().moveTo(new CountingBackend(), null);
      for (int i = 0; i < calls; i++) {
        model.predict(x);
      }
      long threads = THREADS.getTotalStartedThreadCount();
      long heap = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        model.predict(x);
      }
      heap = (THREADS.getCurrentThreadAllocatedBytes() - heap) / calls;
      assertTrue(heap < ONE_PREDICTION_BYTES, heap + " bytes");
      assertTrue(THREADS.getTotalStartedThreadCount() - threads < calls / 10);
    }
  }

  /** Something that reads data in several batches. */
  private record Way(String name, BiConsumer<Model, Dataset> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Way> ways() {
    FitOptions quiet = FitOptions.epochs(1).verbose(false);
    Dataset good = Dataset.of(new int[8][3], new int[8]).batch(4);
    return List.of(
        new Way("fit", (model, data) -> model.fit(data, quiet)),
        new Way("validation", (model, data) -> model.fit(good, quiet.validation(data))),
        new Way("evaluate", Model::evaluate),
        new Way("predict", Model::predict));
  }

  private static Model words(CountingBackend backend) {
    Model model =
        new Sequential(input(3).dtype("int32"), embedding(9, 4), flatten(), dense(5, "softmax"));
    model.trainer().moveTo(backend, null);
    model.compile("adam", "sparse_categorical_crossentropy");
    return model;
  }

  /** What goes wrong is thrown as it is, so that its stack tells where it came from. */
  private static void assertElsewhere(Throwable problem) {
    for (StackTraceElement frame : problem.getStackTrace()) {
      assertNotEquals(HostWorkTest.class.getName(), frame.getClassName(), problem.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void elementsAreConvertedWhereTheyAreRead(Way way) {
    Dataset wrong = Dataset.of(new float[32][3], new int[32]).batch(4);
    try (Model model = words(new CountingBackend())) {
      ShapeException e = assertThrows(ShapeException.class, () -> way.call().accept(model, wrong));
      assertTrue(e.getMessage().contains("takes int32, but got float32"), e.getMessage());
      assertElsewhere(e);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void indicesAreLookedAtWhereTheyAreRead(Way way) {
    int[][] x = new int[32][3];
    x[21][1] = 9;
    try (Model model = words(new CountingBackend())) {
      Dataset wrong = Dataset.of(x, new int[32]).batch(4);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> way.call().accept(model, wrong));
      assertTrue(e.getMessage().contains("index 9 in row 21 of the data"), e.getMessage());
      assertElsewhere(e);
    }
  }

  @Test
  void predictionsAreWrittenWhereTheyStay() {
    int rows = 64 * 16 + 5;
    int width = 1000;
    CountingBackend backend = new CountingBackend();
    try (Model model = new Sequential(input(3), dense(width))) {
      model.trainer().moveTo(backend, null);
      Dataset data = Dataset.of(new float[rows][3]).batch(16);
      long before = DIRECT.getTotalCapacity();
      NDArray all = model.predict(data);
      long made = DIRECT.getTotalCapacity() - before;
      long bytes = (long) rows * width * Float.BYTES;
      // The predictions, the last batch's with what fills it up, and the weights.
      assertTrue(made < bytes + bytes / 10, made + " bytes for " + bytes);
      assertEquals(new Shape(rows, width), all.getShape());
      // The last batch needs no program of its own.
      assertEquals(List.of(List.of(TensorType.of(DataType.FLOAT32, 16, 3))), backend.programs);
      for (int run = 0; run <= 64; run++) {
        assertEquals(run + 1, all.getFloat(run * 16, width - 1));
      }
      assertEquals(65, all.getFloat(rows - 1, 0));
    }
  }

  @Test
  void theFirstStepWritesEachWeightOnce() {
    CountingBackend backend = new CountingBackend();
    try (Model model = classifier(backend)) {
      model.fit(rows(8), FitOptions.epochs(1).batchSize(4).verbose(false));
      List<Weight> weights = new ArrayList<>(model.weights());
      weights.addAll(model.optimizer().variables());
      for (Weight weight : weights) {
        assertEquals(1, backend.writes.get(weight.variable()), weight::toString);
      }
      assertEquals(0, backend.reads);
    }
  }
}
