package io.trihorn.cuda;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A build of an engine for NVIDIA's cards, and what it has code for.
 *
 * @param backend the backend that runs on it
 * @param artifact the artifact with its library
 * @param driver the oldest CUDA that the driver has to run: the first of the major version that it
 *     was built with
 * @param toolkit the CUDA and cuDNN that it needs
 * @param code the compute capabilities it has code for
 * @param portable the compute capability from which on its portable code (PTX) is compiled by the
 *     driver; null if it has none
 */
public record EngineBuild(
    String backend,
    String artifact,
    Version driver,
    Toolkit toolkit,
    List<Version> code,
    Version portable) {
  /**
   * The builds that Trihorn's backends run on. What they have code for was read from the libraries
   * in these artifacts; none was run on a card.
   */
  public static final List<EngineBuild> ALL =
      List.of(
          build(
              "onnx",
              "com.microsoft.onnxruntime:onnxruntime_gpu:1.25.0",
              "12.0",
              Toolkit.CUDA_12,
              "9.0",
              "6.0",
              "7.0",
              "7.5",
              "8.0",
              "9.0"),
          build(
              "tensorflow",
              "org.tensorflow:tensorflow-core-native:1.1.0:linux-x86_64-gpu",
              "12.0",
              Toolkit.CUDA_12,
              "9.0",
              "6.0",
              "7.0",
              "8.0",
              "8.9"),
          build(
              "dl4j",
              "org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1:linux-x86_64-cudnn",
              "11.0",
              Toolkit.CUDA_11,
              null,
              "3.7",
              "5.0",
              "5.2",
              "6.0",
              "6.1",
              "7.0",
              "7.5",
              "8.0",
              "8.6"));

  /** Copies the list. */
  public EngineBuild {
    code = List.copyOf(code);
  }

  private static EngineBuild build(
      String backend,
      String artifact,
      String driver,
      Toolkit toolkit,
      String portable,
      String... code) {
    return new EngineBuild(
        backend,
        artifact,
        Version.of(driver),
        toolkit,
        Stream.of(code).map(Version::of).toList(),
        portable == null ? null : Version.of(portable));
  }

  /** The build that a backend runs on; empty if it has none. */
  public static Optional<EngineBuild> of(String backend) {
    return ALL.stream().filter(build -> build.backend().equals(backend)).findFirst();
  }

  /**
   * Whether it has code for cards of a compute capability: that of the same major version and the
   * same minor one or less, or portable code of the same version or less.
   */
  public boolean runsOn(Version capability) {
    return portable != null && capability.isAtLeast(portable)
        || code.stream().anyMatch(c -> c.major() == capability.major() && capability.isAtLeast(c));
  }

  /** Whether it runs on one of a driver's cards. */
  public boolean runsOn(Driver has) {
    return has.cuda().isAtLeast(driver)
        && has.cards().stream().anyMatch(card -> runsOn(card.computeCapability()));
  }

  /** Why it does not run on a card of a driver's, and what to do; empty if it does. */
  public Optional<String> problem(Driver has, Card card) {
    return has.cuda().isAtLeast(driver)
        ? problem(card)
        : Optional.of(
            "it needs a driver for CUDA "
                + driver
                + ", and this one runs CUDA up to "
                + has.cuda()
                + ". Install a newer driver.");
  }

  /** Why it does not run on a card, and what to do; empty if it has code for it. */
  public Optional<String> problem(Card card) {
    Version capability = card.computeCapability();
    if (runsOn(capability)) {
      return Optional.empty();
    }
    String others =
        ALL.stream()
            .filter(build -> build.runsOn(capability))
            .map(EngineBuild::backend)
            .collect(Collectors.joining(" or "));
    return Optional.of(
        artifact
            + " has no code for this card ("
            + capability
            + "): it has some from "
            + code.get(0)
            + " to "
            + code.stream().max(Comparator.naturalOrder()).orElseThrow()
            + (portable == null
                ? " and none that is portable, so that newer generations are not supported"
                : "")
            + ". Use "
            + (others.isEmpty() ? "a newer card" : "the backend " + others)
            + ", or the processor.");
  }
}
