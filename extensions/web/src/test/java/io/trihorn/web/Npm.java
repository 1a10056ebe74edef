package io.trihorn.web;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The npm packages of {@code src/test/js}, pinned there by a lock file with checksums, in {@code
 * target/js}. A test that asks for them is skipped, with the reason, where they cannot be had.
 */
final class Npm {
  private static final Path SOURCES = Path.of("src/test/js");
  private static final Path TARGET = Path.of("target/js");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "check.js", "node.js", "page.html");
  private static final int MINUTES = 5;

  private Npm() {}

  /** The folder with the scripts and {@code node_modules}. */
  static synchronized Path folder() throws IOException, InterruptedException {
    Path root = base();
    Path target = root.resolve(TARGET);
    Files.createDirectories(target);
    Path lock = root.resolve(SOURCES).resolve("package-lock.json");
    Path installed = target.resolve("installed-lock.json");
    boolean there = Files.exists(installed) && Files.mismatch(lock, installed) < 0;
    for (String file : FILES) {
      Path source = root.resolve(SOURCES).resolve(file);
      Files.copy(source, target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!there) {
      String failure =
          run(
              target,
              "npm",
              "ci",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--loglevel=error");
      if (failure != null) {
        abort("npm does not install the packages of src/test/js: " + failure);
      }
      Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return target;
  }

  /** The module's folder, whichever one the tests run in. */
  private static Path base() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve(SOURCES)) ? here : here.resolve("extensions/web");
  }

  /** Why a command fails, null where it does not. */
  private static String run(Path folder, String... command) throws InterruptedException {
    try {
      Path log = folder.resolve("npm.log");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return "it takes longer than " + MINUTES + " minutes";
      }
      return process.exitValue() == 0 ? null : Files.readString(log).strip();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Starts a script under Node. */
  static Process node(Path folder, String script, String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder("node", script).directory(folder.toFile());
      builder.command().addAll(List.of(arguments));
      return builder
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("node.log").toFile())
          .start();
    } catch (IOException e) {
      return abort("there is no node: " + e.getMessage());
    }
  }
}
