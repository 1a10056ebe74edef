/**
 * Rewrites of graphs that keep their meaning: what a program is put through before a backend sees
 * it. They know nothing of gradients, layers or engines; what they need of a backend (which
 * composites it claims, its layout, an evaluator of constants) is handed in.
 */
package io.trihorn.graph.pass;
