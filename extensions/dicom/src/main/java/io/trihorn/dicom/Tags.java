package io.trihorn.dicom;

import ij.plugin.DICOM;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a DICOM file says before its pixels, by tag. ImageJ's decoder finds it; ImageJ's opener is
 * not used, as it runs commands of its user interface to rescale.
 *
 * @param file that was read
 * @param values as texts, without spaces around them; those of sequences' items are left out
 */
record Tags(Path file, Map<String, String> values) {
  private static final Pattern LINE =
      Pattern.compile("(\\p{XDigit}{4},\\p{XDigit}{4})  [^:]*:(.*)");

  static Tags read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("there is no file " + file + " that can be read");
    }
    String info = new DICOM().getInfo(file.toString());
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : info == null ? new String[0] : info.split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && !matcher.group(2).isBlank()) {
        values.putIfAbsent(matcher.group(1), matcher.group(2).trim());
      }
    }
    return new Tags(file, values);
  }

  Optional<String> text(String tag) {
    return Optional.ofNullable(values.get(tag));
  }

  double number(String tag, double otherwise) throws IOException {
    try {
      return text(tag).map(Double::parseDouble).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new IOException(
          "%s: tag %s should be a number, but is '%s'".formatted(file, tag, values.get(tag)), e);
    }
  }

  int count(String tag, int otherwise) throws IOException {
    return (int) number(tag, otherwise);
  }

  int count(String tag) throws IOException {
    if (!values.containsKey(tag)) {
      throw new IOException(
          file + " is no DICOM file with a picture: it does not say what tag " + tag + " is");
    }
    return count(tag, 0);
  }
}
