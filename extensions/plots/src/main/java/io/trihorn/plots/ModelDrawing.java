package io.trihorn.plots;

import io.trihorn.model.DotGraph;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** A model's graph, laid out by the Eclipse Layout Kernel. Units are points, as in Graphviz. */
final class ModelDrawing {
  private static final double MARGIN = 10;
  private static final double ARROW = 9;
  private static final double HEAD = 34;
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Map<String, Direction> DIRECTIONS =
      Map.of(
          "TB", Direction.DOWN,
          "BT", Direction.UP,
          "LR", Direction.RIGHT,
          "RL", Direction.LEFT);
  private static final Map<String, EdgeRouting> ROUTINGS =
      Map.of(
          "ortho", EdgeRouting.ORTHOGONAL,
          "polyline", EdgeRouting.POLYLINE,
          "line", EdgeRouting.POLYLINE,
          "curved", EdgeRouting.SPLINES,
          "spline", EdgeRouting.SPLINES);

  static {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  private final ElkNode root = ElkGraphUtil.createGraph();
  private final EdgeRouting routing;
  private final Map<String, ElkNode> places = new HashMap<>();
  private final Map<ElkNode, LabelBox> boxes = new LinkedHashMap<>();
  private final Map<ElkNode, String> frames = new LinkedHashMap<>();
  private final List<ElkEdge> lines = new ArrayList<>();

  ModelDrawing(DotGraph graph) {
    routing = option("splines", ROUTINGS, graph);
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, option("rankdir", DIRECTIONS, graph));
    root.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    root.setProperty(CoreOptions.EDGE_ROUTING, routing);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    add(root, graph);
    connect(graph);
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
  }

  private static <T> T option(String name, Map<String, T> known, DotGraph graph) {
    T value = known.get(graph.attributes().get(name));
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: expected one of %s, but got '%s'"
              .formatted(
                  name, known.keySet().stream().sorted().toList(), graph.attributes().get(name)));
    }
    return value;
  }

  private void add(ElkNode parent, DotGraph graph) {
    parent.setProperty(CoreOptions.SPACING_NODE_NODE, 20.0);
    parent.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 30.0);
    for (DotGraph.Node node : graph.nodes()) {
      LabelBox box = new LabelBox(node.label());
      ElkNode place = ElkGraphUtil.createNode(parent);
      place.setDimensions(box.width(), box.height());
      places.put(node.id(), place);
      boxes.put(place, box);
    }
    for (DotGraph inner : graph.subgraphs()) {
      ElkNode frame = ElkGraphUtil.createNode(parent);
      frame.setProperty(CoreOptions.PADDING, new ElkPadding(HEAD, MARGIN, MARGIN, MARGIN));
      frames.put(frame, inner.name());
      add(frame, inner);
    }
  }

  /** When all are there: lines of a graph may go to nodes of those inside. */
  private void connect(DotGraph graph) {
    for (DotGraph.Edge edge : graph.edges()) {
      lines.add(ElkGraphUtil.createSimpleEdge(places.get(edge.from()), places.get(edge.to())));
    }
    graph.subgraphs().forEach(this::connect);
  }

  Picture picture() {
    return new Picture(
        (int) Math.ceil(root.getWidth()), (int) Math.ceil(root.getHeight()), this::paint);
  }

  private void paint(Graphics2D graphics) {
    frames.forEach((frame, name) -> paintFrame(graphics, frame, name));
    lines.forEach(line -> line.getSections().forEach(part -> paintLine(graphics, line, part)));
    boxes.forEach((place, box) -> box.paint(graphics, left(place), top(place)));
  }

  private static void paintFrame(Graphics2D graphics, ElkNode frame, String name) {
    graphics.setColor(Color.BLACK);
    graphics.setFont(NAME);
    graphics.drawString(name, (float) (left(frame) + MARGIN), (float) (top(frame) + 20));
    graphics.setStroke(
        new BasicStroke(
            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 5}, 0));
    graphics.draw(
        new Rectangle2D.Double(left(frame), top(frame), frame.getWidth(), frame.getHeight()));
  }

  private void paintLine(Graphics2D graphics, ElkEdge line, ElkEdgeSection section) {
    double x = left(line.getContainingNode());
    double y = top(line.getContainingNode());
    List<Point2D> points = new ArrayList<>();
    points.add(new Point2D.Double(x + section.getStartX(), y + section.getStartY()));
    for (ElkBendPoint bend : section.getBendPoints()) {
      points.add(new Point2D.Double(x + bend.getX(), y + bend.getY()));
    }
    Point2D end = new Point2D.Double(x + section.getEndX(), y + section.getEndY());
    points.add(end);
    Point2D before = points.get(points.size() - 2);
    graphics.setColor(Color.BLACK);
    graphics.setStroke(new BasicStroke(2));
    graphics.draw(routing == EdgeRouting.SPLINES ? curve(points) : straight(points));
    graphics.fill(arrow(before, end));
  }

  private static Path2D straight(List<Point2D> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).getX(), points.get(0).getY());
    points.subList(1, points.size()).forEach(p -> path.lineTo(p.getX(), p.getY()));
    return path;
  }

  /** The points between the ends are, three by three, those of Bezier curves. */
  private static Path2D curve(List<Point2D> points) {
    if (points.size() % 3 != 1) {
      return straight(points);
    }
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).getX(), points.get(0).getY());
    for (int i = 1; i < points.size(); i += 3) {
      Point2D a = points.get(i);
      Point2D b = points.get(i + 1);
      Point2D c = points.get(i + 2);
      path.curveTo(a.getX(), a.getY(), b.getX(), b.getY(), c.getX(), c.getY());
    }
    return path;
  }

  private static Path2D arrow(Point2D from, Point2D to) {
    Path2D head = new Path2D.Double();
    head.moveTo(0, 0);
    head.lineTo(-ARROW, ARROW / 2);
    head.lineTo(-ARROW, -ARROW / 2);
    head.closePath();
    AffineTransform there = AffineTransform.getTranslateInstance(to.getX(), to.getY());
    there.rotate(to.getX() - from.getX(), to.getY() - from.getY());
    head.transform(there);
    return head;
  }

  /** From the left of the whole: places of nodes are from that of the node around. */
  private static double left(ElkNode node) {
    return node.getParent() == null ? 0 : node.getX() + left(node.getParent());
  }

  private static double top(ElkNode node) {
    return node.getParent() == null ? 0 : node.getY() + top(node.getParent());
  }
}
