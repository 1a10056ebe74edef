package io.trihorn.backend.replicas;

import io.trihorn.backend.StoreBase;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The variables of all replicas: of most each has all, with equal values, of others each has a
 * part.
 */
final class ReplicaStore extends StoreBase {
  private final Deal deal;
  private final List<VariableStore> stores = new ArrayList<>();

  /** The replicas' variables for parts, which programs know them by. */
  private final Map<Variable, Cell> dealt = Collections.synchronizedMap(new WeakHashMap<>());

  ReplicaStore(List<Replica> replicas, Deal deal) {
    super(replicas.get(0).backend().name(), replicas.get(0).device());
    this.deal = deal;
    try {
      replicas.forEach(r -> stores.add(r.backend().createStore(r.device())));
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  /** The stores of the replicas. */
  List<VariableStore> stores() {
    return Collections.unmodifiableList(stores);
  }

  /** How the replicas have a variable. */
  Cell cell(Variable variable) {
    Cell known = dealt.get(variable);
    if (known != null) {
      return known;
    }
    Cell cell = deal.cell(variable, stores.size());
    if (!(cell.kept() instanceof Split)) {
      return cell;
    }
    Cell first = dealt.putIfAbsent(variable, cell);
    return first == null ? cell : first;
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    TensorData data = value.toHost();
    Cell cell = cell(variable);
    List<Share> parts = Deal.parts(stores.size());
    for (int i = 0; i < stores.size(); i++) {
      boolean whole = !(cell.kept() instanceof Split);
      TensorData part = whole ? data : Meeting.part(data, (Split) cell.kept(), parts.get(i));
      stores.get(i).write(cell.own(), part);
    }
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    Cell cell = cell(variable);
    if (cell.kept() instanceof Split) {
      place.copyFrom(whole(variable));
    } else {
      stores.get(0).read(variable, place);
    }
  }

  /** The value of a variable that has one. Inside. */
  TensorData whole(Variable variable) {
    Cell cell = cell(variable);
    List<TensorData> parts = stores.stream().map(store -> store.read(cell.own())).toList();
    return Meeting.together(variable.type(), cell.kept(), parts);
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    List<Variable> own = variables.stream().map(variable -> cell(variable).own()).toList();
    stores.forEach(store -> store.remove(own));
  }

  @Override
  protected void free() {
    stores.forEach(VariableStore::close);
  }
}
