package io.trihorn.cli;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.cuda.Cuda;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says what is here, what is missing and what to do about it. */
@Command(
    name = "doctor",
    description =
        "Says what Trihorn finds on this machine: Java, the processor, each backend with its engine,"
            + " natives, threads and devices, NVIDIA's driver and cards, and what to add where something is missing. Succeeds"
            + " if at least one engine works.")
final class Doctor implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<EngineFinding> engines = EngineFinding.all();
    machine(out);
    out.println();
    engines(out, engines, main.debug());
    out.println();
    CudaReport.of(Cuda.find()).print(out);
    out.println();
    JavaCpp.onClassPath().print(out);
    out.println();
    choice(out);
    out.flush();
    return engines.stream().anyMatch(EngineFinding::works) ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "  %-12s%s%n", name, value);
  }

  private static void machine(PrintWriter out) {
    Runtime runtime = Runtime.getRuntime();
    out.println("Trihorn " + Backends.version());
    line(
        out,
        "Java",
        System.getProperty("java.version")
            + ", "
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.home"));
    line(
        out,
        "System",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    Processor processor = Processor.here();
    line(out, "Processor", processor.model() + ", " + runtime.availableProcessors() + " in use");
    line(out, "Vectors", processor.vectors());
    line(out, "Memory", "at most " + (runtime.maxMemory() >> 20) + " MiB of Java heap (-Xmx)");
  }

  static void engines(PrintWriter out, List<EngineFinding> engines, boolean debug) {
    out.println("Backends");
    for (EngineFinding engine : engines) {
      switch (engine.state()) {
        case WORKS -> works(out, engine.info());
        case BROKEN -> {
          line(out, engine.name(), "is on the class path, but does not work:");
          engine.problem().getMessage().lines().forEach(l -> line(out, "", l));
          if (debug) {
            engine.problem().printStackTrace(out);
          }
        }
        case MISSING -> {
          line(out, engine.name(), "is not on the class path. To add it, put into your POM:");
          Backends.mavenLines(engine.name()).lines().forEach(l -> line(out, "", l));
        }
      }
    }
  }

  private static void works(PrintWriter out, BackendInfo info) {
    line(out, info.name(), info.engine() + " " + info.version() + ", works");
    line(
        out,
        "",
        "devices: "
            + info.devices().stream().map(DeviceChoice::name).collect(Collectors.joining(", ")));
    for (Map.Entry<String, String> setting : info.settings().entrySet()) {
      line(out, "", setting.getKey() + ": " + setting.getValue());
    }
  }

  private static void choice(PrintWriter out) {
    out.println("Choice");
    try {
      line(out, Backends.getDefault().name(), "chosen by " + Backends.origin());
    } catch (BackendException e) {
      e.getMessage().lines().forEach(l -> out.println("  " + l));
    }
    Backends.deviceOrigin().ifPresent(device -> line(out, "device", device));
  }
}
