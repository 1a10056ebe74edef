package io.trihorn.examples.music;

import java.io.IOException;
import java.nio.file.Path;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/** Tunes as Standard MIDI files, for a flute. */
public final class Midi {
  private static final int TICKS = 240;
  private static final int FLUTE = 73;
  private static final int LOUD = 90;

  private Midi() {}

  /** Writes a tune. */
  public static void write(Tune tune, Path file) throws IOException {
    try {
      // A quarter has two eighths.
      Sequence sequence = new Sequence(Sequence.PPQ, 2 * TICKS);
      Track track = sequence.createTrack();
      track.add(new MidiEvent(new ShortMessage(ShortMessage.PROGRAM_CHANGE, FLUTE, 0), 0));
      for (Tune.Note note : tune.notes()) {
        add(track, ShortMessage.NOTE_ON, note.pitch(), note.start());
        add(track, ShortMessage.NOTE_OFF, note.pitch(), note.start() + note.length());
      }
      MidiSystem.write(sequence, 0, file.toFile());
    } catch (InvalidMidiDataException e) {
      throw new IOException(tune.head() + " has a note that MIDI has not", e);
    }
  }

  private static void add(Track track, int command, int pitch, double eighths)
      throws InvalidMidiDataException {
    int volume = command == ShortMessage.NOTE_ON ? LOUD : 0;
    track.add(
        new MidiEvent(new ShortMessage(command, 0, pitch, volume), Math.round(eighths * TICKS)));
  }
}
