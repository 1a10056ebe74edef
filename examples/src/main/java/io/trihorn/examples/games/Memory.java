package io.trihorn.examples.games;

import io.trihorn.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pushes that were made, to be learned from again and again in another order. */
public final class Memory {
  private final List<Push> pushes = new ArrayList<>();
  private final Random random;

  private record Push(CartPole before, int direction, CartPole after) {}

  /** An empty memory, which draws by this. */
  public Memory(Random random) {
    this.random = random;
  }

  /** How many it remembers. */
  public int size() {
    return pushes.size();
  }

  /** Remembers what a push led to. */
  public void add(CartPole before, int direction, CartPole after) {
    pushes.add(new Push(before, direction, after));
  }

  /**
   * Some of them by lot. An input is what was seen before, float32 {@code (4)}; the targets are the
   * direction int32 {@code ()}, what was seen after float32 {@code (4)}, and float32 {@code ()}
   * whether the game went on, 1, or was lost, 0.
   */
  public Dataset draw(int rows) {
    List<Push> drawn = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      drawn.add(pushes.get(random.nextInt(pushes.size())));
    }
    float[] goesOn = new float[rows];
    for (int i = 0; i < rows; i++) {
      goesOn[i] = drawn.get(i).after().fallen() ? 0 : 1;
    }
    return Dataset.of(
        drawn.stream().map(push -> push.before().seen()).toArray(float[][]::new),
        List.of(
            drawn.stream().mapToInt(Push::direction).toArray(),
            drawn.stream().map(push -> push.after().seen()).toArray(float[][]::new),
            goesOn));
  }
}
