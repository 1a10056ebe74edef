package io.trihorn.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.trihorn.cuda.Finding.DriverFails;
import io.trihorn.cuda.Finding.DriverTooOld;
import io.trihorn.cuda.Finding.Found;
import io.trihorn.cuda.Finding.NoCard;
import io.trihorn.cuda.Finding.NoCode;
import io.trihorn.cuda.Finding.NoDriver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks NVIDIA's driver what is there. It makes no context, so that it takes no card's memory. */
public final class Cuda {
  /** What the newest of the engines need. */
  private static final Version NEEDED = new Version(12, 0);

  private static final int NAME_BYTES = 256;

  // Of CUdevice_attribute.
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  private Cuda() {}

  /** The name of the driver's library on this system. */
  public static String driverFile() {
    return Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
  }

  /** The driver and its cards, for CUDA 12. */
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
    } catch (CudaCallException e) {
      return e.code == DriverErrors.NO_DEVICE ? new NoCard(file) : new DriverFails(file, e.code);
    }
  }

  private static Finding ask(NativeLibrary library, String file, Version needed) {
    IntByReference number = new IntByReference();
    call(library, "cuDriverGetVersion", number);
    Version has = new Version(number.getValue() / 1000, number.getValue() % 1000 / 10);
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
    return cards.isEmpty() ? new NoCard(file) : new Found(new Driver(has, cards));
  }

  private static Card card(NativeLibrary library, int index) {
    IntByReference number = new IntByReference();
    call(library, "cuDeviceGet", number, index);
    int device = number.getValue();
    LongByReference bytes = new LongByReference();
    call(library, "cuDeviceTotalMem_v2", bytes, device);
    call(library, "cuDeviceGetAttribute", number, CAPABILITY_MAJOR, device);
    int major = number.getValue();
    call(library, "cuDeviceGetAttribute", number, CAPABILITY_MINOR, device);
    try (Memory name = new Memory(NAME_BYTES)) {
      call(library, "cuDeviceGetName", (Pointer) name, NAME_BYTES, device);
      return new Card(
          index,
          name.getString(0, StandardCharsets.UTF_8.name()),
          bytes.getValue(),
          new Version(major, number.getValue()));
    }
  }

  private static void call(NativeLibrary library, String function, Object... arguments) {
    int code = library.getFunction(function).invokeInt(arguments);
    if (code != 0) {
      throw new CudaCallException(code);
    }
  }

  /** What a call of the driver answers that is not well. */
  private static final class CudaCallException extends RuntimeException {
    private final int code;

    CudaCallException(int code) {
      super("CUDA's error " + code);
      this.code = code;
    }
  }
}
