package io.trihorn.saving.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Compilation;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {
  private static final StoredArray KERNEL_A = array("zzz/kernel:0", 1, 2, 3);
  private static final StoredArray BIAS_A = array("zzz/bias:0", 2, 3);
  private static final StoredArray KERNEL_B = array("aaa/kernel:0", 3, 3, 4);
  private static final StoredArray BIAS_B = array("aaa/bias:0", 4, 4);

  private static StoredArray array(String name, double value, long... dims) {
    return new StoredArray(name, TensorData.full(TensorType.of(DataType.FLOAT32, dims), value));
  }

  private static StoredArray slotOf(StoredArray weight, String name, double value) {
    return array(name, value, weight.data().type().dims());
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  /** The optimizer's variables by name after a file's state was read. */
  private static List<TensorData> load(
      String version, String optimizerConfig, List<StoredArray> state, List<String> names) {
    Sequential model = new Sequential(new InputLayer(2), Layers.dense(3), Layers.dense(4));
    StoredModel file =
        new StoredModel(
            version,
            "tensorflow",
            null,
            json("{'loss':'mse','metrics':['acc'],'optimizer_config':" + optimizerConfig + "}"),
            List.of(
                new StoredLayer("zzz", List.of(KERNEL_A, BIAS_A)),
                new StoredLayer("aaa", List.of(KERNEL_B, BIAS_B))),
            List.of(),
            state);
    Map<Layer, WeightPlan> plans = LegacyWeights.load(model, file, false, null);
    Compilation compilation =
        CompilationConfig.read(
            OldTraining.toKeras3(file.training(), file.era()), List.of("dense_1"));
    model.on("reference").compile(compilation);
    Optimizer optimizer = compilation.optimizer();
    OptimizerState.load(model, optimizer, file, plans);
    List<TensorData> values = model.optimizerValues();
    optimizer.variables().forEach(v -> names.add(v.name()));
    return values;
  }

  private static double first(List<TensorData> values, List<String> names, String name) {
    return values.get(names.indexOf(name)).getDouble(0);
  }

  @Test
  void adamOfKeras2HasAllFirstMomentsThenAllSecondOnes() {
    List<StoredArray> weights = List.of(KERNEL_A, BIAS_A, KERNEL_B, BIAS_B);
    List<StoredArray> state = new ArrayList<>(List.of(array("Adam/iterations:0", 7)));
    for (int kind = 1; kind <= 2; kind++) {
      for (int i = 0; i < 4; i++) {
        state.add(slotOf(weights.get(i), "Variable:0", 10 * kind + i));
      }
    }
    // What stands for the largest velocities where there are none.
    for (int i = 0; i < 4; i++) {
      state.add(array("vhat", 0, 1));
    }
    List<String> names = new ArrayList<>();
    List<TensorData> values =
        load(
            "2.2.4",
            "{'class_name':'Adam','config':{'lr':0.01,'decay':0.0,'epsilon':null}}",
            state,
            names);
    assertEquals(7, first(values, names, "iteration"));
    assertEquals(0.01, first(values, names, "learning_rate"), 1e-8);
    assertEquals(10, first(values, names, "dense_kernel_momentum"));
    assertEquals(21, first(values, names, "dense_bias_velocity"));
    assertEquals(12, first(values, names, "dense_1_kernel_momentum"));
    assertEquals(23, first(values, names, "dense_1_bias_velocity"));
  }

  @Test
  void laterOnesHaveBothMomentsOfAWeightTogether() {
    List<StoredArray> weights = List.of(KERNEL_A, BIAS_A, KERNEL_B, BIAS_B);
    List<StoredArray> state =
        new ArrayList<>(List.of(array("iteration:0", 9), array("learning_rate:0", 0.5)));
    for (int i = 0; i < 4; i++) {
      state.add(slotOf(weights.get(i), "Adam/m/" + i, 10 + i));
      state.add(slotOf(weights.get(i), "Adam/v/" + i, 20 + i));
    }
    List<String> names = new ArrayList<>();
    List<TensorData> values =
        load("2.15.0", "{'class_name':'Adam','config':{'learning_rate':0.01}}", state, names);
    assertEquals(0.5, first(values, names, "learning_rate"), 1e-8);
    assertEquals(11, first(values, names, "dense_bias_momentum"));
    assertEquals(22, first(values, names, "dense_1_kernel_velocity"));
  }

  @Test
  void beforeVersion206WeightsWereSortedByName() {
    List<StoredArray> state =
        List.of(
            slotOf(BIAS_B, "Variable:0", 1),
            slotOf(KERNEL_B, "Variable_1:0", 2),
            slotOf(BIAS_A, "Variable_2:0", 3),
            slotOf(KERNEL_A, "Variable_3:0", 4));
    List<String> names = new ArrayList<>();
    List<TensorData> values =
        load("2.0.5", "{'class_name':'RMSprop','config':{'lr':0.01}}", state, names);
    assertEquals(4, first(values, names, "dense_kernel_velocity"));
    assertEquals(1, first(values, names, "dense_1_bias_velocity"));
  }

  @Test
  void aRateThatDecaysIsASchedule() {
    JsonObject compile =
        OldTraining.toKeras3(
            json(
                "{'loss':'mse','optimizer_config':"
                    + "{'class_name':'SGD','config':{'lr':0.5,'decay':0.25,'momentum':0.0}}}"),
            Era.KERAS2);
    JsonObject rate =
        compile
            .getAsJsonObject("optimizer")
            .getAsJsonObject("config")
            .getAsJsonObject("learning_rate");
    assertEquals("InverseTimeDecay", rate.get("class_name").getAsString());
    assertEquals(0.25, rate.getAsJsonObject("config").get("decay_rate").getAsDouble());
    // The first steps of gradient 1 from 0: -0.5, then -0.5 / 1.25.
    Sequential model = new Sequential(new InputLayer(1), Layers.dense(1).useBias(false));
    model.on("reference");
    model.compile(CompilationConfig.read(compile, List.of("dense")));
    model.setWeights(List.of(TensorData.of(new float[] {0}, 1, 1)));
    double w = 0;
    for (int step = 0; step < 3; step++) {
      model.trainOnBatch(new float[][] {{1}}, new float[][] {{1}});
      w -= 0.5 / (1 + 0.25 * step) * 2 * (w - 1);
      assertEquals(w, model.weightValues().get(0).getDouble(0), 1e-6);
    }
  }

  @Test
  void metricsOfTensorFlowsKerasHaveTheirNames() {
    JsonObject compile =
        OldTraining.toKeras3(
            json(
                "{'loss':{'class_name':'BinaryCrossentropy','config':{'reduction':'auto',"
                    + "'name':'b','from_logits':true}},'metrics':[[{'class_name':"
                    + "'MeanMetricWrapper','config':{'name':'acc','fn':'binary_accuracy'}}]],"
                    + "'optimizer_config':{'class_name':'SGD','config':{'learning_rate':0.1}}}"),
            Era.KERAS2);
    assertEquals(
        "sum_over_batch_size",
        compile.getAsJsonObject("loss").getAsJsonObject("config").get("reduction").getAsString());
    assertTrue(compile.get("metrics").toString().contains("\"BinaryAccuracy\""));
  }

  @Test
  void aStateOfAnotherOptimizerIsLeftAsItIs() {
    List<String> names = new ArrayList<>();
    List<TensorData> state =
        load(
            "2.2.4",
            "{'class_name':'Adam','config':{'lr':0.01}}",
            List.of(slotOf(KERNEL_A, "Variable:0", 1)),
            names);
    for (TensorData value : state.subList(names.indexOf("learning_rate") + 1, state.size())) {
      assertEquals(TensorData.zeros(value.type()), value);
    }
  }
}
