package io.trihorn.studio.store;

/**
 * A point of a curve.
 *
 * @param axis what it is over
 * @param name of the curve, such as {@code loss}
 * @param x the step or the epoch
 * @param time milliseconds since 1970
 * @param value NaN where there is no number
 */
public record Point(Axis axis, String name, long x, long time, double value) {}
