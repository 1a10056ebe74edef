package io.trihorn.studio.store;

/**
 * A curve, perhaps thinned.
 *
 * @param axis what it is over
 * @param name what it is of
 * @param x steps or epochs
 * @param time milliseconds since 1970
 * @param value NaN where there is no number
 * @param last the place in the database of the last point read
 */
public record Curve(Axis axis, String name, long[] x, long[] time, double[] value, long last) {}
