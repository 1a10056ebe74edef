/**
 * Trihorn and its peers, measured in one run: a driver, one child JVM for each contestant, and a
 * report of ratios. A contestant lives in the package of its library and knows nothing of the
 * others; the driver knows no engine, for what makes one engine fast (natives, environment) may
 * slow down another.
 */
package io.trihorn.benchmarks;
