/**
 * The way of a graph to a backend: passes, with constants folded by the interpreter, then the
 * backend's own compiler.
 */
package io.trihorn.backend.compile;
