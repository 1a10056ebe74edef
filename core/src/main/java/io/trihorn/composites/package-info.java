/**
 * Larger parts of networks that some engines have whole: attention, a recurrent layer over its
 * sequence, layer normalization, GELU, Adam's step. Each is a {@link io.trihorn.graph.Composite}
 * whose expansion is its meaning; a backend may claim it. What is too small to be worth a name of
 * its own here is a function of {@link io.trihorn.ops}; layers, which have weights, are elsewhere.
 */
package io.trihorn.composites;
