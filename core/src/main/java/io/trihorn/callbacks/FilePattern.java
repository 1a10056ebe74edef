package io.trihorn.callbacks;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file name with numbers to be put in: {@code m-{epoch:02d}-{val_loss:.3f}.keras}. */
record FilePattern(String pattern) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}:]+)(?::([^{}]*))?}");

  /**
   * The name with these numbers.
   *
   * @throws IllegalArgumentException if the pattern names another
   */
  String fill(Map<String, ? extends Number> numbers) {
    Matcher places = PLACE.matcher(pattern);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      Number number = numbers.get(places.group(1));
      if (number == null) {
        throw new IllegalArgumentException(
            "the file name '"
                + pattern
                + "' has a place for '"
                + places.group(1)
                + "', but there are "
                + numbers.keySet());
      }
      String spec = places.group(2) == null ? "" : places.group(2);
      places.appendReplacement(
          filled, Matcher.quoteReplacement(PythonNumbers.format(number, spec)));
    }
    return places.appendTail(filled).toString();
  }
}
