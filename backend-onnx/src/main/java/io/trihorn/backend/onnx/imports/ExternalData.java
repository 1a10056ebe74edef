package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Data of tensors in files beside the model's, which may not lie outside of its directory. */
final class ExternalData {
  private final Path directory;

  ExternalData(Path directory) {
    this.directory = directory;
  }

  /** The bytes of a tensor. */
  ByteBuffer read(TensorProto proto, long length) throws IOException {
    String what = "tensor '" + proto.getName() + "'";
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : proto.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    Path file = file(what, entries.getOrDefault("location", ""));
    long offset = number(what, "offset", entries.getOrDefault("offset", "0"));
    long declared = number(what, "length", entries.getOrDefault("length", "" + length));
    if (declared != length) {
      throw new OnnxImportException(
          what + " declares " + length + " bytes, but " + declared + " in " + file.getFileName());
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (offset > channel.size() - length) {
        throw new OnnxImportException(
            what
                + " lies at byte "
                + offset
                + " of "
                + file.getFileName()
                + ", which has only "
                + channel.size()
                + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new OnnxImportException(what + ": " + file.getFileName() + " ends too early");
        }
      }
      return bytes.flip();
    }
  }

  private Path file(String what, String location) throws IOException {
    if (directory == null) {
      throw new OnnxImportException(what + " has its data in a file, which is not allowed here");
    }
    Path inside;
    try {
      inside = directory.resolve(location).normalize();
    } catch (InvalidPathException e) {
      throw new OnnxImportException(what + " names the data file '" + location + "'", e);
    }
    boolean relative = !location.isEmpty() && !Path.of(location).isAbsolute();
    if (!relative || !inside.startsWith(directory.normalize()) || !Files.isRegularFile(inside)) {
      throw new OnnxImportException(
          what + " names the data file '" + location + "', which is no file beside the model");
    }
    // Links too must not lead out.
    if (!inside.toRealPath().startsWith(directory.toRealPath())) {
      throw new OnnxImportException(
          what + " names the data file '" + location + "', which leads out of its directory");
    }
    return inside;
  }

  private static long number(String what, String key, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new OnnxImportException(what + " has external data with " + key + " '" + text + "'", e);
    }
    throw new OnnxImportException(what + " has external data with " + key + " '" + text + "'");
  }
}
