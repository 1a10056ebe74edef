package io.trihorn.plots;

import io.trihorn.model.DotDrawer;
import io.trihorn.model.DotGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** What {@link io.trihorn.model.ModelPlots#plotModel} draws with. */
public final class ModelDrawer implements DotDrawer {
  /** Points in an inch, of which the attribute {@code dpi} tells the pixels. */
  private static final double POINTS = 72;

  /** The drawer. */
  public ModelDrawer() {}

  @Override
  public Set<String> formats() {
    return Picture.FORMATS;
  }

  @Override
  public void draw(DotGraph graph, String format, Path file) throws IOException {
    double dpi = Double.parseDouble(graph.attributes().get("dpi"));
    Plots.model(graph).save(file, format, dpi / POINTS);
  }
}
