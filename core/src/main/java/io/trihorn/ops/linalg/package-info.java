/**
 * Linear algebra on stacks of matrices {@code (..., rows, columns)}: decompositions, solving,
 * norms. Made of {@code ops}; nothing there knows them.
 */
package io.trihorn.ops.linalg;
