package io.trihorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.applications.Application;
import io.trihorn.applications.Applications;
import io.trihorn.applications.ClassIndex;
import io.trihorn.applications.Prediction;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenKind;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Calls of what {@code keras.applications} has beside its models. */
final class ApplicationCallGoldens implements GoldenKind {
  private static final int CLASSES = 1000;

  /** Keras's modules, and an architecture of each. */
  private static final Map<String, String> MODULES =
      Map.ofEntries(
          Map.entry("convnext", "ConvNeXtTiny"),
          Map.entry("densenet", "DenseNet121"),
          Map.entry("efficientnet", "EfficientNetB0"),
          Map.entry("efficientnet_v2", "EfficientNetV2B0"),
          Map.entry("inception_resnet_v2", "InceptionResNetV2"),
          Map.entry("inception_v3", "InceptionV3"),
          Map.entry("mobilenet", "MobileNet"),
          Map.entry("mobilenet_v2", "MobileNetV2"),
          Map.entry("mobilenet_v3", "MobileNetV3Small"),
          Map.entry("nasnet", "NASNetMobile"),
          Map.entry("resnet", "ResNet50"),
          Map.entry("resnet50", "ResNet50"),
          Map.entry("resnet_v2", "ResNet50V2"),
          Map.entry("vgg16", "VGG16"),
          Map.entry("vgg19", "VGG19"),
          Map.entry("xception", "Xception"));

  private static final Pattern INTEGERS_REFUSED =
      Pattern.compile("must have the same dtype, got tf\\.u?int\\d+");

  private static final String MODULE_PREFIX = "keras.applications.";
  private static final String PREPROCESS = ".preprocess_input";

  @Override
  public String name() {
    return "applications";
  }

  @Override
  public String deviation(GoldenCase golden) {
    JsonObject json = golden.json();
    if (call(golden).equals("golden.preprocess_in_place")) {
      return isWrittenOver(golden) ? "the images that are given stay as they are" : null;
    }
    return INTEGERS_REFUSED.matcher(json.get("expected").toString()).find()
        ? "whole numbers are taken from tensors as from arrays"
        : null;
  }

  private static boolean isWrittenOver(GoldenCase golden) {
    try {
      Npz arrays = golden.arrays().read();
      JsonObject result = golden.json().getAsJsonObject("expected").getAsJsonObject("result");
      return !Arrays.equals(
          array(golden.json(), arrays).toDoubleArray(),
          arrays.get(result.get("array").getAsString()).toDoubleArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String call(GoldenCase golden) {
    return golden.json().get("call").getAsString();
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject expected = golden.json().getAsJsonObject("expected");
    Npz arrays = golden.arrays().read();
    try {
      switch (call(golden)) {
        case "golden.decode" -> decode(golden.json(), arrays, checks);
        case "golden.obtain_input_shape" -> inputShape(golden.json(), checks);
        default -> preprocess(golden.json(), arrays, checks);
      }
    } catch (IllegalArgumentException e) {
      checks.require(expected.has("raised"), "expected no error, but got " + e);
      return;
    }
    checks.require(!expected.has("raised"), "expected an error as " + expected.get("raised"));
  }

  private static JsonElement argument(JsonObject json, int place) {
    return json.getAsJsonArray("args").get(place);
  }

  private static TensorData array(JsonObject json, Npz arrays) {
    return arrays.get(argument(json, 0).getAsJsonObject().get("array").getAsString());
  }

  private static String named(JsonObject json, String name, String otherwise) {
    JsonElement value = json.getAsJsonObject("kwargs").get(name);
    return value == null || value.isJsonNull() ? otherwise : value.getAsString();
  }

  private static Application<?> module(String name) {
    if (!MODULES.containsKey(name)) {
      throw new UnknownNameException(name, "the module is not known here");
    }
    return Applications.named(MODULES.get(name));
  }

  private static void preprocess(JsonObject json, Npz arrays, Checks checks) {
    String call = json.get("call").getAsString();
    TensorData given = array(json, arrays);
    String format = named(json, "data_format", "channels_last");
    TensorData got;
    if (call.equals("golden.preprocess_in_place")) {
      module(argument(json, 1).getAsString()).preprocessInput(given);
      got = given;
    } else if (!call.startsWith(MODULE_PREFIX) || !call.endsWith(PREPROCESS)) {
      throw new UnknownNameException(call, "the call is not known here");
    } else {
      String module = call.substring(MODULE_PREFIX.length(), call.length() - PREPROCESS.length());
      got =
          module.equals("imagenet_utils")
              ? Applications.preprocessInput(given, named(json, "mode", "caffe"), format)
              : module(module).preprocessInput(given, format);
    }
    JsonObject expected = json.getAsJsonObject("expected");
    if (expected.has("result")) {
      JsonObject result = expected.getAsJsonObject("result");
      checks.close(
          "result", got, arrays.get(result.get("array").getAsString()), GoldenTolerance.VALUE);
    }
  }

  private static void decode(JsonObject json, Npz arrays, Checks checks) {
    ClassIndex index =
        new ClassIndex(
            IntStream.range(0, CLASSES).mapToObj("n%08d"::formatted).toList(),
            IntStream.range(0, CLASSES).mapToObj(i -> "name_" + i).toList());
    List<List<Prediction>> got =
        index.decode(array(json, arrays), Integer.parseInt(named(json, "top", "5")));
    JsonObject expected = json.getAsJsonObject("expected");
    if (expected.has("result")) {
      JsonArray rows = expected.getAsJsonObject("result").getAsJsonArray("list");
      List<List<Prediction>> wanted = new ArrayList<>();
      rows.forEach(row -> wanted.add(predictions(row.getAsJsonObject().getAsJsonArray("list"))));
      checks.same("scores", scores(got), scores(wanted));
      checks.same("classes", sets(got), sets(wanted));
    }
  }

  private static List<List<Double>> scores(List<List<Prediction>> rows) {
    return rows.stream().map(row -> row.stream().map(Prediction::score).toList()).toList();
  }

  /** In any order: NumPy's sort, which Keras uses, says none for equal scores. */
  private static List<Set<Prediction>> sets(List<List<Prediction>> rows) {
    return rows.stream().map(Set::copyOf).toList();
  }

  private static List<Prediction> predictions(JsonArray row) {
    List<Prediction> predictions = new ArrayList<>();
    for (JsonElement e : row) {
      JsonObject one = e.getAsJsonObject().getAsJsonObject("dict");
      predictions.add(
          new Prediction(
              text(one, "synset"), text(one, "name"), Float.parseFloat(text(one, "score"))));
    }
    return predictions;
  }

  private static String text(JsonObject object, String name) {
    return object.getAsJsonObject(name).get("value").getAsString();
  }

  /** By MobileNet, which has the default size and the smallest that the cases are about. */
  private static void inputShape(JsonObject json, Checks checks) {
    Application<?> net = Applications.mobileNet();
    checks.same("smallest size", argument(json, 2).getAsLong(), net.smallestSize());
    net.includeTop(argument(json, 4).getAsBoolean());
    if (!argument(json, 0).isJsonNull()) {
      JsonArray shape = argument(json, 0).getAsJsonArray();
      net.inputShape(shape.get(0).getAsLong(), shape.get(1).getAsLong(), shape.get(2).getAsLong());
    }
    try (Model model = net.build()) {
      JsonObject expected = json.getAsJsonObject("expected");
      if (expected.has("result")) {
        long[] got = model.inputs().get(0).shape().slice(1).getShape();
        checks.same(
            "shape",
            Arrays.toString(got),
            Arrays.toString(extents(expected.getAsJsonObject("result"))));
      }
    }
  }

  /** As numbers; what is open is -1. */
  private static long[] extents(JsonObject result) {
    JsonElement list = result.has("tuple") ? result.get("tuple") : result.get("value");
    return list.getAsJsonArray().asList().stream()
        .map(e -> e.isJsonObject() ? e.getAsJsonObject().get("value") : e)
        .mapToLong(e -> e.isJsonNull() ? -1 : e.getAsLong())
        .toArray();
  }
}
