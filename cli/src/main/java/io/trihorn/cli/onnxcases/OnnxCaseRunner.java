package io.trihorn.cli.onnxcases;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.onnx.imports.LoadOptions;
import io.trihorn.backend.onnx.imports.OnnxFile;
import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.backend.onnx.imports.Port;
import io.trihorn.backend.onnx.imports.UnknownValueException;
import io.trihorn.graph.TensorData;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Result;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs cases: each model is loaded, compiled for a backend, and run on the stored operands. */
public final class OnnxCaseRunner {
  /** The stored results were computed by NumPy, in the element types of the operands. */
  private static final GoldenTolerance SINGLE = new GoldenTolerance(1e-3, 1e-5);

  private static final GoldenTolerance HALF = new GoldenTolerance(1e-2, 1e-3);

  private OnnxCaseRunner() {}

  /**
   * Runs all cases in a directory. The report counts them by the directories they are in, and in
   * these by their operators.
   *
   * @throws IOException if files cannot be read
   */
  public static GoldenReport run(Path directory, String backend) throws IOException {
    return run(directory, backend, LoadOptions::new);
  }

  /**
   * Runs all cases in a directory, each loaded with options.
   *
   * @param options gives new ones at each call
   * @throws IOException if files cannot be read
   */
  public static GoldenReport run(Path directory, String backend, Supplier<LoadOptions> options)
      throws IOException {
    Backend engine = Backends.get(backend);
    Map<String, List<Result>> suites = new TreeMap<>();
    for (OnnxCase oneCase : OnnxCase.in(directory)) {
      suites
          .computeIfAbsent(oneCase.suite(), s -> new ArrayList<>())
          .add(run(oneCase, engine, options));
    }
    List<GoldenReport.Kind> kinds = new ArrayList<>();
    suites.forEach((suite, results) -> kinds.add(new GoldenReport.Kind(suite, results)));
    return new GoldenReport(backend, kinds);
  }

  /** Runs one case; what it throws is its failure, or why it is not supported. */
  private static Result run(OnnxCase oneCase, Backend backend, Supplier<LoadOptions> options) {
    Checks checks = new Checks();
    String operators = "unreadable";
    Status status;
    List<String> problems;
    try {
      operators = OnnxFile.operators(oneCase.model());
      check(oneCase, backend, options, checks);
      problems = checks.problems();
      status = problems.isEmpty() ? Status.PASSED : Status.FAILED;
    } catch (OnnxImportException e) {
      status = e.unsupported().isEmpty() ? Status.FAILED : Status.UNSUPPORTED;
      problems = List.of(e.getMessage());
    } catch (IOException | RuntimeException e) {
      problems = new ArrayList<>(checks.problems());
      problems.add(e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]));
      status = Status.FAILED;
    }
    return new Result(oneCase.name(), operators, status, problems, checks.worst());
  }

  private static void check(
      OnnxCase oneCase, Backend backend, Supplier<LoadOptions> options, Checks checks)
      throws IOException {
    for (Path dataSet : oneCase.dataSets()) {
      List<TensorData> expected = OnnxCase.tensors(dataSet, "output");
      List<TensorData> operands = OnnxCase.tensors(dataSet, "input");
      List<TensorData> actual = results(oneCase, backend, options.get(), operands);
      checks.same("number of outputs", actual.size(), expected.size());
      for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
        boolean half = expected.get(i).dtype().getNumOfBytes() == 2;
        String what = dataSet.getFileName() + ", output " + i;
        checks.close(what, actual.get(i), expected.get(i), half ? HALF : SINGLE);
      }
    }
  }

  /**
   * What the model makes of these operands. Small ones from which shapes follow are fixed, since a
   * program has one shape.
   */
  private static List<TensorData> results(
      OnnxCase oneCase, Backend backend, LoadOptions options, List<TensorData> operands)
      throws IOException {
    List<String> names =
        OnnxFile.read(oneCase.model(), options).inputs().stream().map(Port::name).toList();
    if (names.size() < operands.size()) {
      throw new OnnxImportException("there are operands for more inputs than " + names);
    }
    while (true) {
      OnnxFile file = OnnxFile.read(oneCase.model(), options);
      try {
        return new OnnxProgram(file, names, operands).run(backend);
      } catch (UnknownValueException e) {
        List<String> unknown = e.sources().stream().filter(names::contains).toList();
        if (unknown.isEmpty()) {
          throw e;
        }
        unknown.forEach(n -> options.fix(n, operands.get(names.indexOf(n))));
      }
    }
  }
}
