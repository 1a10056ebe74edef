/** Layers that bring raw data into shape, as part of the model's graph. */
package io.trihorn.layers.preprocessing;
