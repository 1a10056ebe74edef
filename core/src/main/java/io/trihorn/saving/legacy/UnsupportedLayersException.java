package io.trihorn.saving.legacy;

import io.trihorn.config.ConfigException;
import java.util.List;
import java.util.stream.Collectors;

/** A model has layers that there is nothing for here: the message lists all of them. */
public final class UnsupportedLayersException extends ConfigException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * A layer that cannot be made.
   *
   * @param layer its name
   * @param className its class in the file
   * @param why what is not known, and what to do
   */
  public record Problem(String layer, String className, String why) {}

  /** An exception about these layers. */
  public UnsupportedLayersException(List<Problem> problems) {
    super(
        problems.stream()
            .map(p -> p.className() + " '" + p.layer() + "': " + p.why())
            .collect(
                Collectors.joining(
                    "\n  ",
                    problems.size() == 1
                        ? "the model has a layer that is not supported:\n  "
                        : "the model has "
                            + problems.size()
                            + " layers that are not supported:\n  ",
                    "")));
    this.problems = List.copyOf(problems);
  }

  /** The layers; empty after the exception was serialized. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
