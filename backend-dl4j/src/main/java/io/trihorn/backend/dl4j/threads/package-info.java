/**
 * The threads of OpenMP, which libnd4j, oneDNN and Trihorn's kernels share: threads of two kinds
 * would take each other's processors while one kind waits for work.
 */
package io.trihorn.backend.dl4j.threads;
