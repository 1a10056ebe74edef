package io.trihorn.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads texts ({@code .prototxt}) and binary files ({@code .caffemodel}). */
final class CaffeFiles {
  private CaffeFiles() {}

  /**
   * Reads a text.
   *
   * @param type the message it is, such as {@code NetParameter}
   * @param source its file, for messages
   * @throws CaffeException if it is none; says the line and the column
   */
  static Part text(String type, String text, String source) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(Schema.message(type));
    try {
      TextFormat.getParser().merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new CaffeException(
          source
              + ", line "
              + e.getLine()
              + ", column "
              + e.getColumn()
              + ": expected the text of a "
              + type
              + " of Caffe 1.0, but "
              + e.getMessage(),
          e);
    }
    return new Part(message.build());
  }

  /** Reads a text from a file; see {@link #text(String, String, String)}. */
  static Part text(String type, Path file) {
    try {
      return text(type, Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * Reads a binary file.
   *
   * @throws CaffeException if it is no {@code NetParameter}
   */
  static Part binary(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return new Part(
          DynamicMessage.newBuilder(Schema.message("NetParameter")).mergeFrom(coded).build());
    } catch (InvalidProtocolBufferException e) {
      throw new CaffeException(
          file + ": expected a binary net of Caffe (.caffemodel), but " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
