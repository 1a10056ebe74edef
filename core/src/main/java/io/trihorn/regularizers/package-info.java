/** Penalties on weights and activations, by Keras's names and formulas. */
package io.trihorn.regularizers;
