package io.trihorn.cuda;

import static io.trihorn.cuda.Native.call;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.trihorn.cuda.Finding.DriverFails;
import io.trihorn.cuda.Finding.DriverTooOld;
import io.trihorn.cuda.Finding.Found;
import io.trihorn.cuda.Finding.NoCard;
import io.trihorn.cuda.Finding.NoCode;
import io.trihorn.cuda.Finding.NoDriver;
import java.util.ArrayList;
import java.util.List;

/** Asks NVIDIA's driver what is there. It makes no context, so that it takes no card's memory. */
public final class Cuda {
  /** What the engine needs that is content with the oldest driver. */
  private static final Version NEEDED =
      EngineBuild.ALL.stream().map(EngineBuild::driver).min(Version::compareTo).orElseThrow();

  // Of CUdevice_attribute.
  private static final int COMPUTE_MODE = 20;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  // Of CUcomputemode; anything else is for everybody.
  private static final int PROHIBITED = 2;
  private static final int EXCLUSIVE = 3;

  private Cuda() {}

  /** The name of the driver's library on this system. */
  public static String driverFile() {
    return Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
  }

  /** The driver and its cards, if it will do for one of the engines. */
  public static Finding find() {
    return find(NEEDED);
  }

  /** The driver and its cards, for an engine: whether it can run on one of them. */
  public static Finding find(EngineBuild build) {
    Finding finding = find(build.driver());
    return finding instanceof Found found
            && found.driver().cards().stream()
                .noneMatch(card -> build.runsOn(card.computeCapability()))
        ? new NoCode(found.driver(), build)
        : finding;
  }

  private static Finding find(Version needed) {
    String file = driverFile();
    try {
      return ask(NativeLibrary.getInstance(file), file, needed);
    } catch (LinkageError e) {
      return new NoDriver(file, Library.reason(e));
    } catch (Native.CallException e) {
      return e.code() == DriverErrors.NO_DEVICE
          ? new NoCard(file)
          : new DriverFails(file, e.code());
    }
  }

  private static Finding ask(NativeLibrary library, String file, Version needed) {
    IntByReference number = new IntByReference();
    call(library, "cuDriverGetVersion", number);
    Version has = Version.ofNumber(number.getValue());
    if (!has.isAtLeast(needed)) {
      return new DriverTooOld(file, has, needed);
    }
    call(library, "cuInit", 0);
    call(library, "cuDeviceGetCount", number);
    int count = number.getValue();
    List<Card> cards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cards.add(card(library, i));
    }
    return cards.isEmpty()
        ? new NoCard(file)
        : new Found(new Driver(Management.ask(Management::release, ""), has, cards));
  }

  private static Card card(NativeLibrary library, int index) {
    IntByReference number = new IntByReference();
    call(library, "cuDeviceGet", number, index);
    int device = number.getValue();
    LongByReference bytes = new LongByReference();
    call(library, "cuDeviceTotalMem_v2", bytes, device);
    String bus = Native.text(library, "cuDeviceGetPCIBusId", device);
    Usage.Mode mode = mode(attribute(library, COMPUTE_MODE, device));
    return new Card(
        index,
        Native.text(library, "cuDeviceGetName", device),
        bytes.getValue(),
        new Version(
            attribute(library, CAPABILITY_MAJOR, device),
            attribute(library, CAPABILITY_MINOR, device)),
        Management.ask(managing -> Management.usage(managing, bus, mode), null));
  }

  private static int attribute(NativeLibrary library, int attribute, int device) {
    IntByReference value = new IntByReference();
    call(library, "cuDeviceGetAttribute", value, attribute, device);
    return value.getValue();
  }

  private static Usage.Mode mode(int number) {
    return switch (number) {
      case PROHIBITED -> Usage.Mode.PROHIBITED;
      case EXCLUSIVE -> Usage.Mode.EXCLUSIVE;
      default -> Usage.Mode.SHARED;
    };
  }
}
