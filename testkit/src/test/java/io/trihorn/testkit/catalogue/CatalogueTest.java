package io.trihorn.testkit.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/catalogue.md} is what the code says. {@code -Dtrihorn.catalogue=write} writes the
 * page anew; {@code -Dtrihorn.catalogue.reports=DIR} first takes the counts out of the reports
 * {@code dl4j.json}, {@code tensorflow.json} and {@code onnx.json} of {@code ./trihorn goldens ...
 * --report}.
 */
class CatalogueTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PAGE = ROOT.resolve("docs/catalogue.md");
  private static final Path COUNTS = ROOT.resolve("docs/goldens.json");

  @Test
  void thePageIsUpToDate() throws IOException {
    String reports = System.getProperty("trihorn.catalogue.reports");
    if (reports != null) {
      Goldens.gather(Path.of(reports), COUNTS);
    }
    CataloguePage page = new CataloguePage(Goldens.read(COUNTS));
    assertEquals(List.of(), page.unexplained(), "give a reason in keras-left-out.txt");
    String text = page.render();
    if ("write".equals(System.getProperty("trihorn.catalogue"))) {
      Files.writeString(PAGE, text);
    }
    assertEquals(
        text,
        Files.readString(PAGE),
        "docs/catalogue.md is out of date; write it anew with"
            + " mvn -pl testkit -am test -Dtest=CatalogueTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrihorn.catalogue=write");
  }

  @Test
  void theNamesAreKeras() throws IOException {
    Path api = ROOT.resolve("../shared/goldens/keras-api.json").normalize();
    Assumptions.assumeTrue(Files.exists(api), () -> "there is no " + api);
    JsonObject namespaces =
        JsonParser.parseString(Files.readString(api))
            .getAsJsonObject()
            .getAsJsonObject("namespaces");
    Map<String, List<String>> names = KerasApi.names();
    for (Map.Entry<String, JsonElement> namespace : namespaces.entrySet()) {
      List<String> expected = new ArrayList<>();
      for (Map.Entry<String, JsonElement> name :
          namespace.getValue().getAsJsonObject().entrySet()) {
        boolean inner =
            name.getValue().isJsonObject() && name.getValue().toString().contains("\"names\"");
        if (!inner || !namespace.getKey().equals("keras.ops")) {
          expected.add(name.getKey());
        } else if (name.getKey().equals("image")) {
          name.getValue()
              .getAsJsonObject()
              .getAsJsonArray("names")
              .forEach(n -> expected.add("image." + n.getAsString()));
        }
      }
      assertEquals(expected, names.get(namespace.getKey()), namespace.getKey());
    }
  }
}
