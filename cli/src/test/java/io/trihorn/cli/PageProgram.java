package io.trihorn.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Runs the programs of the pages, in the process that {@link SnippetsTest} starts. */
public final class PageProgram {
  private PageProgram() {}

  /** What a program of a page does. */
  public interface Program {
    /** Runs it. */
    void main(String[] args) throws Exception;
  }

  /** Says which program runs, and runs it. */
  public static void run(String name, Program program) throws Exception {
    System.out.println(name);
    program.main(new String[0]);
  }

  /**
   * Runs a program and compares what it prints, and the message of the exception that ends it, with
   * what the page shows of it.
   *
   * @param shown the file with the page's text
   */
  public static void compare(String name, Program program, String shown) throws Exception {
    System.out.println(name);
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream into = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(into);
      program.main(new String[0]);
    } catch (RuntimeException e) {
      said.writeBytes(e.getMessage().getBytes(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
    }
    // Messages have whole paths; a page cannot know them.
    String here = Path.of("").toAbsolutePath() + File.separator;
    String is = trimmed(said.toString(StandardCharsets.UTF_8).replace(here, ""));
    String page = trimmed(Files.readString(Path.of(shown)));
    if (!is.equals(page)) {
      throw new AssertionError(name + " shows\n" + page + "\nbut the program says\n" + is);
    }
  }

  private static String trimmed(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n")).strip();
  }
}
