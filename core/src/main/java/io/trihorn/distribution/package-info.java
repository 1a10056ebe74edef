/**
 * Models on several devices of one machine, under the names of {@code keras.distribution}. A {@link
 * io.trihorn.distribution.Distribution} is given to {@link
 * io.trihorn.model.Model#distribute(io.trihorn.distribution.Distribution)}.
 */
package io.trihorn.distribution;
