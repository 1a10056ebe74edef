package io.trihorn.web;

import io.trihorn.data.Progress;
import io.trihorn.data.download.Archive;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.data.download.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The two files of the npm package {@code onnxruntime-web} that run ONNX files in a page, on the
 * processor.
 */
final class RuntimePackage {
  static final List<String> FILES =
      List.of("ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm");

  private static final String ARCHIVE = "onnxruntime-web-1.30.0.tgz";
  private static final PublishedFile PUBLISHED =
      new Shelf("web", "trihorn.web")
          .file(
              ARCHIVE,
              "https://registry.npmjs.org/onnxruntime-web/-/" + ARCHIVE,
              "d2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71");

  private static final String INSIDE = "package/dist/";

  private RuntimePackage() {}

  /**
   * Puts the files into a folder.
   *
   * @param installed the package's folder, where npm has installed it; null to take what is
   *     published, downloaded once
   * @throws IOException if they are not there and cannot be had; the message says what to do
   */
  static void copyTo(Path folder, Path installed, Progress progress) throws IOException {
    if (installed == null) {
      unpack(PUBLISHED.get(progress), folder);
      return;
    }
    for (String file : FILES) {
      Path source = installed.resolve("dist").resolve(file);
      if (!Files.isRegularFile(source)) {
        throw new IOException(
            "%s has no %s; it should be the folder of the npm package onnxruntime-web"
                .formatted(installed, source.getFileName()));
      }
      Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    Map<String, byte[]> found =
        Archive.files(archive, FILES.stream().map(file -> INSIDE + file).toList());
    for (String file : FILES) {
      byte[] bytes = found.get(INSIDE + file);
      if (bytes == null) {
        throw new IOException(archive + " has no " + file);
      }
      Files.write(folder.resolve(file), bytes);
    }
  }
}
