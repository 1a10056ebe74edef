/** Tunes: read from ABC, as tokens, written as ABC and MIDI. No networks live here. */
package io.trihorn.examples.music;
