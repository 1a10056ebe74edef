package io.trihorn.saving.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** PyTorch's own files, which are programs of Python's pickle and are never read. */
public final class PyTorchFiles {
  private static final List<String> ENDINGS = List.of(".pt", ".pth", ".bin", ".pkl");

  /** How pickles of the protocols 2 to 5 begin. */
  private static final int PICKLE = 0x80;

  private static final int LAST_PROTOCOL = 5;

  private PyTorchFiles() {}

  /**
   * Refuses a checkpoint of PyTorch, by the ending of its name or by what it begins with.
   *
   * @throws SavingException if it is one; the message says what to do
   */
  public static void refuse(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    if (ENDINGS.stream().anyMatch(name::endsWith) || isPickle(file)) {
      throw new SavingException(
          file
              + " is a checkpoint of PyTorch, which is not read: pickle is code, which runs when it"
              + " is read. Write the weights as safetensors, in Python"
              + " safetensors.torch.save_file(model.state_dict(), \"model.safetensors\"), or the"
              + " whole model as ONNX, torch.onnx.export(model, args, \"model.onnx\")");
    }
  }

  private static boolean isPickle(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(2);
      if (head.length < 2) {
        return false;
      }
      return head[0] == 'P' && head[1] == 'K'
          ? hasPickle(file)
          : (head[0] & 0xff) == PICKLE && head[1] >= 2 && head[1] <= LAST_PROTOCOL;
    } catch (IOException e) {
      throw new SavingException("could not read " + file + ": " + e, e);
    }
  }

  /** Whether an archive is one of {@code torch.save}; what is no whole archive is none. */
  private static boolean hasPickle(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith("/data.pkl"));
    } catch (IOException | IllegalArgumentException e) {
      // Whoever reads the format that the name says will tell what is wrong.
      return false;
    }
  }
}
