/**
 * The graph: typed SSA nodes over a small, closed set of primitive ops, the rules that give their
 * shapes, and the dumps a person reads. It knows nothing of layers, engines or files; {@code
 * graph.gradient} and {@code graph.pass} build on it.
 */
package io.trihorn.graph;
