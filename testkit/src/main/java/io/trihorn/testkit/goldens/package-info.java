/**
 * Checks against reference data that real Keras computed: readers of its files, and for each kind
 * of case what to run and compare. It uses layers, losses and the rest as a user would, on any
 * backend; nothing depends on it but tests and the command line.
 */
package io.trihorn.testkit.goldens;
