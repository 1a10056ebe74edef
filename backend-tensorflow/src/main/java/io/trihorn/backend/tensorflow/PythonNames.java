package io.trihorn.backend.tensorflow;

import java.util.Set;

/** Names of arguments as Python can have them; TensorFlow's loader looks for the same. */
final class PythonNames {
  private static final Set<String> KEYWORDS =
      Set.of(
          "False",
          "None",
          "True",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  private PythonNames() {}

  /** The name with other characters than letters, digits and {@code _} replaced. */
  static String argument(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9]", "_");
    return word(Character.isLetter(plain.charAt(0)) ? plain : "arg_" + plain);
  }

  /** The name, or with a {@code _} more where it is a word of the language. */
  static String word(String name) {
    return KEYWORDS.contains(name) ? name + "_" : name;
  }
}
