/** Layers that make one tensor of several. */
package io.trihorn.layers.merging;
