package io.trihorn.saving.safetensors;

import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.PyTorchFiles;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tensors by name, as a file in the format {@code safetensors} holds them: the length of a header
 * in 8 bytes, the header in JSON with each tensor's element type, shape and place, then the
 * elements in row-major order, little-endian (the format's description by Hugging Face, version
 * 0.4).
 *
 * @param tensors by name, in the order of their places
 * @param metadata texts by name; empty where the file has none
 */
public record SafeTensors(Map<String, TensorData> tensors, Map<String, String> metadata) {
  /** Such tensors and texts. */
  public SafeTensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Such tensors without metadata. */
  public SafeTensors(Map<String, TensorData> tensors) {
    this(tensors, Map.of());
  }

  /**
   * Reads a file. Tensors are parts of the file mapped into memory, which are read when they are
   * looked at; they cannot be written to. The mapping ends when the last of them is garbage.
   *
   * @throws SavingException if the file is not there, is none of the format, is cut off, has an
   *     element type that tensors here cannot have, or is a checkpoint of PyTorch
   */
  public static SafeTensors read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = Header.read(file, channel);
      Map<String, TensorData> tensors = new LinkedHashMap<>();
      for (Header.Entry entry : header.entries()) {
        tensors.put(entry.name(), entry.map(channel, header.length()));
      }
      return new SafeTensors(tensors, header.metadata());
    } catch (SavingException e) {
      PyTorchFiles.refuse(file);
      throw e;
    } catch (IOException e) {
      throw new SavingException("could not read " + file + ": " + e, e);
    }
  }

  /**
   * Writes a file; one that is there is replaced when the new one is complete. Each tensor begins
   * at a multiple of its element's size: those of wide elements come first.
   *
   * @throws SavingException if it cannot be written, or a tensor has an element type that the
   *     format does not know
   */
  public void write(Path file) {
    Header header = Header.of(file, tensors, metadata);
    try {
      AtomicFile.write(
          file,
          path -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
              writeFully(channel, header.bytes());
              for (Header.Entry entry : header.entries()) {
                writeFully(channel, tensors.get(entry.name()).bytes());
              }
            }
          });
    } catch (IOException e) {
      throw new SavingException("could not write " + file + ": " + e, e);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }
}
