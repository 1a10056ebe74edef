package io.trihorn.web;

import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.data.download.Shelf;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

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
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;
  private static final int OCTAL = 8;

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
      Path archive = PUBLISHED.get(progress);
      try (InputStream in = Files.newInputStream(archive)) {
        unpack(archive, in, folder);
      }
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

  /** Takes the files out of a tar that is gzipped. */
  private static void unpack(Path archive, InputStream packed, Path folder) throws IOException {
    Set<String> missing = new HashSet<>(FILES);
    DataInputStream tar = new DataInputStream(new BufferedInputStream(new GZIPInputStream(packed)));
    byte[] header = new byte[BLOCK];
    while (!missing.isEmpty()) {
      tar.readFully(header);
      String name = text(header, 0, NAME);
      if (name.isEmpty()) {
        throw new IOException(archive + " has no " + missing);
      }
      long size = Long.parseLong(text(header, SIZE_AT, SIZE).strip(), OCTAL);
      String file = name.startsWith(INSIDE) ? name.substring(INSIDE.length()) : "";
      if (missing.remove(file)) {
        Files.write(folder.resolve(file), tar.readNBytes(Math.toIntExact(size)));
      } else {
        tar.skipNBytes(size);
      }
      tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private static String text(byte[] header, int from, int most) {
    int to = from;
    while (to < from + most && header[to] != 0) {
      to++;
    }
    return new String(header, from, to - from, StandardCharsets.US_ASCII);
  }
}
