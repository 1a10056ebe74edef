/**
 * The backend on TensorFlow: compiles graphs to subgraphs of one TensorFlow session for each store.
 * TensorFlow is used through its C API, which its Java artifact binds: a run through the artifact's
 * own {@code Session.Runner} took 0.3 to 0.5 ms where the C call takes 0.02 to 0.06. Nothing
 * outside this package knows TensorFlow, and nothing in it knows a model.
 */
package io.trihorn.backend.tensorflow;
