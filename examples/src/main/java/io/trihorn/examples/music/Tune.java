package io.trihorn.examples.music;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A melody in the words of ABC notation: {@code ^f3/2} is an F sharp three sixteenths long, {@code
 * z} a rest, {@code |} ends a bar. Lengths count eighths.
 *
 * @param head metre and key, for example {@code 6/8 D}
 * @param words notes, rests and bars
 */
public record Tune(String head, List<String> words) {
  /** A note with its length, a bar, or what is left out: chords' names, endings, ornaments. */
  private static final Pattern WORD =
      Pattern.compile(
          "\"[^\"]*\"|([_^=]?[A-Ga-gz][,']*)(\\d*)(/*)(\\d*)|[|:\\[\\]]*\\|[|:\\[\\]]*|.");

  /** Copies the list. */
  public Tune {
    words = List.copyOf(words);
  }

  /** The tunes of all ABC books in a directory that have a key and a metre, in order. */
  public static List<Tune> read(Path directory) throws IOException {
    List<Tune> tunes = new ArrayList<>();
    try (Stream<Path> books = Files.list(directory)) {
      for (Path book : books.filter(f -> f.toString().endsWith(".abc")).sorted().toList()) {
        for (String tune : Files.readString(book).split("(?m)^X:")) {
          parse(tune).ifPresent(tunes::add);
        }
      }
    }
    return tunes;
  }

  /** The tune in a text of ABC, up to where its key changes; none without a key and a metre. */
  public static Optional<Tune> parse(String abc) {
    String metre = null;
    String key = null;
    int eighths = 1;
    List<String> words = new ArrayList<>();
    for (String line : abc.split("\\R")) {
      if (line.startsWith("K:") && key != null) {
        break;
      } else if (line.startsWith("K:")) {
        key = line.substring(2).strip();
      } else if (line.startsWith("M:") && words.isEmpty()) {
        metre = line.substring(2).strip();
      } else if (line.startsWith("L:1/4")) {
        eighths = 2;
      } else if (key != null && !line.matches("([A-Za-z]:|%).*")) {
        words(line, eighths, words);
      }
    }
    return metre == null || key == null || words.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tune(metre + " " + key, words));
  }

  private static void words(String line, int eighths, List<String> words) {
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      if (word.group(1) != null) {
        int over = word.group(2).isEmpty() ? 1 : Integer.parseInt(word.group(2));
        int halves = word.group(3).length();
        int under = word.group(4).isEmpty() ? 1 << halves : Integer.parseInt(word.group(4));
        words.add(word.group(1) + length(over * eighths, under));
      } else if (word.group().contains("|") && !word.group().startsWith("\"")) {
        words.add("|");
      }
    }
  }

  /** A length as ABC writes it, in lowest terms. */
  private static String length(int over, int under) {
    while (over % 2 == 0 && under % 2 == 0) {
      over /= 2;
      under /= 2;
    }
    return (over == 1 ? "" : "" + over) + (under == 1 ? "" : "/" + under);
  }

  /** Head and words one after another. */
  public List<String> tokens() {
    return Stream.concat(Stream.of(head), words.stream()).toList();
  }

  /** Whether a token begins a tune. */
  public static boolean isHead(String token) {
    return token.contains(" ");
  }

  /** The tune as a file of ABC. */
  public String toAbc(String title) {
    String[] parts = head.split(" ", 2);
    StringBuilder abc = new StringBuilder();
    abc.append("X:1\nT:" + title + "\nM:" + parts[0] + "\nL:1/8\nK:" + parts[1] + "\n");
    int bars = 0;
    for (String word : words) {
      abc.append(word);
      abc.append(word.equals("|") && ++bars % 4 == 0 ? "\n" : " ");
    }
    return abc.toString().strip() + "\n";
  }

  /** The notes with pitches and times. */
  public List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    int[] scale = Keys.alterations(head.split(" ", 2)[1]);
    int[] bar = scale.clone();
    double time = 0;
    for (String word : words) {
      Matcher parts = WORD.matcher(word);
      if (!parts.matches() || parts.group(1) == null) {
        bar = scale.clone();
        continue;
      }
      double length = parts.group(2).isEmpty() ? 1 : Integer.parseInt(parts.group(2));
      length /= parts.group(4).isEmpty() ? 1 : Integer.parseInt(parts.group(4));
      if (!word.startsWith("z")) {
        notes.add(new Note(Keys.pitch(parts.group(1), bar), time, length));
      }
      time += length;
    }
    return notes;
  }

  /**
   * A note that sounds.
   *
   * @param pitch in half tones; 60 is the middle C, as in MIDI
   * @param start in eighths from the beginning
   * @param length in eighths
   */
  public record Note(int pitch, double start, double length) {}
}
