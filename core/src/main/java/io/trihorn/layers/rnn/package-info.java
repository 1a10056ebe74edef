/** Recurrent layers, their cells, and wrappers over time. */
package io.trihorn.layers.rnn;
