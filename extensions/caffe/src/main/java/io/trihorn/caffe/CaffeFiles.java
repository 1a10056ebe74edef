package io.trihorn.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import io.trihorn.saving.files.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads texts ({@code .prototxt}) and binary files ({@code .caffemodel}, {@code .solverstate}), and
 * writes the latter.
 */
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
    TextFormatParseInfoTree.Builder lines = TextFormatParseInfoTree.builder();
    try {
      TextFormat.Parser.newBuilder().setParseInfoTreeBuilder(lines).build().merge(text, message);
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
    return new Part(message.build(), Origin.text(source, lines.build()));
  }

  /** Reads a text from a file; see {@link #text(String, String, String)}. */
  static Part text(String type, Path file) {
    try {
      return text(type, Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (CharacterCodingException e) {
      throw new CaffeException(file + ": expected a text in UTF-8, but some bytes are none", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * Reads a binary file.
   *
   * @param type the message it is, such as {@code NetParameter}
   * @throws CaffeException if it is none
   */
  static Part binary(String type, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return new Part(
          DynamicMessage.newBuilder(Schema.message(type)).mergeFrom(coded).build(),
          Origin.binary(file.toString()));
    } catch (InvalidProtocolBufferException e) {
      throw new CaffeException(
          file + ": expected a binary " + type + " of Caffe's, but " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Writes a binary file, which is there as a whole or not at all. */
  static void write(Message message, Path file) {
    try {
      AtomicFile.write(
          file,
          path -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
              message.writeTo(out);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
