package io.trihorn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenKind;
import io.trihorn.testkit.goldens.GoldenKinds;
import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The errors that {@code planted.py} plants fit the code: the text that each takes the place of
 * stands once in its file, and the test that is to catch it is there.
 */
class PlantedErrorsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** As {@code planted.py} says them; {@code cases} only where the test runs reference data. */
  private record Row(
      String error,
      String file,
      String text,
      String planted,
      String module,
      String test,
      String cases) {}

  private static List<Row> rows() throws IOException {
    try (Reader json =
        new InputStreamReader(
            PlantedErrorsTest.class.getResourceAsStream("planted.json"), StandardCharsets.UTF_8)) {
      return Arrays.asList(new Gson().fromJson(json, Row[].class));
    }
  }

  @TestFactory
  Stream<DynamicTest> rowsFitTheCode() throws IOException {
    Set<String> cases = cases();
    return rows().stream().map(row -> DynamicTest.dynamicTest(row.error(), () -> fits(row, cases)));
  }

  private static void fits(Row row, Set<String> cases) throws IOException {
    String code = Files.readString(source("core", "main", "io/trihorn/" + row.file()));
    int first = code.indexOf(row.text());
    assertTrue(first >= 0, () -> row.file() + " has no " + row.text());
    assertEquals(first, code.lastIndexOf(row.text()), "the only place in " + row.file());
    assertNotEquals(row.text(), row.planted());
    Path test = source(row.module(), "test", row.test().replace('.', '/'));
    assertTrue(Files.exists(test), () -> "no test " + test);
    if (row.cases() != null) {
      assertTrue(cases.stream().anyMatch(name -> name.contains(row.cases())), row::cases);
    }
  }

  private static Path source(String module, String kind, String name) {
    return ROOT.resolve(module + "/src/" + kind + "/java/" + name + ".java");
  }

  /** The reference data among the resources, by {@code kind/group/name}. */
  private static Set<String> cases() throws IOException {
    Set<String> names = new HashSet<>();
    for (String folder : List.of("cases", "edges", "programs")) {
      for (GoldenKind kind : GoldenKinds.ALL) {
        for (GoldenCase golden : kind.cases(ResourceFolder.of(GoldenRunner.class, folder))) {
          names.add(kind.name() + "/" + golden.group() + "/" + golden.name());
        }
      }
    }
    return names;
  }

  @Test
  void eachErrorHasANameOfItsOwn() throws IOException {
    List<String> names = rows().stream().map(Row::error).toList();
    assertFalse(names.isEmpty());
    assertEquals(names, names.stream().distinct().toList());
  }
}
