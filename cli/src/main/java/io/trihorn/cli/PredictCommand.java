package io.trihorn.cli;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a model for predictions. */
@Command(
    name = "predict",
    description = "Runs a model on arrays in files of NumPy's, and writes or prints what it gives.")
final class PredictCommand implements Callable<Integer> {
  @Mixin private ModelRun run = new ModelRun();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(
      names = "--output",
      paramLabel = "Y.npy",
      description = "Where to write the output; once for each of several outputs.")
  private List<Path> outputs = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    try (Model model = run.model()) {
      if (backend != null) {
        model.on(backend);
      }
      int count = model.outputs().size();
      if (!outputs.isEmpty() && outputs.size() != count) {
        throw new IOException(
            "the model has %d outputs, but --output is given %d times"
                .formatted(count, outputs.size()));
      }
      List<TensorData> given = run.inputs();
      List<TensorData> results = model.predictAll(given).stream().map(HostValues::of).toList();
      for (int i = 0; i < count; i++) {
        if (outputs.isEmpty()) {
          print(results.get(i));
        } else {
          byte[] npy = Npy.bytes(results.get(i));
          AtomicFile.write(outputs.get(i), file -> Files.write(file, npy));
        }
      }
    }
    return 0;
  }

  /** One line for each row. */
  private static void print(TensorData data) {
    long rows = data.type().rank() == 0 ? 1 : data.type().dim(0);
    long width = rows == 0 ? 0 : data.size() / rows;
    boolean whole = !data.dtype().isFloating();
    for (long row = 0; row < rows; row++) {
      long first = row * width;
      System.out.println(
          LongStream.range(first, first + width)
              .mapToObj(i -> whole ? "" + data.getLong(i) : "" + (float) data.getDouble(i))
              .collect(Collectors.joining(" ")));
    }
  }
}
