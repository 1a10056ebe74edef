/** Layers that keep activations in a good range. */
package io.trihorn.layers.normalization;
