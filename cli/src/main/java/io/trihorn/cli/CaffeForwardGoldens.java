package io.trihorn.cli;

import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.caffe.OracleCase;
import io.trihorn.data.Npz;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What real Caffe computes of nets: in the folder {@code forward} a text and its results each. */
final class CaffeForwardGoldens implements GoldenKind {
  @Override
  public String name() {
    return "forward";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return files(directory.resolve(name()), ".prototxt");
  }

  /** A case for each file of a folder with this ending, none where there is no folder. */
  static List<GoldenCase> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .sorted()
          .map(n -> new GoldenCase(n, n, new JsonObject(), () -> new Npz(Map.of()), folder))
          .toList();
    }
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    Path text = golden.folder().resolve(golden.name() + ".prototxt");
    Path results = golden.folder().resolve(golden.name() + ".json");
    OracleCase.of(Files.readString(text), Files.readString(results)).check(backend.name());
  }
}
