package io.trihorn.graph.pass;

import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins loops over the same operands whose carries take the same course and of which one gives all
 * that the other gives.
 */
final class ScanMerging {
  /** Loops that may be one: the same operands, form and carries. */
  private record Group(
      List<Value> inputs, int sequences, int length, boolean reverse, List<Integer> carries) {}

  /**
   * A loop that may take others' places.
   *
   * @param node the loop
   * @param results the numbers of its per-step results
   */
  private record Member(Node node, List<Integer> results) {}

  private ScanMerging() {}

  static Graph apply(Graph graph) {
    Map<Node, Member> members = new HashMap<>();
    Map<Node, Member> places = places(graph, members);
    if (places.isEmpty()) {
      return graph;
    }
    Map<Node, List<Value>> made = new HashMap<>();
    return Rewriting.run(
        graph,
        body -> body,
        (builder, node, inputs) -> {
          Member by = places.get(node);
          if (by == null) {
            return null;
          }
          // Its operands are those of the node at hand: it can stand here.
          List<Value> all = made.computeIfAbsent(by.node(), n -> builder.addAll(n.op(), inputs));
          int carries = ((Scan) node.op()).carries();
          List<Value> results = new ArrayList<>(all.subList(0, carries));
          for (int number : members.get(node).results()) {
            results.add(all.get(carries + by.results().indexOf(number)));
          }
          return results;
        });
  }

  /** For each loop of a group with another in it, the loop of which it is a part, or itself. */
  private static Map<Node, Member> places(Graph graph, Map<Node, Member> members) {
    Map<Group, List<Member>> groups = new LinkedHashMap<>();
    Map<Object, Integer> numbers = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Scan scan) {
        List<Integer> outputs = numbered(scan.body(), numbers);
        Group group =
            new Group(
                node.inputs(),
                scan.sequences(),
                scan.length(),
                scan.reverse(),
                outputs.subList(0, scan.carries()));
        Member member = new Member(node, outputs.subList(scan.carries(), outputs.size()));
        members.put(node, member);
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(member);
      }
    }
    Map<Node, Member> places = new HashMap<>();
    for (List<Member> group : groups.values()) {
      Set<Member> rest = new HashSet<>(group);
      for (Member by : largestFirst(group)) {
        List<Member> parts =
            rest.stream().filter(m -> by.results().containsAll(m.results())).toList();
        if (rest.contains(by) && parts.size() > 1) {
          parts.forEach(part -> places.put(part.node(), by));
          rest.removeAll(parts);
        }
      }
    }
    return places;
  }

  private static List<Member> largestFirst(List<Member> group) {
    List<Member> sorted = new ArrayList<>(group);
    sorted.sort((a, b) -> b.results().size() - a.results().size());
    return sorted;
  }

  /** Numbers for a body's outputs, the same for what is computed in the same way. */
  private static List<Integer> numbered(Graph body, Map<Object, Integer> numbers) {
    Map<Value, Integer> known = new HashMap<>();
    for (Node node : body.nodes()) {
      Object key =
          node.op() instanceof Leaf.Parameter
              ? List.of("parameter", body.parameters().indexOf(node.output()))
              : CommonSubexpressions.key(node, node.inputs().stream().map(known::get).toList());
      for (Value output : node.outputs()) {
        List<Object> place = List.of(key, output.index());
        known.put(output, numbers.computeIfAbsent(place, k -> numbers.size()));
      }
    }
    return body.outputs().stream().map(known::get).toList();
  }
}
