package io.trihorn.model;

import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorType;
import java.util.List;

/**
 * A compiled program and the types of what it gives.
 *
 * @param executable the program
 * @param fetches the types of its outputs
 * @param store the store it was compiled for
 */
record Program(Executable executable, List<TensorType> fetches, VariableStore store) {}
