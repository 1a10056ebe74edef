/** Initial values of weights, by Keras's names and formulas, drawn on the host. */
package io.trihorn.initializers;
