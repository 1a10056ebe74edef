/**
 * Random numbers drawn on the host, for initial values, shuffles and drawings. What is drawn in a
 * program is in {@code ops}.
 */
package io.trihorn.random;
