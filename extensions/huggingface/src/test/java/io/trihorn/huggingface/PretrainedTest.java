package io.trihorn.huggingface;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.safetensors.SafeTensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random models of {@code transformers} 5.18 on PyTorch 2.13, made by {@code random_models.py}. */
class PretrainedTest {
  private static final List<String> BACKENDS = List.of("reference", "dl4j", "tensorflow", "onnx");
  private static final List<String> TEXTS =
      List.of(
          "the cat sat on the mat", "a dog ran to the cat and the dog sat", "cats and dogs run");

  private static Path folder(String name) {
    try {
      return Path.of(PretrainedTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Npz expected(String name) throws IOException {
    return Npz.read(folder(name).resolve("expected.npz"));
  }

  private static Map<String, TensorData> inputs(Pretrained loaded, Npz arrays) {
    Map<String, TensorData> inputs = new HashMap<>();
    loaded
        .model()
        .inputs()
        .forEach(i -> inputs.put(i.layer().name(), arrays.get(i.layer().name())));
    return inputs;
  }

  private static Stream<List<String>> cases() {
    return Stream.of("bert", "bert-tagger", "distilbert", "gpt2")
        .flatMap(name -> BACKENDS.stream().map(backend -> List.of(name, backend)));
  }

  private static void assertClose(String what, TensorData expected, NDArray made) {
    assertArrayEquals(expected.type().dims(), made.getShape().getShape(), what);
    float[] values = made.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected.getDouble(i), values[i], 1e-4, what + " at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesAsPyTorch(List<String> one) throws IOException {
    Npz arrays = expected(one.get(0));
    try (Pretrained loaded = Pretrained.load(folder(one.get(0)))) {
      loaded.model().on(one.get(1));
      Map<String, NDArray> made = loaded.model().predictByName(inputs(loaded, arrays));
      assertEquals(one.get(0).equals("bert") ? 2 : 1, made.size());
      made.forEach((name, values) -> assertClose(name, arrays.get(name), values));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void makesPyTorchsTokens(String backend) throws IOException {
    Npz arrays = expected("gpt2");
    try (Pretrained loaded = Pretrained.load(folder("gpt2"))) {
      loaded.model().on(backend);
      try (TextGenerator generator = loaded.generator()) {
        List<int[]> prompts =
            IntStream.range(0, TEXTS.size())
                .mapToObj(i -> ints(arrays.get("prompt_" + i)))
                .toList();
        // All rows at once, of different lengths, and each alone.
        List<int[]> together = generator.generate(prompts, 24);
        for (int i = 0; i < prompts.size(); i++) {
          int[] wanted = ints(arrays.get("made_" + i));
          assertArrayEquals(wanted, together.get(i));
          assertArrayEquals(wanted, generator.generate(List.of(prompts.get(i)), 24).get(0));
        }
      }
    }
  }

  /** Rows that end early stand beside those that go on. */
  @Test
  void rowsEndWithTheirToken(@TempDir Path target) throws IOException {
    Npz arrays = expected("gpt2");
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(folder("gpt2").resolve(file), target.resolve(file));
    }
    Path config = target.resolve("config.json");
    String text = Files.readString(config);
    int[] first = ints(arrays.get("made_0"));
    int end = first[6];
    String other = text.replace("\"eos_token_id\": 0", "\"eos_token_id\": " + end);
    assertNotEquals(text, other);
    Files.writeString(config, other);
    try (Pretrained loaded = Pretrained.load(target)) {
      loaded.model().on("onnx");
      List<int[]> prompts = List.of(ints(arrays.get("prompt_0")), ints(arrays.get("prompt_1")));
      List<int[]> made = loaded.generator().generate(prompts, 24);
      for (int i = 0; i < 2; i++) {
        int[] all = ints(arrays.get("made_" + i));
        int length = (int) IntStream.of(all).takeWhile(t -> t != end).count() + 1;
        assertArrayEquals(Arrays.copyOf(all, Math.min(length, all.length)), made.get(i));
      }
      assertNotEquals(made.get(0).length, made.get(1).length);
      TextGenerator generator = loaded.generator();
      List<int[]> empty = List.of(new int[0]);
      assertThrows(IllegalArgumentException.class, () -> generator.generate(empty, 1));
      assertThrows(IllegalArgumentException.class, () -> generator.generate(prompts, 64));
    }
  }

  private static int[] ints(TensorData data) {
    return IntStream.range(0, (int) data.size()).map(i -> (int) data.getLong(i)).toArray();
  }

  @Test
  void textsBecomeTheSameTokens() throws IOException {
    Npz bert = expected("bert");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder("bert").resolve("tokenizer.json"))) {
      Map<String, TensorData> encoded = tokenizer.encode(TEXTS);
      assertEquals(bert.get("input_ids"), encoded.get("input_ids"));
      assertEquals(bert.get("attention_mask"), encoded.get("attention_mask"));
    }
    Npz gpt2 = expected("gpt2");
    try (TextTokenizer tokenizer = TextTokenizer.read(folder("gpt2").resolve("tokenizer.json"))) {
      int[] tokens = tokenizer.tokens(TEXTS.get(1));
      assertArrayEquals(ints(gpt2.get("prompt_1")), tokens);
      assertEquals(TEXTS.get(1), tokenizer.decode(tokens));
    }
  }

  /** Padding changes nothing of the other tokens. */
  @Test
  void shorterRowsAreAsAlone() throws IOException {
    try (Pretrained loaded = Pretrained.load(folder("bert"));
        TextTokenizer tokenizer = TextTokenizer.read(folder("bert").resolve("tokenizer.json"))) {
      loaded.model().on("onnx");
      NDArray together =
          loaded.model().predictByName(tokenizer.encode(TEXTS)).get("last_hidden_state");
      NDArray alone =
          loaded
              .model()
              .predictByName(tokenizer.encode(TEXTS.subList(2, 3)))
              .get("last_hidden_state");
      float[] one = alone.toFloatArray();
      float[] all = together.toFloatArray();
      int rowSize = (int) (together.getShape().get(1) * together.getShape().get(2));
      assertTrue(one.length < rowSize);
      for (int i = 0; i < one.length; i++) {
        assertEquals(all[2 * rowSize + i], one[i], 1e-5);
      }
    }
  }

  @Test
  void savedWeightsAreTheFilesOwn(@TempDir Path target) throws IOException {
    for (String name : List.of("bert", "bert-tagger", "distilbert", "gpt2")) {
      Map<String, TensorData> before =
          SafeTensors.read(folder(name).resolve("model.safetensors")).tensors();
      Path saved = target.resolve(name);
      try (Pretrained loaded = Pretrained.load(folder(name))) {
        loaded.model().on("reference");
        loaded.save(saved);
      }
      Map<String, TensorData> after =
          SafeTensors.read(saved.resolve("model.safetensors")).tensors();
      after.forEach((tensor, value) -> assertEquals(before.get(tensor), value, tensor));
      // The head is no part of the model.
      assertEquals(before.size() - (name.equals("bert-tagger") ? 2 : 0), after.size());
      Pretrained.load(saved).close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void gpt2Learns(String backend) throws IOException {
    try (Pretrained loaded = Pretrained.load(folder("gpt2"))) {
      loaded.model().on(backend);
      loaded.model().compile(Optimizers.adam(1e-2), "mean_squared_error");
      int[][] rows = {{1, 2, 3, 4, 5}};
      int vocabulary = (int) expected("gpt2").get("logits").type().dim(2);
      float[][][] wanted = new float[1][5][vocabulary];
      List<Double> losses =
          loaded.model().fit(rows, wanted, FitOptions.epochs(5).verbose(0)).get("loss");
      assertTrue(losses.get(4) < losses.get(0) / 2, losses.toString());
      // The generator has what was learned.
      try (TextGenerator generator = loaded.generator()) {
        assertEquals(3, generator.generate(List.of(new int[] {1, 2}), 3).get(0).length);
      }
    }
  }

  @Test
  void badFoldersAreRefused(@TempDir Path folder) throws IOException {
    assertRefused(folder, "config.json");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
    assertRefused(folder, "'model_type' should be one of [bert, distilbert, gpt2]");
    Path good = folder("distilbert");
    String config = Files.readString(good.resolve("config.json"));
    Files.writeString(folder.resolve("config.json"), config);
    assertRefused(folder, "there is no");
    Files.write(folder.resolve("pytorch_model.bin"), new byte[10]);
    assertRefused(folder, "pickle is code");
    Files.copy(good.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    Pretrained.load(folder).close();
    Files.writeString(folder.resolve("config.json"), config.replace("\"dim\": 16", "\"dim\": 18"));
    assertRefused(folder, "should be [");
    Files.writeString(
        folder.resolve("config.json"), config.replace("\"n_layers\": 2", "\"n_layers\": 1000000"));
    assertRefused(folder, "1000000 layers");
    Files.writeString(
        folder.resolve("config.json"), config.replace("\"n_heads\": 2", "\"n_heads\": 3"));
    assertRefused(folder, "a multiple of n_heads");
  }

  private static void assertRefused(Path folder, String part) {
    String message =
        assertThrows(SavingException.class, () -> Pretrained.load(folder)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void weightsInPartsAreFound(@TempDir Path folder) throws IOException {
    Path good = folder("distilbert");
    Files.copy(good.resolve("config.json"), folder.resolve("config.json"));
    Map<String, TensorData> tensors = SafeTensors.read(good.resolve("model.safetensors")).tensors();
    StringBuilder map = new StringBuilder();
    Map<String, Map<String, TensorData>> parts =
        Map.of("a.safetensors", new HashMap<>(), "b.safetensors", new HashMap<>());
    tensors.forEach(
        (name, value) -> {
          String part = name.hashCode() % 2 == 0 ? "a.safetensors" : "b.safetensors";
          parts.get(part).put(name, value);
          map.append(map.isEmpty() ? "" : ",").append("\"%s\": \"%s\"".formatted(name, part));
        });
    parts.forEach((file, part) -> new SafeTensors(part).write(folder.resolve(file)));
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\": {" + map + "}}");
    Pretrained.load(folder).close();
    Files.writeString(index, "{\"weight_map\": {\"a\": \"../a.safetensors\"}}");
    assertRefused(folder, "files beside it");
  }
}
