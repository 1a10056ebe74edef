package io.trihorn.studio.store;

import java.util.List;

/**
 * What a run gave since it last said something.
 *
 * @param points of curves
 * @param histograms of values
 * @param artifacts what was seen
 */
public record Log(List<Point> points, List<Histogram> histograms, List<Artifact> artifacts) {
  /** Copies the lists. */
  public Log {
    points = List.copyOf(points);
    histograms = List.copyOf(histograms);
    artifacts = List.copyOf(artifacts);
  }
}
