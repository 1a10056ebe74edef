package io.trihorn.benchmarks;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The main class of a contestant's JVM: obeys the driver, line by line, until its standard input
 * ends.
 *
 * <p>A loss that is not finite is an error, for such a run measures nothing.
 */
final class Child {
  private static final int WARM_UP_BLOCKS = 1000;
  private static final int FEWEST_BLOCKS = 50;

  private interface Command {
    Wire.Reply run(String[] words);
  }

  private final Map<String, Command> commands =
      Map.ofEntries(
          Map.entry("info", words -> Wire.Reply.of(contestant().info())),
          Map.entry("parameters", words -> parameters()),
          Map.entry("train", words -> train(Integer.parseInt(words[1]))),
          Map.entry("time-train", words -> time(this::trainChecked, words, 1)),
          Map.entry("time-predict", words -> timePredict(words)),
          Map.entry("time-together", words -> timeTogether(words)),
          Map.entry("accuracy", words -> accuracy()),
          Map.entry("time-bare", words -> time(fitting()::bareSteps, words, 1)),
          Map.entry("fit", words -> fit(Integer.parseInt(words[1]))),
          Map.entry("time-input", words -> timeInput(words[1], Integer.parseInt(words[2]))),
          Map.entry("time-generate", words -> timeGenerate(words)),
          Map.entry("time-work", words -> timeWork(words)),
          Map.entry("time-ask", words -> timeAsking(words)),
          Map.entry("time-arrays", words -> timeArrays(words)),
          Map.entry("iterate-arrays", words -> iterateArrays(words)),
          Map.entry("save", words -> save(Path.of(words[1]))),
          Map.entry("first-answer", words -> firstAnswer()),
          Map.entry("memory", words -> Wire.Reply.of(ResidentMemory.mebibytes())));

  private final Contestant contestant;
  private final Samples samples;

  private Child(Contestant contestant, Samples samples) {
    this.contestant = contestant;
    this.samples = samples;
  }

  /** Arguments: entrant, workload, threads, samples, and a file if its model is wanted. */
  public static void main(String[] args) throws IOException {
    PrintStream wire =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Workload workload = Workloads.named(args[1]);
    Samples samples = Samples.of(workload, Integer.parseInt(args[3]));
    try (Contestant contestant = Entrants.java(args[0]).contestant(workload)) {
      if (args.length > 4) {
        opening(contestant).open(Path.of(args[4]), workload);
      } else {
        contestant.setUp(samples, Integer.parseInt(args[2]));
      }
      Child child = new Child(contestant, samples);
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        wire.println(Wire.write(child.answer(line.split(" "))));
      }
    }
  }

  private Wire.Reply answer(String[] words) {
    try {
      return commands.get(words[0]).run(words);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return new Wire.Reply(e.toString(), null, Map.of());
    }
  }

  private Contestant contestant() {
    return contestant;
  }

  private Wire.Reply parameters() {
    return Wire.Reply.of(
        Map.of(
            "all", (double) contestant.parameters(),
            "extra", (double) contestant.extraParameters()));
  }

  private Wire.Reply train(int steps) {
    double loss = trainChecked(steps);
    return withCpu("loss", loss);
  }

  private static Wire.Reply withCpu(String what, double value) {
    return Wire.Reply.of(Map.of(what, value, "cpuSinceStart", Timing.cpuNanos() * 1e-9));
  }

  private static Opening opening(Contestant contestant) {
    if (contestant instanceof Opening opening) {
      return opening;
    }
    throw new UnsupportedOperationException(Ability.OPEN.lack());
  }

  private Wire.Reply save(Path file) {
    opening(contestant).save(file);
    return Wire.Reply.of(Map.of());
  }

  private Wire.Reply firstAnswer() {
    float[] sample = Arrays.copyOf(samples.inputs(), samples.workload().inputSize());
    return withCpu("first", contestant.predict(sample, 1)[0]);
  }

  private float trainChecked(int steps) {
    float loss = contestant.train(steps);
    if (!Float.isFinite(loss)) {
      throw new IllegalStateException("the loss became " + loss);
    }
    return loss;
  }

  private Wire.Reply timePredict(String[] words) {
    int batch = Integer.parseInt(words[1]);
    float[] inputs = Arrays.copyOf(samples.inputs(), batch * samples.workload().inputSize());
    return time(steps -> times(steps, () -> contestant.predict(inputs, batch)), words, 2);
  }

  private Wire.Reply timeTogether(String[] words) {
    if (!(contestant instanceof Sharing)) {
      throw new UnsupportedOperationException(Ability.SHARE.lack());
    }
    int threads = Integer.parseInt(words[1]);
    int batch = Integer.parseInt(words[2]);
    float[] inputs = Arrays.copyOf(samples.inputs(), batch * samples.workload().inputSize());
    Runnable work = () -> contestant.predict(inputs, batch);
    Timing.ofThreads(threads, work, Double.parseDouble(words[3]));
    return reply(Timing.ofThreads(threads, work, Double.parseDouble(words[4])));
  }

  private static Wire.Reply time(IntConsumer run, String[] words, int firstNumber) {
    return reply(
        Timing.of(
            run,
            Double.parseDouble(words[firstNumber]),
            Double.parseDouble(words[firstNumber + 1])));
  }

  private static Wire.Reply reply(Timing timing) {
    return Wire.Reply.of(
        Map.of(
            "steps",
            (double) timing.steps(),
            "millis",
            timing.millis(),
            "cpuMillis",
            timing.cpuMillis()));
  }

  /** How many of the samples it gets right, and how far a row of probabilities is from one. */
  private Wire.Reply accuracy() {
    Workload workload = samples.workload();
    int right = 0;
    double worst = 0;
    for (int b = 0; b < samples.batches(); b++) {
      Samples.Batch batch = samples.batch(b);
      float[] probabilities = contestant.predict(batch.inputs(), workload.batch());
      for (int i = 0; i < workload.batch() * workload.labels(); i++) {
        float[] row =
            Arrays.copyOfRange(probabilities, i * workload.classes(), (i + 1) * workload.classes());
        double sum = 0;
        int best = 0;
        for (int c = 0; c < row.length; c++) {
          sum += row[c];
          best = row[c] > row[best] ? c : best;
        }
        worst = Math.max(worst, Math.abs(sum - 1));
        right += best == batch.labels()[i / workload.labels()] ? 1 : 0;
      }
    }
    double accuracy = (double) right / (samples.batches() * workload.batch() * workload.labels());
    return Wire.Reply.of(Map.of("accuracy", accuracy, "worstSum", worst));
  }

  private Fitting fitting() {
    if (contestant instanceof Fitting fitting) {
      return fitting;
    }
    throw new UnsupportedOperationException(Ability.FIT.lack());
  }

  /** The best of short blocks, in turn of each way: what else the machine does befalls some. */
  private Wire.Reply timeGenerate(String[] words) {
    if (!(contestant instanceof Generating generating)) {
      throw new UnsupportedOperationException(Ability.GENERATE.lack());
    }
    // In steps too, since on a busy machine the JVM's compilers get little of the seconds.
    Map<String, IntConsumer> ways = new LinkedHashMap<>();
    generating
        .ways()
        .forEach(way -> ways.put(way.name(), steps -> generating.generate(steps, way)));
    return turns(ways, words, Generating.BLOCK);
  }

  private Wire.Reply timeAsking(String[] words) {
    if (!(contestant instanceof Asking asking)) {
      throw new UnsupportedOperationException(Ability.ASK.lack());
    }
    Map<String, IntConsumer> ways = new LinkedHashMap<>();
    for (Asking.Way way : Asking.Way.values()) {
      ways.put(way.name(), steps -> times(steps, () -> asking.ask(way)));
    }
    return turns(ways, words, Asking.BLOCK);
  }

  private static Wire.Reply turns(Map<String, IntConsumer> ways, String[] words, int block) {
    turns(ways, Double.parseDouble(words[1]), WARM_UP_BLOCKS, block);
    return Wire.Reply.of(turns(ways, Double.parseDouble(words[2]), FEWEST_BLOCKS, block));
  }

  private static Map<String, Double> turns(
      Map<String, IntConsumer> ways, double seconds, int fewest, int block) {
    Map<String, Double> best = new HashMap<>();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int i = 0; i < fewest || System.nanoTime() < end; i++) {
      ways.forEach((name, run) -> best.merge(name, Timing.ofOneGo(run, block).millis(), Math::min));
    }
    return best;
  }

  private Computing computing() {
    if (contestant instanceof Computing computing) {
      return computing;
    }
    throw new UnsupportedOperationException(Ability.COMPUTE.lack());
  }

  /** What the time of the program of some work is called, beside that of the arrays. */
  static String program(Computing.Work work) {
    return work.name() + "-PROGRAM";
  }

  private Wire.Reply timeArrays(String[] words) {
    bestOfArrays(Double.parseDouble(words[1]));
    return Wire.Reply.of(bestOfArrays(Double.parseDouble(words[2])));
  }

  private Wire.Reply timeWork(String[] words) {
    Computing.Work work = Computing.Work.valueOf(words[1]);
    return time(steps -> times(steps, () -> computing().arrays().run(work)), words, 2);
  }

  private static void times(int count, Runnable work) {
    for (int i = 0; i < count; i++) {
      work.run();
    }
  }

  /** The best of many goes, in milliseconds, in turn of arrays and program. */
  private Map<String, Double> bestOfArrays(double secondsEach) {
    Computing with = computing();
    Map<String, Double> best = new HashMap<>();
    for (Computing.Work work : Computing.Work.values()) {
      long end = System.nanoTime() + (long) (secondsEach * 1e9);
      do {
        long start = System.nanoTime();
        with.arrays().run(work);
        long between = System.nanoTime();
        best.merge(work.name(), (between - start) * 1e-6, Math::min);
        if (with.hasProgram()) {
          with.runProgram(work);
          best.merge(program(work), (System.nanoTime() - between) * 1e-6, Math::min);
        }
      } while (System.nanoTime() < end);
    }
    return best;
  }

  private Wire.Reply iterateArrays(String[] words) {
    boolean closing = words[1].equals("closing");
    return Wire.Reply.of(
        Map.of("sum", (double) computing().arrays().iterate(Integer.parseInt(words[2]), closing)));
  }

  private Wire.Reply fit(int count) {
    Samples all = Samples.of(samples.workload(), count);
    int steps = (count + samples.workload().batch() - 1) / samples.workload().batch();
    return reply(Timing.ofOneGo(ignored -> fitting().fit(all), steps));
  }

  /** An epoch from a source: the times of a step, and how much of it was waited. */
  private Wire.Reply timeInput(String source, int count) {
    if (!(contestant instanceof Feeding feeding)) {
      throw new UnsupportedOperationException(Ability.FEED.lack());
    }
    int steps = (count + samples.workload().batch() - 1) / samples.workload().batch();
    double[] waited = new double[1];
    Timing timing =
        Timing.ofOneGo(
            ignored -> waited[0] = feeding.fit(count, Feeding.Source.valueOf(source)), steps);
    return Wire.Reply.of(
        Map.of(
            "steps",
            (double) steps,
            "millis",
            timing.millis(),
            "cpuMillis",
            timing.cpuMillis(),
            "waited",
            waited[0] / steps));
  }
}
