package io.trihorn.examples.games;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What Gymnasium 1.3.0's CartPole-v1 computes from the same state with the same pushes. */
class CartPoleTest {
  private static CartPole pushed(CartPole cart, String directions) {
    for (char direction : directions.toCharArray()) {
      cart = cart.pushed(direction - '0');
    }
    return cart;
  }

  private static void assertState(CartPole cart, double... expected) {
    assertEquals(expected[0], cart.place(), 1e-12);
    assertEquals(expected[1], cart.speed(), 1e-12);
    assertEquals(expected[2], cart.angle(), 1e-12);
    assertEquals(expected[3], cart.turn(), 1e-12);
  }

  @Test
  void movesAsGymnasiums() {
    CartPole start = new CartPole(0.01, -0.02, 0.03, -0.04);
    assertState(pushed(start, "1"), 0.0096, 0.17467919574755525, 0.0292, -0.3230687179600081);
    assertState(
        pushed(start, "1101000110"),
        0.03313125033249846,
        -0.02066102522319585,
        -0.014882688372168468,
        -0.02540517366792927);
    assertState(
        pushed(new CartPole(-0.04, 0.03, -0.02, 0.01), "11111"),
        0.0020871458678360794,
        1.0076711800108478,
        -0.07895451917893762,
        -1.5020299462445348);
  }

  @Test
  void fallsAsGymnasiums() {
    CartPole rest = new CartPole(0, 0, 0, 0);
    CartPole last = pushed(rest, "00000000");
    assertFalse(last.fallen());
    assertTrue(last.pushed(0).fallen());
    assertState(
        last.pushed(0),
        -0.14065097203306187,
        -1.7603811257683097,
        0.21518604988500967,
        2.777886494012814);
    assertTrue(new CartPole(2.39, 1, 0, 0).pushed(1).fallen());
    assertFalse(new CartPole(2.4, 0, 0, 0).fallen());
  }

  @Test
  void startsNearlyAtRest() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      for (float value : CartPole.start(random).seen()) {
        assertTrue(Math.abs(value) <= 0.05, () -> "" + value);
      }
    }
  }
}
