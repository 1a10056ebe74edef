/**
 * The backend named {@code reference}: a plain-Java interpreter of graphs in float64, slow and
 * exact, that the engines are held to. Every primitive has one rule here, in the table of its
 * family; nothing here is shared with an engine or tuned for speed beyond simple loops.
 */
package io.trihorn.backend.reference;
