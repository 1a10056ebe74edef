package io.trihorn.cli;

import io.trihorn.cli.crash.CrashCommand;
import io.trihorn.cli.formats.FormatsCommand;
import io.trihorn.cli.fuzz.FuzzCommand;
import io.trihorn.cli.onnxmodels.OnnxModelsCommand;
import io.trihorn.cli.precision.QuantizationCommand;
import io.trihorn.cli.serving.ServeBenchCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 for success, 1 for a failure, 2 for wrong usage. Errors are one
 * message on the standard error stream.
 */
@Command(
    name = "trihorn",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Keras for the JVM: one API over Deeplearning4j, TensorFlow and ONNX Runtime.",
    footer = {
      "",
      "-Dtrihorn.backend=NAME before the command chooses the backend: dl4j, tensorflow or onnx."
    })
public final class Main implements Runnable {
  /** Every command there is. A new one is added here. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          LeNetCommand.class,
          TrainCommand.class,
          ExampleCommand.class,
          PretrainedCommand.class,
          AgreeCommand.class,
          ConvertCommand.class,
          WebCommand.class,
          StudioCommand.class,
          PlaygroundCommand.class,
          ServeCommand.class,
          ShellCommand.class,
          SummaryCommand.class,
          PredictCommand.class,
          CompareCommand.class,
          ProfileCommand.class,
          QuantizationCommand.class,
          ApplicationsCommand.class,
          GoldensCommand.class,
          ModelCasesCommand.class,
          ImportCasesCommand.class,
          OnnxCasesCommand.class,
          OnnxModelsCommand.class,
          FormatsCommand.class,
          ServeBenchCommand.class,
          SoakCommand.class,
          FuzzCommand.class,
          CrashCommand.class,
          BenchCommand.class,
          Doctor.class);

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "With the stack trace where something fails.")
  private boolean debug;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(execute(commandLine(), args));
  }

  /** Runs a command; what picocli does not catch, such as a library that cannot be linked, too. */
  static int execute(CommandLine line, String... args) {
    try {
      return line.execute(args);
    } catch (Error e) {
      return failed(line, e);
    }
  }

  /** The whole command line, ready to execute. */
  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    COMMANDS.forEach(line::addSubcommand);
    line.setExecutionExceptionHandler((exception, command, parsed) -> failed(line, exception));
    return line;
  }

  private static int failed(CommandLine line, Throwable problem) {
    PrintWriter err = line.getErr();
    err.println("trihorn: " + message(problem));
    Main main = line.getCommand();
    if (main.debug) {
      problem.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Whether stack traces are wanted. */
  boolean debug() {
    return debug;
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    if (e instanceof LinkageError) {
      return "a library cannot be linked, as when two of its versions are on the class path: "
          + e
          + ". Run doctor to see what does not match, or add --debug to see where it happens.";
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory: " + message + ". Give Java more by -Xmx, as in ./trihorn -Xmx8g ...";
    }
    return message == null || message.isBlank() ? e.getClass().getName() : message;
  }

  /** Without a command there is nothing to do, which is wrong usage. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected a command.");
  }
}
