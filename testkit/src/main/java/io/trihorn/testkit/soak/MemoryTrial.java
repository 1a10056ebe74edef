package io.trihorn.testkit.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a process held at first and each time it had gone through the rounds of a scenario.
 *
 * @param held megabytes, two numbers or more; only the last two may be as close as the scenario
 *     asks, since the process ends then
 */
public record MemoryTrial(MemoryScenario scenario, String backend, List<Double> held) {
  /** A heap of one size, touched at the start: what the process holds more later is native. */
  private static final List<String> HEAP =
      List.of("-Xms320m", "-Xmx320m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

  /**
   * Goes through a scenario in a process of its own.
   *
   * @throws IOException if the process fails
   */
  public static MemoryTrial of(MemoryScenario scenario, String backend)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.of(HEAP, MemoryProbe.class, List.of(scenario.name(), backend))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("the process of " + scenario + " ended with " + code + ": " + said);
    }
    List<Double> held = Stream.of(said.strip().split("\\s+")).map(Double::valueOf).toList();
    return new MemoryTrial(scenario, backend, held);
  }

  /** Whether the process holds as much as before the last rounds, but for a little. */
  public boolean isFlat() {
    int last = held.size() - 1;
    return held.get(last) - held.get(last - 1) <= scenario.mostMegabytes();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s on %s: %s MB, each after %d more rounds (at most %d MB more)",
        scenario.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        backend,
        held,
        scenario.rounds(),
        scenario.mostMegabytes());
  }
}
