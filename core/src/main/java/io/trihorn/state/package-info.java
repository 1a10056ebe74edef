/**
 * What lives longer than a call: weights and other variables with what Keras knows of them, random
 * states, and the trace that reads and assigns them while a graph is written. Layers, metrics and
 * optimizers stand on this; nothing here knows them.
 */
package io.trihorn.state;
