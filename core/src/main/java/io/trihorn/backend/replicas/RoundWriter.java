package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what one replica does in one round as a graph. */
final class RoundWriter {
  /**
   * What a round is fed with.
   *
   * @param whole whether it is the value put together, else what the replica holds of it
   */
  record Feed(Value value, boolean whole) {}

  private record Form(Value value, Placement placement) {}

  private final Plan plan;
  private final Share share;
  private final GraphBuilder builder = new GraphBuilder();
  private final Primitives primitives = new Primitives(builder);
  private final Map<Form, Value> forms = new HashMap<>();
  private final List<Feed> feeds = new ArrayList<>();

  RoundWriter(Plan plan, Share share) {
    this.plan = plan;
    this.share = share;
  }

  /** What the round is fed with, in the order of its parameters. */
  List<Feed> feeds() {
    return Collections.unmodifiableList(feeds);
  }

  /** A parameter for what the replica holds of a value, or for the value put together. */
  Value feed(Feed feed) {
    Placement held = feed.whole() ? Placement.WHOLE : plan.placement(feed.value());
    feeds.add(feed);
    TensorType type = share.type(feed.value().type(), held);
    Value made = builder.parameter("value_" + feeds.size(), type);
    forms.put(new Form(feed.value(), held), made);
    return made;
  }

  /** Writes the work of a round. */
  RoundWriter write(int round) {
    for (Plan.Work work : plan.works()) {
      if (work.round() == round) {
        builder.within(work.node().scope(), () -> write(work));
      }
    }
    return this;
  }

  private Node write(Plan.Work work) {
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < work.operands().size(); i++) {
      operands.add(get(work.operands().get(i), work.spread().wanted().get(i)));
    }
    List<Value> results = work.spread().writer().write(builder, operands, share);
    for (int i = 0; i < results.size(); i++) {
      Value whole = work.node().outputs().get(i);
      forms.put(new Form(whole, plan.placement(whole)), results.get(i));
    }
    return work.node();
  }

  /** A value, held as is wanted. */
  Value get(Value value, Placement wanted) {
    Form form = new Form(plan.resolve(value), wanted);
    Value known = forms.get(form);
    if (known == null) {
      known = plan.placement(value).equals(wanted) ? held(form.value()) : turned(form);
      forms.put(form, known);
    }
    return known;
  }

  /** What the replica holds of a value that this round does not make. */
  private Value held(Value value) {
    if (value.op() instanceof Leaf.Read read && !plan.cell(read.variable()).isGathered()) {
      return builder.read(plan.cell(read.variable()).own());
    }
    boolean constant = value.op() instanceof Leaf.Constant;
    return constant ? builder.copy(value.node(), List.of()).output() : feed(new Feed(value, false));
  }

  private Value turned(Form form) {
    Value value = form.value();
    Placement wanted = form.placement();
    if (wanted instanceof Split split && plan.placement(value).equals(Placement.WHOLE)) {
      Value part = onlyPart(value, split);
      if (part != null) {
        return part;
      }
    }
    if (wanted.equals(Placement.SUM) && share.replica() > 0) {
      return primitives.full(value.type(), 0);
    }
    Value whole =
        plan.placement(value).equals(Placement.WHOLE)
            ? get(value, Placement.WHOLE)
            : together(value);
    return wanted instanceof Split split ? slice(whole, split, share) : whole;
  }

  /**
   * The replica's rows of a whole value, made without the others: the whole is left out then, where
   * nothing else needs it. Null where the value is not made in this round, or not in parts.
   */
  private Value onlyPart(Value value, Split split) {
    if (!value.node().inputs().stream().allMatch(this::isHere)) {
      return null;
    }
    if (value.op() instanceof Shaping.Broadcast op) {
      Value operand = value.node().input(0);
      int axis = split.axis() - (op.shape().dimension() - operand.type().rank());
      boolean repeated = axis < 0 || operand.type().dim(axis) == 1;
      return repeated
          ? primitives.broadcast(
              get(operand, Placement.WHOLE), Site.shape(op.shape(), split, share))
          : null;
    }
    int rank = value.type().rank();
    if (value.op() instanceof Linear.MatMul op && split.axis() >= rank - 2) {
      boolean first = split.axis() == rank - 2;
      Split a = split.at(op.transposeA() ? rank - 1 : rank - 2);
      Split b = split.at(op.transposeB() ? rank - 2 : rank - 1);
      return builder.add(
          op,
          get(value.node().input(0), first ? a : Placement.WHOLE),
          get(value.node().input(1), first ? Placement.WHOLE : b));
    }
    return null;
  }

  /** A value of which each replica holds a part, put together before this round. */
  private Value together(Value value) {
    Value known = forms.get(new Form(value, Placement.WHOLE));
    return known == null ? feed(new Feed(value, true)) : known;
  }

  private boolean isHere(Value operand) {
    return forms.containsKey(new Form(plan.resolve(operand), Placement.WHOLE))
        || operand.op() instanceof Leaf.Constant;
  }

  /** A replica's rows of a whole value. */
  private Value slice(Value whole, Split split, Share of) {
    long from = of.first() * split.unit();
    long count = of.count() * split.unit();
    if (split.outer() == 1) {
      return primitives.slice(whole, split.axis(), from, from + count);
    }
    List<Long> dims = new ArrayList<>();
    for (long dim : whole.type().dims()) {
      dims.add(dim);
    }
    dims.set(split.axis(), split.outer());
    dims.add(split.axis() + 1, of.total() * split.unit());
    Value apart = primitives.reshape(whole, dims.stream().mapToLong(d -> d).toArray());
    Value rows = primitives.slice(apart, split.axis() + 1, from, from + count);
    return primitives.reshape(rows, of.type(whole.type(), split).shape());
  }

  /** The graph that gives what the replica holds of values, and assigns its variables. */
  Graph build(List<Value> given, Map<Variable, Value> updates, Share kept) {
    List<Value> outputs = given.stream().map(v -> get(v, plan.placement(v))).toList();
    Map<Variable, Value> assigned = new LinkedHashMap<>();
    updates.forEach(
        (variable, value) -> {
          Cell cell = plan.cell(variable);
          Value made = get(value, cell.used());
          boolean part = cell.isGathered() && cell.kept() instanceof Split;
          assigned.put(cell.own(), part ? slice(made, (Split) cell.kept(), kept) : made);
        });
    return builder.build(outputs, assigned);
  }

  /** The graph that gives values held as is wanted. */
  Graph build(List<Value> values, List<Placement> wanted) {
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      outputs.add(get(values.get(i), wanted.get(i)));
    }
    return builder.build(outputs);
  }
}
