package io.trihorn.cuda;

import static io.trihorn.cuda.Native.call;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.function.Function;

/**
 * NVIDIA's library for managing cards (NVML), which comes with the driver: it tells what others
 * have of a card without taking any of it. Containers may lack it, so all that it tells may be
 * unknown.
 */
final class Management {
  /** It wants an array for the processes; without one it tells their number and this. */
  private static final int TOO_SMALL = 7;

  private static final int USED = 2 * Long.BYTES;

  private Management() {}

  static String file() {
    return Platform.isWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
  }

  /** What is asked of the library while it is started; something else where that fails. */
  static <T> T ask(Function<NativeLibrary, T> question, T unknown) {
    try (NativeLibrary library = NativeLibrary.getInstance(file())) {
      call(library, "nvmlInit_v2");
      try {
        return question.apply(library);
      } finally {
        call(library, "nvmlShutdown");
      }
    } catch (LinkageError | Native.CallException e) {
      return unknown;
    }
  }

  /** The driver's own version, such as 550.54.15. */
  static String release(NativeLibrary library) {
    return Native.text(library, "nvmlSystemGetDriverVersion");
  }

  /** What others have of the card at an address on the bus. */
  static Usage usage(NativeLibrary library, String bus, Usage.Mode mode) {
    PointerByReference device = new PointerByReference();
    call(library, "nvmlDeviceGetHandleByPciBusId_v2", bus, device);
    try (Memory bytes = new Memory(3L * Long.BYTES)) {
      call(library, "nvmlDeviceGetMemoryInfo", device.getValue(), (Pointer) bytes);
      return new Usage(bytes.getLong(USED), processes(library, device.getValue()), mode);
    }
  }

  private static int processes(NativeLibrary library, Pointer device) {
    IntByReference count = new IntByReference(0);
    int code =
        library
            .getFunction("nvmlDeviceGetComputeRunningProcesses_v3")
            .invokeInt(new Object[] {device, count, Pointer.NULL});
    if (code != 0 && code != TOO_SMALL) {
      throw new Native.CallException("nvmlDeviceGetComputeRunningProcesses_v3", code);
    }
    return count.getValue();
  }
}
