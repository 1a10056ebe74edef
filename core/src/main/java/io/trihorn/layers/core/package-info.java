/** Keras's core layers: dense, embedding, activation, masking and what wraps them. */
package io.trihorn.layers.core;
