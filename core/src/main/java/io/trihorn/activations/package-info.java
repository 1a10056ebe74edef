/** Activation functions by Keras's names, each a function of one tensor. */
package io.trihorn.activations;
