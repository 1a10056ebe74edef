/** Projections applied to weights after each update, by Keras's names and formulas. */
package io.trihorn.constraints;
