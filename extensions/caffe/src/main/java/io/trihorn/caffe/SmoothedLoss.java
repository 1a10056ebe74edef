package io.trihorn.caffe;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean of the last losses, which is what Caffe displays. */
final class SmoothedLoss {
  private final int most;
  private final Deque<Double> last = new ArrayDeque<>();

  SmoothedLoss(Part solver) {
    most = solver.integer("average_loss");
    if (most < 1) {
      throw solver.error("average_loss", "average_loss should be at least 1, but is " + most);
    }
  }

  void add(double loss) {
    if (last.size() == most) {
      last.removeFirst();
    }
    last.addLast(loss);
  }

  double value() {
    return last.stream().mapToDouble(loss -> loss).average().orElse(Double.NaN);
  }
}
