package io.trihorn.cli;

import io.trihorn.backend.Backend;
import io.trihorn.caffe.OracleCase;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What real Caffe makes of nets by training: in the folder {@code train} a folder each. */
final class CaffeTrainGoldens implements GoldenKind {
  @Override
  public String name() {
    return "train";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return CaffeForwardGoldens.files(directory.resolve(name()), "");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    OracleCase.checkTraining(golden.folder().resolve(golden.name()), backend.name());
  }
}
