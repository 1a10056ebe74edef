package io.trihorn.studio.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer of a drawing.
 *
 * @param id its place among the layers, with those of the models it is in: {@code 2/0}
 * @param name the layer's name, or what is known of it
 * @param type its class
 * @param shape of its first output, with {@code null} where an extent is open; null where it is not
 *     known
 * @param parameters the elements of its weights; -1 where they are not known
 * @param inner the network inside, null where it is no model
 */
public record NetworkNode(
    String id, String name, String type, String shape, long parameters, Network inner) {
  /**
   * Layers and which gives its output to which.
   *
   * @param nodes the layers
   * @param edges pairs of ids
   */
  public record Network(List<NetworkNode> nodes, List<Edge> edges) {
    /** Copies the lists. */
    public Network {
      nodes = List.copyOf(nodes);
      edges = List.copyOf(edges);
    }

    /** The same with other nodes in the place of the first. */
    Network beginningWith(List<NetworkNode> first) {
      List<NetworkNode> all = new ArrayList<>(first);
      all.addAll(nodes.subList(first.size(), nodes.size()));
      return new Network(all, edges);
    }
  }

  /**
   * That a layer takes what another gives.
   *
   * @param from the id of the layer that gives
   * @param to the id of the layer that takes
   */
  public record Edge(String from, String to) {}
}
