package io.trihorn.testkit.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backends;
import io.trihorn.config.ConfigException;
import io.trihorn.constraints.Constraints;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.MultiOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.SGD;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.state.Weight;
import io.trihorn.testkit.goldens.GoldenProgram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Optimizers of optimizers, constraints, and weights that have no gradient. */
class SeveralOptimizersTest {
  private static final TensorType ONE = TensorType.of(DataType.FLOAT32, 1);
  private final GoldenProgram program = new GoldenProgram(true);

  private Weight weight(String path) {
    return weight(path, ONE);
  }

  private Weight weight(String path, TensorType type) {
    Variable variable = new Variable(path, type);
    program.set(variable, TensorData.full(type, 1));
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new Weight(name, variable, Initializers.ones(), true, null, null);
  }

  private Tensor gradient(double value) {
    return program.feed("g", TensorData.full(ONE, value));
  }

  private void begin(Optimizer optimizer, Weight... weights) {
    optimizer.build(List.of(weights));
    optimizer
        .variables()
        .forEach(v -> program.set(v.variable(), v.initializer().generate(v.type(), 1)));
  }

  private double after(Weight weight) {
    program.fetch("any", program.trace().read(weight.variable()));
    return program.run(Backends.get("reference")).variables().get(weight.variable()).getDouble(0);
  }

  @Test
  void theMapOfOptimizersIsWrittenAsKerasReadsIt() {
    MultiOptimizer several = new MultiOptimizer(new SGD(0.1)).use("dense/.*", new SGD(0.5));
    several.name("both");
    JsonObject config = several.getConfig();
    assertEquals("both", config.get("name").getAsString());
    JsonObject map = config.getAsJsonObject("optimizer_map");
    assertEquals("keras.optimizers", map.get("module").getAsString());
    assertEquals("OptimizerMap", map.get("class_name").getAsString());
    assertTrue(map.get("registered_name").isJsonNull());
    JsonObject inside = map.getAsJsonObject("config");
    assertEquals(
        Optimizers.REGISTRY.serialize(new SGD(0.1)).toString(),
        inside.get("default_optimizer").toString());
    assertEquals(
        Optimizers.REGISTRY.serialize(new SGD(0.5)).toString(),
        inside.getAsJsonObject("optimizer_map").get("dense/.*").toString());
    Optimizer read = Optimizers.get("MultiOptimizer", Map.of("name", "x"));
    assertEquals("x", read.name());
    assertEquals(
        config.toString(),
        Optimizers.REGISTRY
            .deserialize(Optimizers.REGISTRY.serialize(several))
            .getConfig()
            .toString());
  }

  @Test
  void aPathThatIsNoExpressionOfAnyOtherIsFoundFirst() {
    Weight kernel = weight("dense/kernel");
    MultiOptimizer exact =
        new MultiOptimizer().use("dense/.*", new SGD(0.5)).use("dense/kernel", new SGD(0.25));
    begin(exact, kernel);
    exact.apply(program.trace(), List.of(gradient(1)));
    assertEquals(0.75, after(kernel), 1e-6);
    MultiOptimizer twice =
        new MultiOptimizer().use("dense/.*", new SGD(0.5)).use(".*kernel", new SGD(0.25));
    assertEquals(
        "MultiOptimizer: weight 'dense/kernel' matches several expressions: [dense/.*, .*kernel]",
        assertThrows(ConfigException.class, () -> twice.build(List.of(kernel))).getMessage());
    assertThrows(ConfigException.class, () -> exact.use("dense/.*", new SGD()));
  }

  @Test
  void eachOfThemCountsAndAverages() {
    Weight kernel = weight("kernel");
    Weight bias = weight("bias");
    SGD averaged = new SGD(0.5);
    averaged.useEma(true).emaMomentum(0.5);
    SGD unused = new SGD(0.1);
    MultiOptimizer several = new MultiOptimizer(averaged).use("none", unused);
    begin(several, kernel, bias);
    assertEquals(2 + 4, several.variables().size());
    several.apply(program.trace(), List.of(gradient(1), gradient(1)));
    several.apply(program.trace(), Arrays.asList(gradient(1), null));
    program.fetch("any", program.trace().read(kernel.variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    assertEquals(2, results.variables().get(several.variables().get(0).variable()).getLong(0));
    assertEquals(0, results.variables().get(kernel.variable()).getDouble(0), 1e-6);
    Weight average = several.finalValues().get(kernel);
    assertEquals(0.25, results.variables().get(average.variable()).getDouble(0), 1e-6);
    assertNull(several.learningRateVariable());
    assertEquals(List.of(), unused.trained());
  }

  @Test
  void theLossScaleIsThatOfTheInnerOptimizerElse() {
    Weight kernel = weight("kernel");
    SGD sgd = new SGD(0.5);
    sgd.useEma(true);
    LossScaleOptimizer scaled = Optimizers.lossScale(sgd).initialScale(8);
    begin(scaled, kernel);
    assertSame(sgd, scaled.inner());
    assertSame(sgd.learningRateVariable(), scaled.learningRateVariable());
    assertEquals(sgd.finalValues(), scaled.finalValues());
    assertEquals(1, scaled.finalValues().size());
    Tensor loss = program.feed("loss", TensorData.full(TensorType.of(DataType.FLOAT32), 3));
    program.fetch("scaled", scaled.scaleLoss(program.trace(), loss));
    program.fetch("rate", scaled.learningRate(program.trace()));
    scaled.apply(program.trace(), Arrays.asList((Tensor) null));
    scaled.apply(program.trace(), List.of(gradient(8)));
    program.fetch("any", program.trace().read(kernel.variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    assertEquals(24, results.get("scaled").getDouble(0));
    assertEquals(0.5, results.get("rate").getDouble(0));
    assertEquals(0.5, results.variables().get(kernel.variable()).getDouble(0), 1e-6);
  }

  @Test
  void updatedWeightsKeepTheirConstraintsAndOthersStay() {
    Variable variable = new Variable("bounded", ONE);
    program.set(variable, TensorData.full(ONE, 1));
    Weight bounded =
        new Weight("bounded", variable, Initializers.ones(), true, null, Constraints.get("NonNeg"));
    Variable other = new Variable("idle", ONE);
    program.set(other, TensorData.full(ONE, -1));
    Weight idle =
        new Weight("idle", other, Initializers.ones(), true, null, Constraints.get("NonNeg"));
    SGD sgd = new SGD(2);
    begin(sgd, bounded, idle);
    sgd.apply(program.trace(), Arrays.asList(gradient(1), null), List.of(bounded, idle));
    program.fetch("any", program.trace().read(bounded.variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    assertEquals(0, results.variables().get(variable).getDouble(0));
    assertEquals(-1, results.variables().get(other).getDouble(0));
  }

  @Test
  void gradientsAreGivenForEachWeight() {
    Weight kernel = weight("kernel");
    SGD sgd = new SGD(0.5);
    assertEquals(
        "optimizer 'sgd' takes one gradient for each weight, but got 0 for 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> sgd.apply(program.trace(), List.of(), List.of(kernel)))
            .getMessage());
    begin(sgd, kernel);
    assertThrows(
        IllegalStateException.class,
        () -> sgd.apply(program.trace(), List.of(gradient(1)), List.of(weight("other"))));
  }

  @Test
  void withoutAnyGradientOnlyTheStepIsCounted() {
    Weight kernel = weight("kernel");
    SGD sgd = new SGD(0.5);
    sgd.useEma(true).weightDecay(0.5);
    begin(sgd, kernel);
    sgd.apply(program.trace(), Arrays.asList((Tensor) null));
    program.fetch("any", program.trace().read(kernel.variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    assertEquals(1, results.variables().get(kernel.variable()).getDouble(0));
    Weight average = sgd.finalValues().get(kernel);
    assertEquals(0, results.variables().get(average.variable()).getDouble(0));
    assertEquals(1, results.variables().get(sgd.variables().get(0).variable()).getLong(0));
  }

  @Test
  void someWeightsDoNotDecay() {
    Weight kernel = weight("dense/kernel");
    Weight bias = weight("dense/bias");
    SGD sgd = new SGD(1);
    sgd.weightDecay(0.25).excludeFromWeightDecay("bias", "gamma");
    begin(sgd, kernel, bias);
    sgd.apply(program.trace(), List.of(gradient(0), gradient(0)));
    program.fetch("any", program.trace().read(kernel.variable()));
    GoldenProgram.Results results = program.run(Backends.get("reference"));
    assertEquals(0.75, results.variables().get(kernel.variable()).getDouble(0), 1e-6);
    assertEquals(1, results.variables().get(bias.variable()).getDouble(0), 1e-6);
    assertEquals(1, new SGD(0.5).excludeFromWeightDecay().stepsOfUpdate());
  }

  @Test
  void muonLeavesEmbeddingsAndLayersThatAreNamedToAdam() {
    TensorType matrix = TensorType.of(DataType.FLOAT32, 2, 3);
    List<Weight> weights =
        List.of(
            weight("hidden/kernel", matrix),
            weight("my_Embedding/embeddings", matrix),
            weight("head/kernel", matrix),
            weight("hidden/bias", ONE));
    Optimizer muon = Optimizers.muon(0.1).excludeLayers(List.of("he.d"));
    muon.build(weights);
    assertEquals(
        List.of(
            "hidden_kernel_momentum",
            "my_Embedding_embeddings_momentum",
            "my_Embedding_embeddings_velocity",
            "head_kernel_momentum",
            "head_kernel_velocity",
            "hidden_bias_momentum",
            "hidden_bias_velocity"),
        muon.variables().stream().skip(2).map(Weight::name).toList());
    Optimizer all = Optimizers.muon(0.1).excludeEmbeddings(false);
    all.build(weights);
    assertEquals(2 + 4 + 1, all.variables().size());
  }

  @Test
  void aScheduleIsReadAndARateTakesItsPlace() {
    SGD sgd = new SGD(0.5);
    assertSame(sgd, sgd.learningRate(Schedules.exponentialDecay(0.1, 2, 0.5)));
    JsonObject config = sgd.getConfig();
    Optimizer read = Optimizers.get("SGD", Map.of());
    assertEquals(0.01, read.learningRate());
    Optimizer scheduled = Optimizers.REGISTRY.deserialize(Optimizers.REGISTRY.serialize(sgd));
    assertEquals(config.toString(), scheduled.getConfig().toString());
    scheduled.build(List.of(weight("w")));
    assertNull(scheduled.learningRateVariable());
  }
}
