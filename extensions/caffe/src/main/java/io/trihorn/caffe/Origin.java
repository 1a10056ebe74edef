package io.trihorn.caffe;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import java.util.List;

/**
 * Where a message was read, for messages about it.
 *
 * @param file the file, or what stands for it
 * @param line counted from 1; 0 of a whole file and where it is not known
 * @param lines where its fields stand; empty of a binary file
 */
record Origin(String file, int line, TextFormatParseInfoTree lines) {
  private static final TextFormatParseInfoTree NO_LINES = TextFormatParseInfoTree.builder().build();

  /** A binary file, which has no lines. */
  static Origin binary(String file) {
    return new Origin(file, 0, NO_LINES);
  }

  /** A whole text. */
  static Origin text(String file, TextFormatParseInfoTree lines) {
    return new Origin(file, 0, lines);
  }

  /**
   * Where a field of the message stands.
   *
   * @param index which one of a repeated field
   * @param count how many of it there are
   */
  Origin of(FieldDescriptor field, int index, int count) {
    List<TextFormatParseLocation> places = lines.getLocations(field);
    // A list in brackets has one place for all its elements, which is none of theirs.
    int found = places.size() == count ? places.get(index).getLine() + 1 : line;
    List<TextFormatParseInfoTree> trees = lines.getNestedTrees(field);
    return new Origin(file, found, index < trees.size() ? trees.get(index) : NO_LINES);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ", line " + line;
  }
}
