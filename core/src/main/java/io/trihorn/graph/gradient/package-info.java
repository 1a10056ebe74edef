/**
 * Reverse-mode differentiation of graphs: a driver and one table of rules, each made of ops. It
 * knows nothing of layers, engines or passes.
 */
package io.trihorn.graph.gradient;
