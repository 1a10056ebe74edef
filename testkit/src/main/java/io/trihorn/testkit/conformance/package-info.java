/**
 * What every backend must do, as cases that run against the {@code reference} backend and one
 * other. A backend's tests extend {@link io.trihorn.testkit.conformance.BackendConformance}; the
 * cases themselves stand in one file for each family of ops.
 */
package io.trihorn.testkit.conformance;
