/** The engines alone, running what a Trihorn model was exported to: prediction only. */
package io.trihorn.benchmarks.exported;
