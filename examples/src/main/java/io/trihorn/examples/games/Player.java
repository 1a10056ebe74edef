package io.trihorn.examples.games;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.Random;

/** Plays by a network. */
public final class Player {
  private final Model values;
  private final Random random;
  private CartPole cart;
  private int age;

  /**
   * A player at the start of a game.
   *
   * @param values gives float32 {@code (batch, 2)}, what a push to the left and one to the right
   *     are worth, for what is seen {@code (batch, 4)}
   * @param random draws starts and lots
   */
  public Player(Model values, Random random) {
    this.values = values;
    this.random = random;
    cart = CartPole.start(random);
  }

  /** The better push for each cart: to the left, 0, or to the right, 1. */
  private int[] choose(CartPole... carts) {
    float[] seen = new float[4 * carts.length];
    for (int i = 0; i < carts.length; i++) {
      System.arraycopy(carts[i].seen(), 0, seen, 4 * i, 4);
    }
    TensorData worth = values.predictOnBatch(TensorData.of(seen, carts.length, 4)).get(0);
    int[] better = new int[carts.length];
    for (int i = 0; i < carts.length; i++) {
      better[i] = worth.getDouble(2 * i + 1) > worth.getDouble(2 * i) ? 1 : 0;
    }
    return better;
  }

  /**
   * Goes on with its game, and begins another when that is over.
   *
   * @param lots the share of pushes that are by lot
   */
  public void explore(int pushes, double lots, Memory memory) {
    for (int i = 0; i < pushes; i++) {
      int direction = random.nextDouble() < lots ? random.nextInt(2) : choose(cart)[0];
      CartPole next = cart.pushed(direction);
      memory.add(cart, direction, next);
      age++;
      boolean over = next.fallen() || age == CartPole.LONGEST;
      cart = over ? CartPole.start(random) : next;
      age = over ? 0 : age;
    }
  }

  /** The mean length of some games, in pushes; they are played side by side. */
  public double mean(int games) {
    CartPole[] carts = new CartPole[games];
    for (int i = 0; i < games; i++) {
      carts[i] = CartPole.start(random);
    }
    int pushes = 0;
    for (int time = 0; time < CartPole.LONGEST; time++) {
      int[] directions = choose(carts);
      for (int i = 0; i < games; i++) {
        if (!carts[i].fallen()) {
          carts[i] = carts[i].pushed(directions[i]);
          pushes++;
        }
      }
    }
    return (double) pushes / games;
  }
}
