package io.trihorn.callbacks;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as Python writes them, for files and texts that are to be the same as Keras's. */
final class PythonNumbers {
  private static final Pattern SPEC = Pattern.compile("(0?)(\\d*)(?:\\.(\\d+))?([dfFeE%]?)");

  private PythonNumbers() {}

  /** The shortest text that reads as this number, with a point. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = shortest(value);
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString().replaceAll("0+$", "");
    String mantissa =
        digits.length() == 1 ? digits : digits.substring(0, 1) + "." + digits.substring(1);
    String sign = exponent < 0 ? "-" : "+";
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + sign
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }

  private static BigDecimal shortest(double value) {
    for (int digits = 1; ; digits++) {
      BigDecimal rounded =
          new BigDecimal(String.format(Locale.ROOT, "%." + (digits - 1) + "e", value));
      if (rounded.doubleValue() == value || digits == 17) {
        return rounded.stripTrailingZeros();
      }
    }
  }

  /**
   * A number by a format as those of {@code str.format}: {@code 02d}, {@code .3f}.
   *
   * @throws IllegalArgumentException if the format is not of numbers
   */
  static String format(Number value, String spec) {
    boolean whole = value instanceof Integer || value instanceof Long;
    if (spec.isEmpty()) {
      return whole ? value.toString() : text(value.doubleValue());
    }
    Matcher parts = SPEC.matcher(spec);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + spec + "' is no format of a number; give one like 02d, .3f or .2e");
    }
    String width = parts.group(2).isEmpty() ? "" : parts.group(1) + parts.group(2);
    String precision = parts.group(3) == null ? "" : "." + parts.group(3);
    String type = parts.group(4);
    if (type.isEmpty() || type.equals("d")) {
      if (!whole || !precision.isEmpty()) {
        throw new IllegalArgumentException(
            "'"
                + spec
                + "' is a format of whole numbers, but got "
                + value
                + "; give one like .3f");
      }
      return String.format(Locale.ROOT, "%" + width + "d", value.longValue());
    }
    double number = type.equals("%") ? value.doubleValue() * 100 : value.doubleValue();
    String letter = type.equals("%") ? "f%%" : type.replace("F", "f");
    return String.format(Locale.ROOT, "%" + width + precision + letter, number);
  }
}
