package io.trihorn.examples.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tunes from ABC to notes and MIDI. The pitches and times are those that abc2midi gives. */
class TuneTest {
  private static final String SMALL =
      """
      X:1
      T:Small
      M:6/8
      L:1/8
      K:Gm
      G,2 A B | ^c c z/2 =e e3/2 | e' E/ F// ^F3 |
      E =B b | B _A A,
      """;

  private static final String NOTES =
      "0.0:55 2.0:69 3.0:70 4.0:73 5.0:73 6.5:76 7.5:76 9.0:87 10.0:63 10.5:65 10.75:66 13.75:63"
          + " 14.75:71 15.75:83 16.75:70 17.75:68 18.75:56";

  @Test
  void notesAreThoseOfAbc2midi() {
    List<String> notes =
        Tune.parse(SMALL).orElseThrow().notes().stream()
            .map(note -> note.start() + ":" + note.pitch())
            .toList();
    assertEquals(NOTES, String.join(" ", notes));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Tune tune = Tune.parse(SMALL).orElseThrow();
    assertEquals(tune, Tune.parse(tune.toAbc("again")).orElseThrow());
    assertEquals("6/8 Gm", tune.tokens().get(0));
  }

  @Test
  void chordsEndingsAndOtherHeadersAreLeftOut() {
    String abc =
        "1\nT:A and D\nS:EF\nM:4/4\nK:A\nM:6/8\nP:A\nf|\"A7\"ecc d2:|[1\"A\"Ace a4|]\nK:D\nd2";
    Tune tune = Tune.parse(abc).orElseThrow();
    assertEquals("6/8 A", tune.head());
    assertEquals(
        List.of("f", "|", "e", "c", "c", "d2", "|", "A", "c", "e", "a4", "|"), tune.words());
    assertTrue(Tune.parse("1\nT:Only words\n").isEmpty());
  }

  @Test
  void lengthsCountEighths() {
    Tune tune = Tune.parse("1\nM:3/4\nL:1/4\nK:C\nC C/2 C3/2 C/ C2 C/4\n").orElseThrow();
    assertEquals(List.of("C2", "C", "C3", "C", "C4", "C/2"), tune.words());
  }

  @Test
  void midiHasTheNotes(@TempDir Path directory) throws Exception {
    Tune tune = Tune.parse(SMALL).orElseThrow();
    Path file = directory.resolve("small.mid");
    Midi.write(tune, file);
    Sequence sequence = MidiSystem.getSequence(file.toFile());
    Track track = sequence.getTracks()[0];
    double eighth = sequence.getResolution() / 2.0;
    List<String> sounding = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      if (track.get(i).getMessage() instanceof ShortMessage message
          && message.getCommand() == ShortMessage.NOTE_ON) {
        sounding.add(track.get(i).getTick() / eighth + ":" + message.getData1());
      }
    }
    assertEquals(NOTES, String.join(" ", sounding));
  }
}
