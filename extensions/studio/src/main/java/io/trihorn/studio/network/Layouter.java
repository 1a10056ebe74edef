package io.trihorn.studio.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Lays out networks from top to bottom, by the Eclipse Layout Kernel. */
public final class Layouter {
  private static final double CHARACTER = 7.5;
  private static final double LEAST_WIDTH = 130;
  private static final double HEIGHT = 58;
  private static final double SIDE = 12;
  private static final double HEAD = 48;

  /** Beside a layer's class there is room for what it takes. */
  private static final String TIMES = " ".repeat(20);

  private static final double LINE = 16;
  private static final int NOTE_CHARACTERS = 44;

  static {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  private final Set<String> open;
  private final NetworkCheck.Error error;
  private final Map<String, ElkNode> places = new HashMap<>();
  private final List<NetworkNode> shown = new ArrayList<>();
  private final List<Drawn> drawn = new ArrayList<>();

  private record Drawn(NetworkNode.Edge edge, ElkEdge line) {}

  private Layouter(Set<String> open, NetworkCheck.Error error) {
    this.open = open;
    this.error = error;
  }

  /**
   * Lays out a network.
   *
   * @param open the ids of the models whose insides are shown
   * @param error what is said at the layer it is about, or at the closed model around it; may be
   *     null
   */
  public static Drawing layout(
      NetworkNode.Network network, Set<String> open, NetworkCheck.Error error) {
    Layouter layouter = new Layouter(open, error);
    ElkNode root = ElkGraphUtil.createGraph();
    layouter.add(root, network);
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return new Drawing(root.getWidth(), root.getHeight(), layouter.boxes(), layouter.lines());
  }

  private void add(ElkNode parent, NetworkNode.Network network) {
    parent.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    parent.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    parent.setProperty(CoreOptions.SPACING_NODE_NODE, 24.0);
    parent.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 30.0);
    for (NetworkNode node : network.nodes()) {
      ElkNode place = ElkGraphUtil.createNode(parent);
      List<String> note = note(node);
      place.setDimensions(width(node, note), HEIGHT + LINE * note.size());
      places.put(node.id(), place);
      shown.add(node);
      if (isOpen(node)) {
        place.setProperty(CoreOptions.PADDING, new ElkPadding(HEAD, SIDE, SIDE, SIDE));
        add(place, node.inner());
      }
    }
    for (NetworkNode.Edge edge : network.edges()) {
      drawn.add(
          new Drawn(
              edge, ElkGraphUtil.createSimpleEdge(places.get(edge.from()), places.get(edge.to()))));
    }
  }

  private boolean isOpen(NetworkNode node) {
    return node.inner() != null && open.contains(node.id());
  }

  /** What is wrong with a layer, in lines. */
  private List<String> note(NetworkNode node) {
    String wrong = error == null ? null : error.layer();
    boolean here =
        wrong != null
            && (wrong.equals(node.id()) || wrong.startsWith(node.id() + "/") && !isOpen(node));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : here ? error.message().split(" ") : new String[0]) {
      if (line.length() + word.length() > NOTE_CHARACTERS && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static double width(NetworkNode node, List<String> note) {
    String numbers = (node.shape() == null ? "" : node.shape()) + "  " + node.parameters();
    int longest =
        Stream.concat(Stream.of(node.name(), node.type() + TIMES, numbers), note.stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    return Math.max(LEAST_WIDTH, longest * CHARACTER + 2 * SIDE);
  }

  private List<Drawing.Box> boxes() {
    return shown.stream()
        .map(
            node -> {
              ElkNode place = places.get(node.id());
              return new Drawing.Box(
                  node.id(),
                  node.name(),
                  node.type(),
                  node.shape(),
                  node.parameters(),
                  node.inner() != null,
                  isOpen(node),
                  note(node),
                  left(place),
                  top(place),
                  place.getWidth(),
                  place.getHeight());
            })
        .toList();
  }

  private List<Drawing.Line> lines() {
    return drawn.stream()
        .map(one -> new Drawing.Line(one.edge().from(), one.edge().to(), points(one.line())))
        .toList();
  }

  private static List<Double> points(ElkEdge line) {
    double x = left(line.getContainingNode());
    double y = top(line.getContainingNode());
    List<Double> points = new ArrayList<>();
    for (ElkEdgeSection section : line.getSections()) {
      points.add(x + section.getStartX());
      points.add(y + section.getStartY());
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(x + bend.getX());
        points.add(y + bend.getY());
      }
      points.add(x + section.getEndX());
      points.add(y + section.getEndY());
    }
    return points;
  }

  /** From the left of the whole: places of nodes are from that of the node around. */
  private static double left(ElkNode node) {
    return node.getParent() == null ? 0 : node.getX() + left(node.getParent());
  }

  private static double top(ElkNode node) {
    return node.getParent() == null ? 0 : node.getY() + top(node.getParent());
  }
}
