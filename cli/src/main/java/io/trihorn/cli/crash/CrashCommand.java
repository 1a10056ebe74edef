package io.trihorn.cli.crash;

import io.trihorn.backend.Backends;
import io.trihorn.saving.files.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills trainings, and compares what they end with when they go on. */
@Command(
    name = "crash-test",
    description =
        "Trains in processes that are killed at random moments and started again. Fails unless each"
            + " ends with the weights, the optimizer's state, the metrics and the logs of a"
            + " training that was not killed, bit by bit.")
public final class CrashCommand implements Callable<Integer> {
  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many trainings are killed; by default 20.")
  private int kills;

  @Option(
      names = "--caffe",
      description =
          "Kills a solver of Caffe's, which goes on from its snapshots, instead of a model's"
              + " training; what is compared are the weights. Snapshots are binary and in HDF5 in"
              + " turn.")
  private boolean caffe;

  @Option(names = "--backend", paramLabel = "NAME", description = "The backend to train on.")
  private String backend;

  @Option(
      names = "--save-freq",
      paramLabel = "STEPS",
      description =
          "Steps from backup to backup, 0 for one after each epoch; by default 7 and 0 in turn.")
  private Long saveFreq;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the moments.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    String name = backend == null ? Backends.getDefault().info().name() : backend;
    Path folder = Files.createTempDirectory("trihorn-crash");
    CrashRun run =
        new CrashRun(caffe ? CrashRun.Program.CAFFE : CrashRun.Program.FIT, name, folder, seed);
    long[] frequencies = saveFreq == null ? new long[] {7, 0} : new long[] {saveFreq};
    int right = 0;
    int resumed = 0;
    CrashRun.Whole whole = run.whole(0);
    for (int i = 0; i < kills; i++) {
      CrashRun.Result result = run.killed(whole, frequencies[i % frequencies.length], i);
      right += result.right() ? 1 : 0;
      resumed += result.resumed() ? 1 : 0;
      if (!result.right()) {
        System.out.println("training " + i + " " + result.problem());
      }
    }
    System.out.printf(
        "%d of %d killed trainings ended as one that was not (%s; %d went on from a backup)%n",
        right, kills, name, resumed);
    Folders.delete(folder);
    return right == kills ? 0 : 1;
  }
}
