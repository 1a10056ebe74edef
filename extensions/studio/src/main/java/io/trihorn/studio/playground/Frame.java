package io.trihorn.studio.playground;

import java.util.List;

/**
 * What a network looks like at a moment.
 *
 * @param epoch how often it has seen all points
 * @param trainLoss half the mean squared error of the points it learns from
 * @param testLoss that of the others
 * @param side the pixels of a side of each picture
 * @param pictures of each neuron of each layer, the output at last: its value over the plane, row
 *     by row from above, in base64 bytes of 0 for -1 or less to 255 for 1 or more
 * @param weights of each layer, {@code [inputs][neurons]}
 * @param error why it went no further, null where it goes
 */
public record Frame(
    int epoch,
    double trainLoss,
    double testLoss,
    int side,
    List<List<String>> pictures,
    List<float[][]> weights,
    String error) {
  /** Copies the lists. */
  public Frame {
    pictures = pictures.stream().map(List::copyOf).toList();
    weights = List.copyOf(weights);
  }
}
