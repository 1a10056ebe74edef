import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes ONNX Runtime's jar for GPUs anew, with code for cards of one compute capability on Linux
 * only: 396 MB become less than 64. The code for other cards, and that which the driver would
 * compile, is not cut out of the library but overwritten with zeros, which pack well.
 *
 * <p>{@code java SlimEngine.java onnxruntime_gpu.jar slim.jar 90}
 */
final class SlimEngine {
  private static final String NATIVES = "ai/onnxruntime/native/";
  private static final String LINUX = NATIVES + "linux-x64/";
  private static final String CUDA = LINUX + "libonnxruntime_providers_cuda.so";
  private static final String TENSORRT = LINUX + "libonnxruntime_providers_tensorrt.so";

  /** What a collection of code for cards starts with: magic, version, size of this header. */
  private static final int MAGIC = 0xBA55ED50;

  private static final int VERSION = 1;
  private static final int HEADER = 16;

  /** What an entry is: machine code. */
  private static final int MACHINE_CODE = 2;

  /**
   * Names in kernels that our programs do not call: of whole attention in half floats, mixtures of
   * experts, and products of 4 bits.
   */
  private static final List<String> NOT_CALLED = List.of("flash", "moe", "Moe", "llm");

  private SlimEngine() {}

  public static void main(String[] arguments) throws IOException {
    Path slim = Path.of(arguments[1]);
    int capability = Integer.parseInt(arguments[2]);
    try (ZipFile jar = new ZipFile(arguments[0]);
        OutputStream file = Files.newOutputStream(slim);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      Enumeration<? extends ZipEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        boolean elsewhere = name.startsWith(NATIVES) && !name.startsWith(LINUX);
        if (entry.isDirectory() || elsewhere || name.equals(TENSORRT)) {
          continue;
        }
        try (InputStream in = jar.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          if (name.equals(CUDA)) {
            blank(bytes, capability);
          }
          out.putNextEntry(new ZipEntry(name));
          out.write(bytes);
        }
      }
    }
    System.out.printf("%s: %.1f MiB%n", slim, Files.size(slim) / 1048576.0);
  }

  /** Overwrites all code for cards but that for one compute capability. */
  private static void blank(byte[] library, int capability) {
    ByteBuffer view = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    long kept = 0;
    for (int i = 0; i + HEADER <= library.length; i += 8) {
      if (view.getInt(i) != MAGIC
          || view.getShort(i + 4) != VERSION
          || view.getShort(i + 6) != HEADER) {
        continue;
      }
      int end = i + HEADER + Math.toIntExact(view.getLong(i + 8));
      for (int entry = i + HEADER; entry < end; ) {
        int code = entry + view.getInt(entry + 4);
        int next = code + Math.toIntExact(view.getLong(entry + 8));
        String text = new String(library, code, next - code, StandardCharsets.ISO_8859_1);
        if (view.getShort(entry) == MACHINE_CODE
            && view.getInt(entry + 28) == capability
            && NOT_CALLED.stream().noneMatch(text::contains)) {
          kept += next - code;
        } else {
          Arrays.fill(library, code, next, (byte) 0);
        }
        entry = next;
      }
    }
    if (kept == 0) {
      throw new IllegalStateException("no code for compute capability " + capability);
    }
    System.out.printf("code for %d: %.1f MiB%n", capability, kept / 1048576.0);
  }
}
