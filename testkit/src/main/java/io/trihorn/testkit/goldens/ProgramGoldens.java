package io.trihorn.testkit.goldens;

import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Programs that real Keras ran: actions on one model, one after the other, such as compiling,
 * fitting with callbacks and evaluating. Compares what each action gave, printed and wrote.
 */
final class ProgramGoldens implements GoldenKind {
  private final String kind;

  /** Programs of a kind, {@code callbacks} or {@code fit}. */
  ProgramGoldens(String kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return kind;
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.separate(directory, kind);
  }

  @Override
  public String deviation(GoldenCase golden) {
    return ProgramDeviations.of(golden.json());
  }

  @Override
  public boolean isDeviation(GoldenCase golden, String problem) {
    return ProgramDeviations.covers(golden.json(), problem);
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    if (!golden.json().has("program")) {
      String call = golden.json().get("call").getAsString();
      switch (call) {
        case "golden.remote_monitor" -> PostedLogs.check(golden.json(), checks);
        case "golden.export" -> ExportedSignatures.check(golden.json(), backend, checks);
        case "golden.policies" -> ProgramPrecision.names(golden.json(), checks);
        default -> throw new UnknownNameException(call, "the call is not known here");
      }
      return;
    }
    try (ProgramRun run =
        new ProgramRun(golden.json(), golden.arrays().read(), backend.name(), checks)) {
      run.check();
    }
  }
}
