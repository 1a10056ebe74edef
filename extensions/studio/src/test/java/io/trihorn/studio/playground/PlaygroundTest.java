package io.trihorn.studio.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Points of the plane and networks that learn them. */
class PlaygroundTest {
  private static Settings settings(PlaneData data, List<Feature> features, List<Integer> layers) {
    return new Settings(data, 0, 50, features, layers, "tanh", 0.1, "none", 0, 10, 1, "reference");
  }

  @ParameterizedTest
  @EnumSource
  void drawsBothClassesInThePlane(PlaneData data) {
    List<PlaneData.Spot> spots = data.draw(400, 0.1, 3);
    assertEquals(spots, data.draw(400, 0.1, 3));
    long positive = spots.stream().filter(s -> s.label() == 1).count();
    assertTrue(positive > 120 && positive < 280, data + ": " + positive);
    // A half has both, in any order.
    long half = spots.subList(0, 200).stream().filter(s -> s.label() == 1).count();
    assertTrue(half > 50 && half < 150, data + ": " + half);
    long inside = spots.stream().filter(s -> Math.abs(s.x()) <= 6 && Math.abs(s.y()) <= 6).count();
    assertTrue(inside > 390, data + ": " + inside);
  }

  /** Each set with what a network needs for it. */
  @Test
  void learnsThem() {
    learns(settings(PlaneData.GAUSS, List.of(Feature.X1, Feature.X2), List.of()), 5);
    learns(settings(PlaneData.XOR, List.of(Feature.PRODUCT), List.of()), 5);
    learns(
        settings(PlaneData.CIRCLE, List.of(Feature.X1_SQUARED, Feature.X2_SQUARED), List.of(3)),
        20);
  }

  private static void learns(Settings settings, int epochs) {
    try (PlaneModel model = new PlaneModel(settings)) {
      double before = model.frame().testLoss();
      for (int i = 0; i < epochs; i++) {
        model.step();
      }
      Frame frame = model.frame();
      assertEquals(epochs, frame.epoch());
      assertTrue(
          frame.testLoss() < 0.1 && frame.testLoss() < before / 2,
          settings.data() + ": " + before + " to " + frame.testLoss());
    }
  }

  @Test
  void picturesAreWhatTheNetworkSays() {
    Settings settings = settings(PlaneData.GAUSS, List.of(Feature.X1, Feature.X2), List.of(3, 2));
    try (PlaneModel model = new PlaneModel(settings)) {
      for (int i = 0; i < 5; i++) {
        model.step();
      }
      Frame frame = model.frame();
      assertEquals(List.of(3, 2, 1), frame.pictures().stream().map(List::size).toList());
      assertEquals(2, frame.weights().get(0).length);
      assertEquals(3, frame.weights().get(0)[0].length);
      byte[] output = Base64.getDecoder().decode(frame.pictures().get(2).get(0));
      assertEquals(frame.side() * frame.side(), output.length);
      // The cloud of 1 is above on the right, that of -1 below on the left.
      int above = output[5 * frame.side() + frame.side() - 6] & 0xff;
      int below = output[(frame.side() - 6) * frame.side() + 5] & 0xff;
      assertTrue(above > 220 && below < 35, above + " " + below);
    }
  }

  @Test
  void regularizationShrinksWeights() {
    double[] sizes = new double[2];
    for (int i = 0; i < 2; i++) {
      Settings settings =
          new Settings(
              PlaneData.GAUSS,
              0,
              50,
              List.of(Feature.X1, Feature.X2),
              List.of(4),
              "tanh",
              0.1,
              i == 0 ? "none" : "l2",
              0.3,
              10,
              1,
              "reference");
      try (PlaneModel model = new PlaneModel(settings)) {
        for (int e = 0; e < 5; e++) {
          model.step();
        }
        for (float[] row : model.frame().weights().get(0)) {
          for (float weight : row) {
            sizes[i] += weight * weight;
          }
        }
      }
    }
    assertTrue(sizes[1] < sizes[0] / 4, sizes[0] + " " + sizes[1]);
  }

  @Test
  void refusesWhatIsOutOfBounds() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> settings(PlaneData.XOR, List.of(Feature.X1), List.of(9)))
            .getMessage();
    assertTrue(message.contains("layers should be at most 6 of 1 to 8 neurons"), message);
    assertThrows(
        IllegalArgumentException.class, () -> settings(PlaneData.XOR, List.of(), List.of(1)));
    assertThrows(
        IllegalArgumentException.class, () -> settings(null, List.of(Feature.X1), List.of(1)));
  }

  @Test
  void sessionsRunWaitAndStep() throws InterruptedException {
    BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    try (Session session =
        new Session(
            settings(PlaneData.XOR, List.of(Feature.X1, Feature.X2), List.of(2)), frames::add)) {
      assertEquals(0, frames.poll(60, TimeUnit.SECONDS).epoch());
      session.step();
      assertEquals(1, frames.poll(60, TimeUnit.SECONDS).epoch());
      session.run(true);
      int epoch = 0;
      while (epoch < 4) {
        epoch = frames.poll(60, TimeUnit.SECONDS).epoch();
      }
      session.run(false);
      int last = epoch;
      for (Frame f = frames.poll(2, TimeUnit.SECONDS);
          f != null;
          f = frames.poll(2, TimeUnit.SECONDS)) {
        last = f.epoch();
      }
      assertEquals(last, session.last().epoch());
    }
  }
}
