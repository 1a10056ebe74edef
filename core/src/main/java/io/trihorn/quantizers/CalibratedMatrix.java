package io.trihorn.quantizers;

import io.trihorn.graph.TensorData;

/**
 * A kernel in few bits, {@code (integers - zero) * scale / inputScales}, with scale and zero of an
 * input's group.
 *
 * @param integers uint8 {@code (outputs, inputs)}, from 0
 * @param scale float32 {@code (outputs, groups)}
 * @param zero uint8 {@code (outputs, groups)}
 * @param inputScales float32 {@code (inputs)}; null where there are none
 * @param group float32 {@code (inputs)}: the number of an input's group, which is rounded down
 */
public record CalibratedMatrix(
    TensorData integers,
    TensorData scale,
    TensorData zero,
    TensorData inputScales,
    TensorData group) {}
