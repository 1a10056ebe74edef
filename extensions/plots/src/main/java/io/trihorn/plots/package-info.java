/**
 * Pictures of what was trained: charts by XChart, models laid out by the Eclipse Layout Kernel, as
 * SVG, PNG or PDF. Reads what core computes and computes nothing of a model itself. Pictures of
 * images are in core's {@link io.trihorn.visualization}.
 */
package io.trihorn.plots;
