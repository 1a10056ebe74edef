package io.trihorn.cuda;

import java.util.Map;

/** What errors of the driver mean, from the documentation of CUresult. */
final class DriverErrors {
  static final int NO_DEVICE = 100;

  private static final Map<Integer, String> MEANINGS =
      Map.of(
          34, "the library is a stub for linking, not a driver: take its folder off the path",
          46, "the card is not available: another process may have it for itself (nvidia-smi)",
          101, "CUDA_VISIBLE_DEVICES names a card that is not there",
          802, "the system is not ready: start NVIDIA's fabric manager",
          803, "the library and the kernel's module are of two versions: restart the machine",
          804, "the card does not take a newer CUDA's compatibility library: take it off the path",
          999, "the kernel's module does not answer: restart the machine or load nvidia_uvm");

  private DriverErrors() {}

  /** The meaning, to stand behind a code; empty if it is not known. */
  static String meaning(int code) {
    return MEANINGS.containsKey(code) ? " (" + MEANINGS.get(code) + ")" : "";
  }
}
