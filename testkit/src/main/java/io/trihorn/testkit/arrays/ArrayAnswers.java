package io.trihorn.testkit.arrays;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All cases, and what DJL's PyTorch engine answered to them. */
final class ArrayAnswers {
  private static final Gson GSON = new Gson();

  private ArrayAnswers() {}

  static List<ArrayCase> cases() {
    List<ArrayCase> cases = new ArrayList<>(PointwiseCases.all());
    cases.addAll(AxisCases.all());
    cases.addAll(IndexCases.all());
    cases.addAll(PickingCases.all());
    cases.addAll(NetworkCases.all());
    cases.addAll(GradientCases.all());
    cases.addAll(CollectorCases.all());
    cases.addAll(RecurrentCases.all());
    return cases;
  }

  /** The recorded answers by the names of the cases. */
  static Map<String, ArrayAnswer> recorded() {
    try (Reader reader =
        new InputStreamReader(
            ArrayAnswers.class.getResourceAsStream("pytorch.json"), StandardCharsets.UTF_8)) {
      Map<String, ArrayAnswer> answers = new TreeMap<>();
      JsonObject all = JsonParser.parseReader(reader).getAsJsonObject();
      all.entrySet()
          .forEach(e -> answers.put(e.getKey(), GSON.fromJson(e.getValue(), ArrayAnswer.class)));
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers as the resource holds them: one case a line. */
  static String text(Map<String, ArrayAnswer> answers) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(answers)
        .forEach((name, answer) -> lines.add(GSON.toJson(name) + ":" + GSON.toJson(answer)));
    return "{\n" + String.join(",\n", lines) + "\n}\n";
  }
}
