package io.trihorn.model;

import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorType;
import io.trihorn.state.Stages;
import java.util.List;

/**
 * A compiled program and the types of what it gives.
 *
 * @param executable the program
 * @param fetches the types of its outputs
 * @param store the store it was compiled for
 * @param next what follows where it is only the first part of what is run, else null
 */
record Program(
    Executable executable, List<TensorType> fetches, VariableStore store, Stages.Next next) {}
