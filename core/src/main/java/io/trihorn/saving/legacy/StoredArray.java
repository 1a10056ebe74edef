package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;

/**
 * A weight as a file has it.
 *
 * @param name the name in {@code weight_names}, for example {@code dense_1/kernel:0}
 * @param data its value
 */
record StoredArray(String name, TensorData data) {}
