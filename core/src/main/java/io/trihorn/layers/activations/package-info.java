/** Activation functions with attributes, as layers. */
package io.trihorn.layers.activations;
