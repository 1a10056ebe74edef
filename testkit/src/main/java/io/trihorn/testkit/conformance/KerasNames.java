package io.trihorn.testkit.conformance;

/** Keras's names in Java's spelling. */
public final class KerasNames {
  private KerasNames() {}

  /** {@code sparse_y_true -> sparseYTrue}. */
  public static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (String part : name.split("_")) {
      boolean first = camel.length() == 0 || part.isEmpty();
      camel.append(first ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return camel.toString();
  }
}
