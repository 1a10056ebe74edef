package io.trihorn.cli.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of wrk, the load generator.
 *
 * @param rate requests per second
 * @param medianMillis until the answer
 * @param p99Millis likewise
 * @param errors answers other than 2xx, and connections that failed
 */
record Wrk(double rate, double medianMillis, double p99Millis, long errors) {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern SHARE = Pattern.compile("\\s(\\d+)%\\s+([\\d.]+)(us|ms|s)");
  private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern SOCKET =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  /**
   * Runs it.
   *
   * @param folder for its script
   * @param url what is asked
   * @param asked the request, sent again and again
   * @throws IOException if wrk is not there, or says something else than it does
   */
  static Wrk run(Path folder, String url, ServedSample.Asked asked, int clients, double seconds)
      throws IOException, InterruptedException {
    Path body = Files.write(folder.resolve("body"), asked.body());
    String script =
        """
        wrk.method = "POST"
        wrk.headers["Inference-Header-Content-Length"] = "%d"
        wrk.headers["Content-Type"] = "application/octet-stream"
        local file = io.open("%s", "rb")
        wrk.body = file:read("*a")
        file:close()
        """
            .formatted(asked.header().length(), body.toAbsolutePath());
    Path lua = Files.writeString(folder.resolve("ask.lua"), script);
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + clients,
            "-d" + Math.max(1, Math.round(seconds)) + "s",
            "--latency",
            "-s",
            lua.toString(),
            url);
    Path output = folder.resolve("wrk.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("wrk cannot be started; install it, as by apt-get install wrk", e);
    }
    process.waitFor();
    return parse(Files.readString(output));
  }

  static Wrk parse(String text) throws IOException {
    Matcher rate = RATE.matcher(text);
    if (!rate.find()) {
      throw new IOException("wrk says no rate: " + text);
    }
    double median = Double.NaN;
    double p99 = Double.NaN;
    Matcher share = SHARE.matcher(text);
    while (share.find()) {
      double unit =
          switch (share.group(3)) {
            case "us" -> 1e-3;
            case "ms" -> 1;
            default -> 1e3;
          };
      double millis = Double.parseDouble(share.group(2)) * unit;
      if (share.group(1).equals("50")) {
        median = millis;
      } else if (share.group(1).equals("99")) {
        p99 = millis;
      }
    }
    long errors = 0;
    Matcher status = STATUS.matcher(text);
    if (status.find()) {
      errors += Long.parseLong(status.group(1));
    }
    Matcher socket = SOCKET.matcher(text);
    if (socket.find()) {
      for (int i = 1; i <= 4; i++) {
        errors += Long.parseLong(socket.group(i));
      }
    }
    return new Wrk(Double.parseDouble(rate.group(1)), median, p99, errors);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%8.0f requests/s, p50 %6.2f ms, p99 %7.2f ms, %d errors",
        rate,
        medianMillis,
        p99Millis,
        errors);
  }
}
