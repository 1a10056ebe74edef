package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Programs in which Keras does not do what it promises, and Trihorn on purpose does. */
final class ProgramDeviations {
  private record Deviation(
      String reason, Predicate<JsonObject> program, BiPredicate<JsonObject, String> problem) {
    Deviation(String reason, Predicate<JsonObject> program) {
      this(reason, program, (p, problem) -> true);
    }
  }

  /** What follows from kernels that are rounded otherwise, and from one more array in files. */
  private static final Pattern CALIBRATED =
      Pattern.compile(
          "\\d+ (quantize variable .*/(kernel(_scale|_zero)?|zero_point|awq_scales): element"
              + "|predict output|save datasets)");

  private static final List<Deviation> ALL =
      List.of(
          new Deviation(
              "a backup made inside an epoch is gone on with where it was made, not at the begin"
                  + " of the epoch",
              p -> uses(p, "BackupAndRestore", "save_freq") && uses(p, "Interrupt", "epoch")),
          new Deviation(
              "the best model by steps is found without the end of an epoch",
              p ->
                  uses(p, "ModelCheckpoint", "save_best_only")
                      && p.get("expected").toString().contains("TypeError: 'NoneType'")),
          new Deviation(
              "a layer with LoRA can be trained again when it is loaded",
              p ->
                  actions(p).anyMatch(a -> isA(a, "enable_lora"))
                      && actions(p).anyMatch(a -> isA(a, "load")),
              ProgramDeviations::followsFromLoraA),
          new Deviation(
              "GPTQ and AWQ see the data, and files have their zero points",
              p -> actions(p).anyMatch(a -> a.has("calibration")),
              (p, problem) -> CALIBRATED.matcher(problem).lookingAt()),
          new Deviation(
              "sums of float16 are carried in wider floats, so that a gradient which float16 holds"
                  + " does not overflow on the way to it",
              p -> p.get("name").getAsString().equals("float16_attention")),
          new Deviation(
              "the weights are back in their place after predict",
              p -> actions(p).anyMatch(a -> isA(a, "predict") && names(a, "SwapEMAWeights"))));

  private ProgramDeviations() {}

  private static Stream<Deviation> deviations(JsonObject golden) {
    return golden.has("program")
        ? ALL.stream().filter(d -> d.program().test(golden))
        : Stream.empty();
  }

  /** Why a program's results are others than Keras's; null where they are to be the same. */
  static String of(JsonObject golden) {
    return deviations(golden).map(Deviation::reason).findFirst().orElse(null);
  }

  /** Whether a problem is part of why a program's results are others than Keras's. */
  static boolean covers(JsonObject golden, String problem) {
    return deviations(golden).anyMatch(d -> d.problem().test(golden, problem));
  }

  /** The first of the thin matrices has values when it is loaded, and then training moves both. */
  private static boolean followsFromLoraA(JsonObject golden, String problem) {
    List<String> names = actions(golden).map(a -> a.get("do").getAsString()).toList();
    int fit = names.indexOf("fit");
    int at = Integer.parseInt(problem.substring(0, problem.indexOf(' ')));
    return problem.matches("\\d+ load variable .*/lora_[a-z]+_a: .*") || fit >= 0 && at >= fit;
  }

  private static Stream<JsonObject> actions(JsonObject golden) {
    return StreamSupport.stream(golden.getAsJsonArray("program").spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }

  private static boolean isA(JsonObject action, String name) {
    return action.get("do").getAsString().equals(name);
  }

  private static Stream<JsonObject> callbacks(JsonObject action, String name) {
    JsonArray list = action.has("callbacks") ? action.getAsJsonArray("callbacks") : new JsonArray();
    return list.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(c -> c.get("class_name").getAsString().equals(name));
  }

  private static boolean names(JsonObject action, String callback) {
    return callbacks(action, callback).findAny().isPresent();
  }

  private static boolean uses(JsonObject golden, String callback, String argument) {
    return actions(golden)
        .flatMap(a -> callbacks(a, callback))
        .anyMatch(c -> c.getAsJsonObject("args").has(argument));
  }
}
