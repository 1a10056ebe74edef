package io.trihorn.backend.tensorflow;

import io.trihorn.backend.BackendException;
import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A SavedModel as an op: inputs by the order of their names in, outputs by that of theirs out. Only
 * TensorFlow knows what it does.
 *
 * @param source the model
 * @param results the types of the results
 */
record SavedModelCall(SavedModelSource source, List<TensorType> results) implements Composite {
  SavedModelCall {
    results = List.copyOf(results);
  }

  @Override
  public String label() {
    return "saved_model";
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return results;
  }

  @Override
  public boolean decomposes() {
    return false;
  }

  @Override
  public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
    throw new BackendException(
        "a TensorFlow SavedModel is in the model ("
            + source
            + "), and only TensorFlow can run it: move the model there by on(\"tensorflow\")");
  }

  @Override
  public Optional<List<Value>> gradient(
      GraphBuilder builder, Node node, List<Value> outputGradients) {
    throw new BackendException(
        "a TensorFlow SavedModel ("
            + source
            + ") is for inference only: nothing in front of it can be trained");
  }

  /** Adds the model to the program's graph, and its variables to what a session begins with. */
  static List<Wire> lower(SavedModelCall op, Site at) {
    Emitter emit = at.emit();
    SavedModelSource.Added added =
        op.source().addTo(emit.graph(), emit.unique("saved_model"), at.inputs());
    if (added.restore() != null) {
      emit.startWith(added.restore());
    }
    List<Wire> results = new ArrayList<>();
    for (int i = 0; i < op.results().size(); i++) {
      Wire output = added.outputs().get(i);
      results.add(new Wire(output.operation(), output.index(), op.results().get(i)));
    }
    return results;
  }
}
