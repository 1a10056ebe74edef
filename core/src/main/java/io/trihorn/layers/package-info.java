/**
 * Layers: what a model is made of. A layer knows its configuration, its weights, and how to compute
 * its outputs from tensors with {@code ops}; it knows no graph, backend or training.
 */
package io.trihorn.layers;
