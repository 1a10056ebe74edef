package io.trihorn.saving.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Lambda;
import io.trihorn.model.Model;
import io.trihorn.ops.Ops;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyConfigTest {
  private static String layer(String className, String config) {
    return "{'class_name': '" + className + "', 'config': {" + config + "}}";
  }

  private static Model sequential(String version, String... layers) {
    return LegacyReader.fromJson(
        ("{'class_name': 'Sequential', 'keras_version': '"
                + version
                + "', 'config': ["
                + Stream.of(layers).collect(Collectors.joining(","))
                + "]}")
            .replace('\'', '"'));
  }

  private static Layer only(String version, String shape, String className, String config) {
    Model model =
        sequential(
            version,
            layer(className, "'name': 'a', 'batch_input_shape': " + shape + ", " + config));
    assertEquals("a_input", model.inputs().get(0).layer().name());
    return model.layer("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Convolution2D| [null,3,9,9]| 'nb_filter':4,'nb_row':3,'nb_col':2,'subsample':[2,1],"
            + "'border_mode':'same','dim_ordering':'th','bias':false,'init':'uniform'| Conv2D"
            + "| filters=4 kernel_size=[3,2] strides=[2,1] padding=\"same\" use_bias=false"
            + " data_format=\"channels_first\"",
        "AtrousConvolution2D| [null,9,9,3]| 'nb_filter':4,'nb_row':3,'nb_col':3,'atrous_rate':[2,2],"
            + "'dim_ordering':'tf'| Conv2D| dilation_rate=[2,2] data_format=\"channels_last\"",
        "Convolution1D| [null,9,3]| 'nb_filter':4,'filter_length':3,'subsample_length':2| Conv1D"
            + "| filters=4 kernel_size=[3] strides=[2]",
        "MaxPooling1D| [null,9,3]| 'pool_length':3,'stride':2,'border_mode':'same'| MaxPooling1D"
            + "| pool_size=[3] strides=[2] padding=\"same\"",
        "Dense| [null,3]| 'output_dim':5,'W_regularizer':{'name':'WeightRegularizer','l1':0.0,"
            + "'l2':0.5},'W_constraint':{'name':'MaxNorm','m':3,'axis':0}| Dense| units=5",
        "LSTM| [null,3,2]| 'output_dim':5,'inner_activation':'hard_sigmoid','dropout_W':0.25,"
            + "'dropout_U':0.5,'forget_bias_init':'zero'| LSTM| units=5 dropout=0.25"
            + " recurrent_dropout=0.5 unit_forget_bias=false"
            + " recurrent_activation=\"keras2_hard_sigmoid\"",
        "Dropout| [null,3]| 'p':0.4| Dropout| rate=0.4",
        "GaussianNoise| [null,3]| 'sigma':0.4| GaussianNoise| stddev=0.4",
        "TimeDistributedDense| [null,3,2]| 'output_dim':5| TimeDistributed| name=\"a\"",
        "LeakyReLU| [null,3]| 'alpha':0.1| LeakyReLU| negative_slope=0.1",
        "BatchNormalization| [null,3]| 'mode':0,'axis':-1| BatchNormalization| axis=-1",
      })
  void argumentsOfKeras1(
      String className, String shape, String config, String now, String expected) {
    Layer layer = only("1.2.2", shape, className, config);
    assertEquals(now, layer.className());
    JsonObject attributes = layer.getConfig();
    for (String pair : expected.split(" ")) {
      String[] sides = pair.split("=");
      assertEquals(sides[1], attributes.get(sides[0]).toString(), sides[0]);
    }
  }

  @Test
  void penaltiesAndLimitsOfKeras1() {
    JsonObject config =
        only(
                "1.1.0",
                "[null,3]",
                "Dense",
                "'output_dim':5,'W_regularizer':{'name':'L1L2Regularizer','l1':0.0,'l2':0.5},"
                    + "'W_constraint':{'name':'MaxNorm','m':3,'axis':0}")
            .getConfig();
    assertTrue(config.get("kernel_regularizer").toString().contains("\"l2\":0.5"));
    assertTrue(config.get("kernel_constraint").toString().contains("\"max_value\":3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BatchNormalization| [null,4,3]| 'axis':[2]| BatchNormalization| axis=2",
        "GRU| [null,4,3]| 'units':2| GRU| reset_after=false",
        "CuDNNGRU| [null,4,3]| 'units':2| GRU| reset_after=true recurrent_activation=\"sigmoid\"",
        "CuDNNLSTM| [null,4,3]| 'units':2| LSTM| activation=\"tanh\"",
        "ThresholdedReLU| [null,3]| 'theta':0.5| ReLU| threshold=0.5",
        "Activation| [null,3]| 'activation':'hard_sigmoid'| Activation"
            + "| activation=\"keras2_hard_sigmoid\"",
      })
  void whatChangedAfterKeras2(
      String className, String shape, String config, String now, String expected) {
    Layer layer = only("2.2.4-tf", shape, className, config);
    assertEquals(now, layer.className());
    for (String pair : expected.split(" ")) {
      String[] sides = pair.split("=");
      assertEquals(sides[1], layer.getConfig().get(sides[0]).toString(), sides[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sum,Add,3",
    "mul,Multiply,3",
    "concat,Concatenate,6",
    "ave,Average,3",
    "max,Maximum,3"
  })
  void mergeBecomesTheClassOfItsMode(String mode, String className, long width) {
    String branch =
        "{'class_name':'Sequential','config':["
            + layer("Dense", "'name':'%s','output_dim':3,'batch_input_shape':[null,2]")
            + "]}";
    String merge =
        layer(
            "Merge",
            "'name':'m','mode':'"
                + mode
                + "','concat_axis':-1,'layers':["
                + String.format(Locale.ROOT, branch, "left")
                + ","
                + String.format(Locale.ROOT, branch, "right")
                + "]");
    Model model = sequential("1.2.2", merge, layer("Dense", "'name':'out','output_dim':4"));
    assertEquals(className, model.layer("m").className());
    assertEquals(2, model.inputs().size());
    assertEquals(new Shape(-1, 4), model.outputs().get(0).shape());
    assertEquals(
        new Shape(width, 4), model.layer("out").weights().get(0).type().shape(), "from the merged");
  }

  @Test
  void anEmbeddingsIntegersAreItsInputs() {
    try (Model model =
        sequential(
            "2.0.8",
            layer(
                "Embedding",
                "'name':'e','input_dim':5,'output_dim':2,'dtype':'int32',"
                    + "'batch_input_shape':[null,3]"))) {
      assertEquals(DataType.INT32, model.inputs().get(0).dtype());
      assertEquals(DataType.FLOAT32, model.outputs().get(0).dtype());
    }
  }

  @Test
  void anOrderOfAxesThatIsNotWrittenIsTheModels() {
    try (Model model =
        sequential(
            "1.0.3",
            layer("UpSampling2D", "'name':'u','size':[2,2],'batch_input_shape':[null,3,4,5]"),
            layer("ZeroPadding2D", "'name':'z','padding':[1,1],'dim_ordering':'th'"))) {
      assertEquals(new Shape(-1, 3, 10, 12), model.outputs().get(0).shape());
    }
  }

  @Test
  void theShapeOfTheInputMayBeTheFirstLayers() {
    String dense = layer("Dense", "'name':'d','units':2,'batch_input_shape':[null,3]");
    String json = "{'class_name':'Sequential','config':{'name':'s','layers':[" + dense + "]}}";
    try (Model model = Model.fromJson(json.replace('\'', '"'))) {
      assertEquals(new Shape(-1, 3), model.inputs().get(0).shape());
      assertEquals(new Shape(3, 2), model.weights().get(0).type().shape());
    }
  }

  @Test
  void allUnsupportedLayersAreReportedAtOnce() {
    UnsupportedLayersException e =
        assertThrows(
            UnsupportedLayersException.class,
            () ->
                sequential(
                    "1.2.2",
                    layer("Highway", "'name':'h','batch_input_shape':[null,3]"),
                    layer("Dense", "'name':'d','output_dim':3"),
                    layer("BatchNormalization", "'name':'b','mode':2"),
                    layer("Lambda", "'name':'l','function':['4wEAAAA=',null,null]")));
    assertEquals(List.of("h", "b", "l"), e.problems().stream().map(p -> p.layer()).toList());
    assertTrue(e.getMessage().contains("Layers.REGISTRY.addCustom(\"package\", \"Highway\""));
    assertTrue(e.getMessage().contains("Lambda.register(\"l\""));
  }

  @Test
  void aRegisteredFunctionTakesTheLambdasPlace() {
    assertFalse(Lambda.isRegistered("triple"));
    Lambda.register("triple", x -> List.of(Ops.multiply(x.get(0), 3)));
    String config =
        "'name':'triple','function':['4wEAAAA=',null,null],'batch_input_shape':[null,2]";
    try (Model model = sequential("2.1.3", layer("Lambda", config))) {
      model.on("reference");
      TensorData y = model.predictOnBatch(TensorData.of(new float[] {1, -2}, 1, 2)).get(0);
      assertEquals(TensorData.of(new float[] {3, -6}, 1, 2), y);
    }
  }

  @Test
  void laterKeras2CountsANestedModelsDefinitionAsItsFirstUse() {
    String dense = layer("Dense", "'name':'inner','units':2,'batch_input_shape':[null,3]");
    String json =
        "{'class_name':'Model','keras_version':'2.2.4','config':{'name':'m','layers':["
            + "{'class_name':'InputLayer','name':'x','inbound_nodes':[],"
            + "'config':{'batch_input_shape':[null,3],'dtype':'float32','name':'x'}},"
            + "{'class_name':'Sequential','name':'s','config':{'name':'s','layers':["
            + dense
            + "]},'inbound_nodes':[[['x',0,0,{}]]]},"
            + "{'class_name':'Dense','name':'out','config':{'name':'out','units':4},"
            + "'inbound_nodes':[[['s',1,0,{}]]]}],"
            + "'input_layers':[['x',0,0]],'output_layers':[['out',0,0]]}}";
    Model model = LegacyReader.fromJson(json.replace('\'', '"'));
    assertEquals(new Shape(-1, 4), model.outputs().get(0).shape());
  }

  @ParameterizedTest
  @CsvSource({"1.2.2,KERAS1", "2.0.8,KERAS2", "2.2.4-tf,KERAS2", "2.15.0,KERAS2", "3.15.1,KERAS3"})
  void theVersionTellsTheEra(String version, Era era) {
    assertEquals(era, Era.of(version, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"class_name\":\"Sequential\",\"config\":7}",
        "{\"class_name\":\"Model\",\"config\":{}}",
        "{\"config\":[]}",
        "[]",
        "{\"class_name\":\"Sequential\",\"config\":[{\"class_name\":\"Dense\"}",
      })
  void whatIsNoModelIsSaid(String json) {
    assertThrows(ConfigException.class, () -> LegacyReader.fromJson(json));
  }
}
