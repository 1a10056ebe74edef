package io.trihorn.cli.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Loads damaged files. */
@Command(
    name = "fuzz",
    description =
        "Damages small files of a format at random and loads them, in processes of 512 MB; fails if"
            + " one is neither loaded nor refused with a documented exception within 10 s.")
public final class FuzzCommand implements Callable<Integer> {
  private static final String FORMATS =
      "keras, h5, weights.h5, onnx, prototxt, caffemodel, solverstate, safetensors, npz, config.json"
          + " (Hugging Face), json (TensorFlow.js) or yaml (trainings)";

  @Parameters(
      paramLabel = "FORMAT",
      arity = "1..*",
      converter = Formats.class,
      description = FORMATS + ".")
  private List<FuzzFormat> formats;

  @Option(names = "--count", description = "How many files of each (${DEFAULT-VALUE}).")
  private long count = 100_000;

  @Option(
      names = "--seed",
      description = "Of the damages; one seed gives one run (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "The number of the first file, to see one again (${DEFAULT-VALUE}).")
  private long first;

  /** Formats by the endings of their files. */
  static final class Formats implements ITypeConverter<FuzzFormat> {
    @Override
    public FuzzFormat convert(String text) {
      return Stream.of(FuzzFormat.values())
          .filter(f -> f.ending().equals("." + text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("expected " + FORMATS + ", but got " + text));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long failed = 0;
    for (FuzzFormat format : formats) {
      FuzzRun run = new FuzzRun(format, seed).run(first, count);
      run.faults().forEach(System.out::println);
      System.out.printf(
          "%s: %d loaded, %d refused, %d failed%n",
          format.ending(), run.loaded(), run.refused(), run.failed());
      failed += run.failed();
    }
    return failed == 0 ? 0 : 1;
  }
}
