package io.trihorn.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The driver's end of a contestant's JVM. Between two commands that JVM waits for its standard
 * input and does nothing.
 */
public final class ContestantJvm implements AutoCloseable {
  private static final int LOG_LINES = 15;
  private static final Pattern ENGINE_SETTING = Pattern.compile("(G?OMP|KMP|MKL|OPENBLAS|TF)_.*");
  private static final List<String> HEAP = List.of("-Xmx2g");
  private static final List<String> STILL_HEAP =
      List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private final String title;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private ContestantJvm(String title, Path log, Process process) {
    this.title = title;
    this.log = log;
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a JVM that sets up a contestant at once.
   *
   * @param samples how many samples it trains with
   * @param logs directory for what it prints
   */
  public static ContestantJvm start(
      Entrant entrant, Workload workload, int threads, int samples, Path logs) {
    return start(entrant, workload, threads, samples, logs, HEAP);
  }

  /**
   * The same with a heap that does not grow and is resident from the start: what the process grows
   * by is not garbage that waits for a collection.
   */
  public static ContestantJvm startWithStillHeap(
      Entrant entrant, Workload workload, int threads, int samples, Path logs) {
    return start(entrant, workload, threads, samples, logs, STILL_HEAP);
  }

  private static ContestantJvm start(
      Entrant entrant, Workload workload, int threads, int samples, Path logs, List<String> heap) {
    Launch launch = entrant.launch().apply(threads);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(heap);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(launch.options());
    command.add(Child.class.getName());
    command.addAll(
        List.of(entrant.name(), workload.name(), String.valueOf(threads), String.valueOf(samples)));
    String title = entrant.name() + " with " + workload.name();
    try {
      Path log = Files.createTempFile(logs, entrant.name() + "-" + workload.name() + "-", ".log");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      // In the environment, for a class path of this length does not belong on a command line.
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      // What is measured should not depend on the shell that the driver was started from.
      builder.environment().keySet().removeIf(ENGINE_SETTING.asMatchPredicate());
      builder.environment().putAll(launch.environment());
      return new ContestantJvm(title, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a JVM for " + title, e);
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
   * Trains some steps; returns the {@code loss}, and in seconds since the start of the JVM the time
   * as {@code sinceStart} and the processor time as {@code cpuSinceStart}.
   */
  public Map<String, Double> train(int steps) {
    return ask("train " + steps).numbers();
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

  /** Times steps of a sampling loop; returns the milliseconds of a step by the way's name. */
  public Map<String, Double> timeGeneration(double warmUp, double measured) {
    return ask("time-generate " + warmUp + " " + measured).numbers();
  }

  /**
   * Times an epoch from a source: {@code millis} and {@code cpuMillis} of a step, and of these
   * {@code waited}, all in milliseconds.
   */
  public Map<String, Double> timeInput(Feeding.Source source, int samples) {
    return ask("time-input " + source.name() + " " + samples).numbers();
  }

  private Timing timing(String order) {
    Wire.Reply reply = ask(order);
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

  /** Returns the resident memory in MiB. */
  public double memory() {
    return ask("memory").number("mebibytes");
  }

  private Wire.Reply ask(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
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

  /** Ends the JVM. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // The pipe of a JVM that died already; what it died of was told when it was asked.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
