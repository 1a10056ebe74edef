package io.trihorn.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The driver's end of a contestant's process. Between two commands that process waits for its
 * standard input and does nothing.
 */
public final class ContestantProcess implements AutoCloseable {
  private static final int LOG_LINES = 15;
  private static final Pattern ENGINE_SETTING = Pattern.compile("(G?OMP|KMP|MKL|OPENBLAS|TF)_.*");

  private final String title;
  private final Path log;
  private final Process process;
  private final long started;
  private final Writer orders;
  private final BufferedReader answers;

  private ContestantProcess(String title, Path log, Process process, long started) {
    this.title = title;
    this.log = log;
    this.process = process;
    this.started = started;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a process that sets up a contestant at once. */
  public static ContestantProcess start(Entrant entrant, Job job) {
    String title = entrant.name() + " with " + job.workload().name();
    try {
      Path log =
          Files.createTempFile(
              job.logs(), entrant.name() + "-" + job.workload().name() + "-", ".log");
      Start plain = entrant.start(job);
      Start start = job.processor().isPresent() ? plain.on(job.processor().getAsInt()) : plain;
      ProcessBuilder builder = new ProcessBuilder(start.command()).redirectError(log.toFile());
      // What is measured should not depend on the shell that the driver was started from.
      builder.environment().keySet().removeIf(ENGINE_SETTING.asMatchPredicate());
      builder.environment().putAll(start.environment());
      long started = System.nanoTime();
      return new ContestantProcess(title, log, builder.start(), started);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a process for " + title, e);
    }
  }

  /** Returns the contestant's versions and settings. */
  public String info() {
    return ask("info").text();
  }

  /** Returns the number of trainable parameters, those foreign to the definition not counted. */
  public long parameters() {
    Wire.Reply reply = ask("parameters");
    return (long) (reply.number("all") - reply.number("extra"));
  }

  /**
   * Trains some steps; returns the {@code loss}, and in seconds since the start of the process the
   * time as {@code sinceStart} and the processor time as {@code cpuSinceStart}.
   */
  public Map<String, Double> train(int steps) {
    return sinceStart(ask("train " + steps));
  }

  /** Times training steps. */
  public Timing timeTraining(double warmUp, double measured) {
    return timing("time-train " + warmUp + " " + measured);
  }

  /** Times training steps without the library's loop around them. */
  public Timing timeBareSteps(double warmUp, double measured) {
    return timing("time-bare " + warmUp + " " + measured);
  }

  /** Times predictions of one batch. */
  public Timing timePrediction(int batch, double warmUp, double measured) {
    return timing("time-predict " + batch + " " + warmUp + " " + measured);
  }

  /** Times predictions of one batch by some threads at once, all of them together. */
  Timing timeTogether(int threads, int batch, double warmUp, double measured) {
    return timeTogether(List.of(this), threads, batch, warmUp, measured).get(0);
  }

  /** The same of several processes at the same time. */
  static List<Timing> timeTogether(
      List<ContestantProcess> processes, int threads, int batch, double warmUp, double measured) {
    String order = "time-together " + threads + " " + batch + " " + warmUp + " " + measured;
    processes.forEach(process -> process.send(order));
    return processes.stream().map(process -> timing(process.answer(order))).toList();
  }

  /** Times steps of a sampling loop; returns the milliseconds of a step by the way's name. */
  public Map<String, Double> timeGeneration(double warmUp, double measured) {
    return ask("time-generate " + warmUp + " " + measured).numbers();
  }

  /** Times answers for one sample; returns the milliseconds of one by the way's name. */
  public Map<String, Double> timeAsking(double warmUp, double measured) {
    return ask("time-ask " + warmUp + " " + measured).numbers();
  }

  /**
   * Times an epoch from a source: {@code millis} and {@code cpuMillis} of a step, and of these
   * {@code waited}, all in milliseconds.
   */
  public Map<String, Double> timeInput(Feeding.Source source, int samples) {
    return ask("time-input " + source.name() + " " + samples).numbers();
  }

  /** Times work on arrays. */
  public Timing timeWork(Computing.Work work, double warmUp, double measured) {
    return timing("time-work " + work.name() + " " + warmUp + " " + measured);
  }

  /** Times work on arrays; returns milliseconds by what it is called in {@link Child}. */
  public Map<String, Double> timeArrays(double warmUp, double measured) {
    return ask("time-arrays " + warmUp + " " + measured).numbers();
  }

  /**
   * Runs a loop on arrays.
   *
   * @param how {@code closing} each array, or {@code leaving} it to the garbage collector
   */
  public void iterateArrays(String how, int times) {
    ask("iterate-arrays " + how + " " + times);
  }

  private Timing timing(String order) {
    return timing(ask(order));
  }

  private static Timing timing(Wire.Reply reply) {
    return new Timing(
        (int) reply.number("steps"), reply.number("millis"), reply.number("cpuMillis"));
  }

  /**
   * Predicts all samples; returns the {@code accuracy} and, as {@code worstSum}, how far the sum of
   * a sample's probabilities is from one at most.
   */
  public Map<String, Double> accuracy() {
    return ask("accuracy").numbers();
  }

  /** Times an epoch of training over some samples with the library's own loop. */
  public Timing timeFit(int samples) {
    return timing("fit " + samples);
  }

  /** Returns the resident memory in MiB: {@code now} and, until now, at its {@code peak}. */
  public Map<String, Double> memory() {
    return ask("memory").numbers();
  }

  /** Writes the model into a file. */
  public void save(Path file) {
    ask("save " + file);
  }

  /**
   * Predicts one sample; returns, in seconds since the start of the process, the time as {@code
   * sinceStart} and the processor time as {@code cpuSinceStart}.
   */
  public Map<String, Double> firstAnswer() {
    return sinceStart(ask("first-answer"));
  }

  /**
   * By the driver's clock: what the system says of the start of a process is counted from when the
   * machine was booted, which Linux knows to a second only.
   */
  private Map<String, Double> sinceStart(Wire.Reply reply) {
    Map<String, Double> numbers = new HashMap<>(reply.numbers());
    numbers.put("sinceStart", 1e-9 * (System.nanoTime() - started));
    return numbers;
  }

  private Wire.Reply ask(String order) {
    send(order);
    return answer(order);
  }

  private void send(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw failure("died before '" + order + "'", e);
    }
  }

  private Wire.Reply answer(String order) {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        Wire.Reply reply = Wire.read(line);
        if (reply != null && reply.error() != null) {
          throw failure("'" + order + "' failed: " + reply.error(), null);
        }
        if (reply != null) {
          return reply;
        }
      }
      throw failure("died at '" + order + "'", null);
    } catch (IOException e) {
      throw failure("died before '" + order + "'", e);
    }
  }

  private IllegalStateException failure(String what, IOException cause) {
    return new IllegalStateException(
        title + ": " + what + "; the end of its log, " + log + ":\n" + endOfLog(), cause);
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e + ")";
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // The pipe of a process that died already; what it died of was told when it was asked.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
