/** Spoken numbers, by a synthesizer or as tones, and how well they are understood. */
package io.trihorn.examples.speech;
