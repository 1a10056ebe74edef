package io.trihorn.cuda;

import java.util.Optional;

/** What became of the search for a card that can compute, or can for one engine. */
public sealed interface Finding {
  /** What is wrong and what to do, in sentences that name the file concerned; empty if nothing. */
  Optional<String> problem();

  /**
   * A driver with cards.
   *
   * @param driver the driver
   */
  record Found(Driver driver) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.empty();
    }
  }

  /**
   * The driver's library cannot be loaded.
   *
   * @param file its name
   * @param reason what the system says
   */
  record NoDriver(String file, String reason) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.of(
          "There is no NVIDIA driver: "
              + file
              + " cannot be loaded ("
              + reason
              + "). Install NVIDIA's driver for this system; in a container, start it with the"
              + " NVIDIA container toolkit (docker run --gpus all).");
    }
  }

  /**
   * The driver is there, but does not start.
   *
   * @param file its library
   * @param code CUDA's number for why
   */
  record DriverFails(String file, int code) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.of(
          "NVIDIA's driver does not start: cuInit of "
              + file
              + " says error "
              + code
              + DriverErrors.meaning(code)
              + ".");
    }
  }

  /**
   * The driver does not run the CUDA that is needed.
   *
   * @param file its library
   * @param has the newest CUDA that it runs
   * @param needs the oldest that will do
   */
  record DriverTooOld(String file, Version has, Version needs) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.of(
          "NVIDIA's driver is too old: "
              + file
              + " runs CUDA up to "
              + has
              + ", but "
              + needs
              + " is needed. Install a newer driver.");
    }
  }

  /**
   * The driver is there and finds no card.
   *
   * @param file its library
   */
  record NoCard(String file) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.of(
          "There is no NVIDIA card: the driver "
              + file
              + " finds none. If nvidia-smi lists one, see whether CUDA_VISIBLE_DEVICES hides it or"
              + " the container was started without it (docker run --gpus all).");
    }
  }

  /**
   * An engine's library has no code for any card that is there.
   *
   * @param driver the driver
   * @param build the engine
   */
  record NoCode(Driver driver, EngineBuild build) implements Finding {
    @Override
    public Optional<String> problem() {
      return Optional.of(build.problem(driver.cards().get(0)).orElseThrow());
    }
  }
}
