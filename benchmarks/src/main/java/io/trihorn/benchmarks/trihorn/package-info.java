/** Trihorn itself, written as its users write it. */
package io.trihorn.benchmarks.trihorn;
