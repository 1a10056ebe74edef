package io.trihorn.examples.music;

import java.util.List;

/** Which half tone a note's name means. */
final class Keys {
  private static final String FIFTHS = "FCGDAEB";
  private static final List<Integer> HALF_TONES = List.of(9, 11, 0, 2, 4, 5, 7);

  private Keys() {}

  /** How far each of the seven tones from A to G is raised in a key, such as {@code Bb}. */
  static int[] alterations(String key) {
    // C has no sharps; each fifth up has one more, a flat seven fewer, a minor key three fewer.
    int sharps = FIFTHS.indexOf(key.charAt(0)) - 1;
    sharps += key.startsWith("#", 1) ? 7 : key.startsWith("b", 1) ? -7 : 0;
    sharps -= key.replaceFirst("^.[#b]?", "").startsWith("m") ? 3 : 0;
    int[] alterations = new int[7];
    for (int i = 0; i < Math.abs(sharps); i++) {
      char tone = FIFTHS.charAt(sharps > 0 ? i % 7 : 6 - i % 7);
      alterations[tone - 'A'] += Integer.signum(sharps);
    }
    return alterations;
  }

  /**
   * The pitch of a note such as {@code ^f'}.
   *
   * @param bar how far tones are raised in this bar; a sign before the note changes it
   */
  static int pitch(String note, int[] bar) {
    int at = "^_=".indexOf(note.charAt(0)) < 0 ? 0 : 1;
    char letter = note.charAt(at);
    int tone = Character.toUpperCase(letter) - 'A';
    if (at == 1) {
      bar[tone] = List.of(1, -1, 0).get("^_=".indexOf(note.charAt(0)));
    }
    int octaves = Character.isLowerCase(letter) ? 1 : 0;
    for (char mark : note.substring(at + 1).toCharArray()) {
      octaves += mark == '\'' ? 1 : -1;
    }
    return 60 + HALF_TONES.get(tone) + 12 * octaves + bar[tone];
  }
}
