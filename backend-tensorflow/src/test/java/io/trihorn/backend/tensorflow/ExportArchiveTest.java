package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.ExportArchive;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.ModelExporter;
import io.trihorn.state.Weight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** SavedModels with several endpoints, each called by TensorFlow Java. */
class ExportArchiveTest {
  private static final double TOLERANCE = 1e-6;
  private static final float[] X = {1, -2, 3, .5f, 0, 4, -1, 2};

  @TempDir private Path directory;

  /** An encoder and a classifier on it, trained so that the optimizer's variables are not 0. */
  private record Pair(Model encoder, Model classifier) implements AutoCloseable {
    static Pair make() {
      KerasTensor x = Layers.inputTensor(4);
      KerasTensor code = named(Layers.dense(3).activation("tanh"), "code").apply(x);
      KerasTensor dropped = Layers.dropout(.5).apply(code);
      Model encoder = new Model(x, code).on("tensorflow");
      Model classifier =
          new Model(x, named(Layers.dense(2).activation("softmax"), "classes").apply(dropped));
      classifier.on("tensorflow").compile("adam", "categorical_crossentropy");
      classifier.trainOnBatch(
          TensorData.of(X, 2, 4), TensorData.of(new float[] {1, 0, 0, 1}, 2, 2));
      return new Pair(encoder, classifier);
    }

    private static Layer named(Layer layer, String name) {
      layer.setName(name);
      return layer;
    }

    @Override
    public void close() {
      encoder.close();
      classifier.close();
    }
  }

  /** What real Keras 3.15.1's archive says of the same model once it is tracked. */
  @Test
  void trackedVariablesAreKeras() {
    try (Pair pair = Pair.make()) {
      ExportArchive archive = new ExportArchive().track(pair.classifier());
      assertEquals(
          List.of("kernel", "bias", "kernel", "bias"), names(archive.trainableVariables()));
      assertEquals(List.of("seed_generator_state"), names(archive.nonTrainableVariables()));
      assertEquals(5, archive.variables().size());
    }
  }

  private static List<String> names(List<Weight> weights) {
    return weights.stream().map(Weight::name).toList();
  }

  /** The names of signatures and outputs are those that real Keras 3.15.1 writes for the same. */
  @Test
  void eachEndpointGivesItsNumbers() {
    try (Pair pair = Pair.make()) {
      Path path = directory.resolve("archive");
      List<Weight> slots = pair.classifier().optimizer().variables();
      new ExportArchive()
          .trackAndAddEndpoint("classify", pair.classifier())
          .addEndpoint("encode", pair.encoder())
          .addEndpoint(
              "twice",
              in -> {
                KerasTensor code = pair.encoder().apply(in.get(0));
                return Map.of("sum", Layers.add().apply(code, code), "code", code);
              },
              Layers.inputTensor(4))
          .addVariableCollection("optimizer_variables", slots)
          .writeOut(path);
      TensorData classes = pair.classifier().predictOnBatch(TensorData.of(X, 2, 4)).get(0);
      TensorData code = pair.encoder().predictOnBatch(TensorData.of(X, 2, 4)).get(0);
      double[] twice = code.toDoubleArray();
      for (int i = 0; i < twice.length; i++) {
        twice[i] *= 2;
      }
      try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
        assertEquals(
            Set.of("classify", "encode", "twice", "serving_default"),
            bundle.signatures().stream().map(s -> s.key()).collect(Collectors.toSet()));
        for (String name : List.of("classify", "serving_default")) {
          assertNear(classes.toDoubleArray(), call(bundle, name, "output_0"), name);
        }
        assertNear(code.toDoubleArray(), call(bundle, "encode", "output_0"), "encode");
        assertNear(code.toDoubleArray(), call(bundle, "twice", "code"), "twice, code");
        assertNear(twice, call(bundle, "twice", "sum"), "twice, sum");
        assertVariables(pair, bundle.metaGraphDef());
        assertCollection(pair, slots, bundle);
      }
    }
  }

  /** The weights of three endpoints, each once, and the rest that is tracked or collected. */
  private static void assertVariables(Pair pair, MetaGraphDef graph) {
    Set<String> wanted = new TreeSet<>();
    pair.classifier().variables().forEach(w -> wanted.add(node(w)));
    pair.classifier().optimizer().variables().forEach(w -> wanted.add(node(w)));
    List<String> handles =
        graph.getGraphDef().getNodeList().stream()
            .filter(n -> n.getOp().equals("VarHandleOp"))
            .map(NodeDef::getName)
            .sorted()
            .toList();
    assertEquals(List.copyOf(wanted), handles);
    assertEquals(5, attribute(graph, "variables").getChildrenCount());
    assertEquals(4, attribute(graph, "trainable_variables").getChildrenCount());
    assertEquals(1, attribute(graph, "non_trainable_variables").getChildrenCount());
  }

  /** An object that Python's loader gives what is loaded as an attribute. */
  private static SavedObject attribute(MetaGraphDef graph, String name) {
    return child(graph, graph.getObjectGraphDef().getNodes(0), name);
  }

  private static SavedObject child(MetaGraphDef graph, SavedObject object, String name) {
    int place =
        object.getChildrenList().stream()
            .filter(c -> c.getLocalName().equals(name))
            .findFirst()
            .orElseThrow()
            .getNodeId();
    return graph.getObjectGraphDef().getNodes(place);
  }

  private static String node(Weight weight) {
    return "variables/" + weight.variable().name();
  }

  /** A collection is a list of variables, whose values are in the checkpoint under their keys. */
  private static void assertCollection(Pair pair, List<Weight> slots, SavedModelBundle bundle) {
    MetaGraphDef graph = bundle.metaGraphDef();
    SavedObject list = attribute(graph, "optimizer_variables");
    assertEquals(slots.size(), list.getChildrenCount());
    boolean moved = false;
    for (int i = 0; i < slots.size(); i++) {
      SavedVariable variable = child(graph, list, Integer.toString(i)).getVariable();
      assertEquals(slots.get(i).variable().name(), variable.getName());
      if (slots.get(i).type().shape().dimension() > 0) {
        double[] value = pair.classifier().value(slots.get(i).variable()).toDoubleArray();
        String read = node(slots.get(i)) + Checkpoint.READ;
        try (Result result = bundle.session().runner().fetch(read).run()) {
          assertNear(value, doubles(result.get(0)), read);
        }
        moved |= value[0] != 0;
      }
    }
    assertTrue(moved, "the slots of a trained model are not 0");
  }

  /**
   * Endpoints are called in Python as their models and functions are: with one argument of the form
   * of the inputs, or with several. Names that Python cannot have are changed as its loader does.
   */
  @Test
  void functionsHaveTheFormsOfInputsAndOutputs() throws Exception {
    KerasTensor b = Layers.inputTensor(Layers.input(3).name("b"));
    KerasTensor a = Layers.inputTensor(Layers.input(2).name("a"));
    Model model = new Model(Map.of("q", b, "p", List.of(a)), List.of(b, Map.of("z", a)));
    try (model) {
      Path path = directory.resolve("forms");
      new ExportArchive()
          .addEndpoint("serve", model.on("tensorflow"))
          .addEndpoint(
              "join",
              in -> Layers.concatenate().apply(in.get(1), in.get(0)),
              Layers.inputTensor(Layers.input(3).name("left-side")),
              Layers.inputTensor(Layers.input(2).name("in")))
          .writeOut(path);
      MetaGraphDef graph =
          SavedModel.parseFrom(Files.readAllBytes(path.resolve("saved_model.pb"))).getMetaGraphs(0);
      assertEquals(
          "([args_0], ({p: [a:2], q: b:3}), {}, [output_0:3, {z: output_1:2}])",
          call(graph, "serve"));
      assertEquals("([left_side, in_], (left-side:3, in:2), {}, output_0:5)", call(graph, "join"));
      SavedObject named = child(graph, attribute(graph, "signatures"), "join");
      SavedConcreteFunction function =
          graph
              .getObjectGraphDef()
              .getConcreteFunctionsOrThrow(
                  named.getBareConcreteFunction().getConcreteFunctionName());
      assertEquals(
          "((), {in_: in:2, left-side: left-side:3})",
          text(function.getCanonicalizedInputSignature()));
      assertEquals(
          List.of("in_", "left-side"), named.getBareConcreteFunction().getArgumentKeywordsList());
    }
  }

  /** The names of arguments, what they take, and what comes out. */
  private static String call(MetaGraphDef graph, String endpoint) {
    SavedFunction callable = attribute(graph, endpoint).getFunction();
    SavedConcreteFunction function =
        graph.getObjectGraphDef().getConcreteFunctionsOrThrow(callable.getConcreteFunctions(0));
    StructuredValue names =
        callable.getFunctionSpec().getFullargspec().getNamedTupleValue().getValues(0).getValue();
    String in = text(function.getCanonicalizedInputSignature());
    String out = text(function.getOutputSignature());
    return "(" + text(names) + ", " + in.substring(1, in.length() - 1) + ", " + out + ")";
  }

  /** A value of Python's; of a tensor its name and the last extent. */
  private static String text(StructuredValue value) {
    if (value.hasTupleValue()) {
      return texts(value.getTupleValue().getValuesList(), "(", ")");
    }
    if (value.hasListValue()) {
      return texts(value.getListValue().getValuesList(), "[", "]");
    }
    if (value.hasDictValue()) {
      return new TreeMap<>(value.getDictValue().getFieldsMap())
          .entrySet().stream()
              .map(e -> e.getKey() + ": " + text(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value.hasTensorSpecValue()) {
      TensorShapeProto shape = value.getTensorSpecValue().getShape();
      long last = shape.getDim(shape.getDimCount() - 1).getSize();
      return value.getTensorSpecValue().getName() + ":" + last;
    }
    return value.getStringValue();
  }

  private static String texts(List<StructuredValue> values, String begin, String end) {
    return values.stream()
        .map(ExportArchiveTest::text)
        .collect(Collectors.joining(", ", begin, end));
  }

  /** A SavedModel without variables has a checkpoint too, since Python's loader wants one. */
  @Test
  void aModelWithoutVariablesCanBeCalled() {
    KerasTensor x = Layers.inputTensor(4);
    try (Model model = new Model(x, Layers.activation("relu").apply(x)).on("tensorflow")) {
      Path path = directory.resolve("none");
      new ExportArchive().trackAndAddEndpoint("serve", model).writeOut(path);
      assertTrue(Files.exists(path.resolve("variables/variables.index")));
      try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
        assertNear(
            new double[] {1, 0, 3, .5, 0, 4, 0, 2}, call(bundle, "serve", "output_0"), "serve");
      }
    }
  }

  /** The loops of both endpoints are functions, whose names must not meet. */
  @Test
  void loopsOfSeveralEndpointsStayApart() {
    KerasTensor x = Layers.inputTensor(-1, 2);
    try (Model forward = new Model(x, Layers.lstm(3).apply(x)).on("tensorflow");
        Model other = new Model(x, Layers.gru(3).apply(x)).on("tensorflow")) {
      Path path = directory.resolve("loops");
      new ExportArchive()
          .addEndpoint("lstm", forward)
          .addEndpoint("gru", other)
          .addEndpoint("short", other, new ai.djl.ndarray.types.Shape(-1, 4, 2))
          .writeOut(path);
      TensorData in = TensorData.of(X, 1, 4, 2);
      double[] lstm = forward.predictOnBatch(in).get(0).toDoubleArray();
      double[] gru = other.predictOnBatch(in).get(0).toDoubleArray();
      try (SavedModelBundle bundle = SavedModelBundle.load(path.toString(), "serve")) {
        assertNear(lstm, call(bundle, "lstm", "output_0", 1, 4, 2), "lstm");
        assertNear(gru, call(bundle, "gru", "output_0", 1, 4, 2), "gru");
        assertNear(gru, call(bundle, "short", "output_0", 1, 4, 2), "short");
      }
    }
  }

  @Test
  void whatIsWrongIsSaid() {
    try (Pair pair = Pair.make()) {
      Path path = directory.resolve("none");
      ExportArchive archive = new ExportArchive();
      assertSays("no endpoint", () -> archive.writeOut(path));
      archive.addEndpoint("serve", pair.encoder());
      assertSays("already taken", () -> archive.addEndpoint("serve", pair.classifier()));
      assertSays("letters, digits", () -> archive.addEndpoint("a/b", pair.encoder()));
      assertSays("inputSignature", () -> archive.addEndpoint("f", in -> in));
      List<Weight> slots = pair.classifier().optimizer().variables();
      assertSays("track its model", () -> archive.addVariableCollection("slots", slots));
      for (String taken : List.of("variables", "signatures", "serve")) {
        assertSays("choose another", () -> archive.addVariableCollection(taken, List.of()));
        assertSays("choose another", () -> archive.addEndpoint(taken, pair.encoder()));
      }
      assertTrue(Files.notExists(path));
    }
  }

  /** Formats of one model refuse an archive. */
  @Test
  void aFormatOfOneModelRefusesAnArchive() {
    ModelExporter single =
        new ModelExporter() {
          @Override
          public String format() {
            return "single";
          }

          @Override
          public void export(Model model, Path path) {}
        };
    assertSays("holds one model", () -> single.export(new ExportArchive(), directory));
  }

  private static void assertSays(String part, Runnable action) {
    String message = assertThrows(ModelException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static void assertNear(double[] expected, double[] got, String what) {
    assertArrayEquals(expected, got, TOLERANCE, what);
  }

  private static double[] call(SavedModelBundle bundle, String endpoint, String output) {
    return call(bundle, endpoint, output, 2, 4);
  }

  private static double[] call(
      SavedModelBundle bundle, String endpoint, String output, long... dims) {
    var function = bundle.function(endpoint);
    String input = function.signature().inputNames().iterator().next();
    try (Tensor fed = TFloat32.tensorOf(Shape.of(dims), DataBuffers.of(X));
        Result result = function.call(Map.of(input, fed))) {
      return doubles(result.get(output).orElseThrow());
    }
  }

  private static double[] doubles(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
