package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.logging.Slf4j;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which device is wanted: {@code cpu}, {@code gpu} (the first), {@code gpu:1} (that one); or, with
 * a question mark after it, {@code gpu?} and {@code gpu:1?}, that one if it is there, and else the
 * processor.
 *
 * @param device the device
 * @param required whether nothing else will do
 */
public record DeviceChoice(Device device, boolean required) {
  static {
    Slf4j.quietWithoutProvider();
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceChoice.class);

  private static final Pattern NAME = Pattern.compile("(cpu|gpu)(?::(\\d{1,4}))?(\\?)?");

  /** What was warned of in this process. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  /**
   * The choice of a name, in any case. Processors are one device, whatever their number.
   *
   * @throws IllegalArgumentException if it is no such name
   */
  public static DeviceChoice of(String name) {
    Matcher parts = NAME.matcher(name.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a device is 'cpu', 'gpu', 'gpu:1' and such, or 'gpu?' for a GPU if there is one, but got"
              + " '"
              + name
              + "'");
    }
    int index = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    Device device = parts.group(1).equals("gpu") ? Device.gpu(index) : Device.cpu();
    return new DeviceChoice(device, parts.group(3) == null);
  }

  /** The name of a device: {@code cpu}, {@code gpu:0} and such. */
  public static String name(Device device) {
    return device.getDeviceId() < 0
        ? device.getDeviceType()
        : device.getDeviceType() + ":" + device.getDeviceId();
  }

  /**
   * The device of a backend that this choice comes to. Where it is one that was not required and is
   * not there, that is the processor, with one warning in a process that says why.
   *
   * @param source who asks for it, for messages
   * @throws BackendException if the device is required and not there; the message says which there
   *     are, why this one is not, and what to do
   */
  public Device on(Backend backend, String source) {
    Optional<String> problem = backend.unavailable(device);
    if (problem.isEmpty()) {
      return device;
    }
    String message = refusal(backend, device, ", which " + source + " asks for", problem.get());
    if (required || !backend.info().devices().contains(Device.cpu())) {
      throw new BackendException(
          message
              + (required && device.isGpu()
                  ? " Or ask for '"
                      + name(device)
                      + "?', which is the processor where there is no such GPU."
                  : ""));
    }
    if (WARNED.add(message)) {
      LOG.warn("computing on the processor: {}", message);
    }
    return Device.cpu();
  }

  /**
   * What is said of a device that a backend cannot use.
   *
   * @param asked what stands after the device's name
   * @param why why it cannot, and what to do
   */
  static String refusal(Backend backend, Device device, String asked, String why) {
    return "the backend '"
        + backend.name()
        + "' cannot use "
        + name(device)
        + asked
        + "; it can use "
        + backend.info().devices().stream()
            .map(DeviceChoice::name)
            .collect(Collectors.joining(", "))
        + ". "
        + why;
  }

  @Override
  public String toString() {
    return name(device) + (required ? "" : "?");
  }
}
