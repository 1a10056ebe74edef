package io.trihorn.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A library in a Python that has it.
 *
 * @param name what it is called in the report and on the command line
 * @param python the interpreter
 * @param library {@code torch}, {@code torch-compiled} or {@code keras}
 * @param device where PyTorch computes, by Trihorn's name for it
 * @param environment variables set in addition to the driver's
 */
record PythonEntrant(
    String name, Path python, String library, String device, Map<String, String> environment)
    implements Entrant {
  private static final List<String> SCRIPTS =
      List.of(
          "child.py",
          "torch_contestant.py",
          "torch_vision.py",
          "torch_text.py",
          "torch_arrays.py",
          "keras_contestant.py",
          "keras_large.py");

  @Override
  public boolean runs(Workload workload) {
    return true;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.allOf(Measure.class);
  }

  @Override
  public Set<Ability> abilities(Workload workload) {
    return library.startsWith("torch")
        ? EnumSet.of(Ability.TRAIN, Ability.COMPUTE)
        : EnumSet.of(Ability.TRAIN);
  }

  /** Keras takes the device that its backend likes best, and cannot be told another way. */
  @Override
  public Optional<Entrant> on(String there) {
    return library.startsWith("torch")
        ? Optional.of(new PythonEntrant(name, python, library, there, environment))
        : Optional.<Entrant>of(this).filter(processor -> there.equals(device));
  }

  /** PyTorch's autocast. */
  @Override
  public Optional<Entrant> under(String policy) {
    Map<String, String> more = new HashMap<>(environment);
    more.put("TRIHORN_BENCH_POLICY", policy);
    return library.startsWith("torch")
        ? Optional.of(new PythonEntrant(name, python, library, device, more))
        : Optional.empty();
  }

  @Override
  public Start start(Job job) {
    try {
      Path folder = Files.createTempDirectory(job.logs(), "python-");
      for (String script : SCRIPTS) {
        try (InputStream source = PythonEntrant.class.getResourceAsStream("python/" + script)) {
          Files.copy(source, folder.resolve(script));
        }
      }
      Samples.of(job.workload(), job.samples()).write(folder);
      return new Start(
          List.of(
              python.toString(),
              folder.resolve(SCRIPTS.get(0)).toString(),
              library,
              job.workload().name(),
              String.valueOf(job.threads()),
              device.replace("gpu", "cuda"),
              folder.toString()),
          environment);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the samples for " + name, e);
    }
  }
}
