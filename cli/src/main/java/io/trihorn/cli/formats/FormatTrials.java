package io.trihorn.cli.formats;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tries every kind of file with the models that Keras saved, on one backend. */
final class FormatTrials {
  /** What is tried. */
  enum What {
    READ,
    WRITE,
    TRAIN
  }

  private final String backend;
  private final Map<String, Map<What, Tally>> tallies = new TreeMap<>();

  FormatTrials(String backend) {
    this.backend = backend;
  }

  /** The counts for a kind of file; empty where a kind cannot be had. */
  Tally of(FileKind kind, What what) {
    return tallies
        .computeIfAbsent(kind.name(), k -> new TreeMap<>())
        .computeIfAbsent(what, w -> new Tally());
  }

  /** Tries all kinds with all models. */
  void run(List<GoldenModel> models) throws IOException {
    for (FileKind kind : FileKind.all()) {
      for (GoldenModel model : models) {
        Path folder = Files.createTempDirectory("trihorn");
        try {
          trial(kind, model, folder.resolve("model" + kind.ending()));
        } finally {
          Folders.delete(folder);
        }
      }
    }
  }

  private void trial(FileKind kind, GoldenModel golden, Path file) {
    try (Model original = Saving.loadModel(golden.files().get("keras"))) {
      original.on(backend);
      of(kind, What.WRITE)
          .attempt(
              golden.name(),
              () -> {
                kind.writer().write(original, file);
                if (kind.runner() != null) {
                  golden.check(kind.runner().run(original, file, golden.inputs()));
                } else {
                  checkRead(kind, golden, original, file);
                }
              });
      Path source = kind.golden() == null ? file : golden.files().get(kind.golden());
      if (kind.reader() == null || source == null || !Files.exists(source)) {
        return;
      }
      of(kind, What.READ).attempt(golden.name(), () -> checkRead(kind, golden, original, source));
      of(kind, What.TRAIN)
          .attempt(
              golden.name(),
              () -> {
                try (Model model = kind.reader().read(original, source)) {
                  golden.train(model.on(backend));
                }
              });
    }
  }

  private void checkRead(FileKind kind, GoldenModel golden, Model original, Path file)
      throws Exception {
    try (Model model = kind.reader().read(original, file)) {
      golden.check(model.on(backend));
    }
  }
}
