package io.trihorn.testkit.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a process held before and after the rounds of a scenario.
 *
 * @param before megabytes
 * @param after megabytes
 */
public record MemoryTrial(MemoryScenario scenario, String backend, double before, double after) {
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
    String[] numbers = said.strip().split("\\s+");
    if (code != 0 || numbers.length != 2) {
      throw new IOException("the process of " + scenario + " ended with " + code + ": " + said);
    }
    return new MemoryTrial(
        scenario, backend, Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }

  /** Whether the process holds as much as before, but for a little. */
  public boolean isFlat() {
    return after - before <= scenario.mostMegabytes();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s on %s: %.0f MB before, %.0f MB after %d more rounds (at most %d MB more)",
        scenario.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        backend,
        before,
        after,
        scenario.rounds(),
        scenario.mostMegabytes());
  }
}
