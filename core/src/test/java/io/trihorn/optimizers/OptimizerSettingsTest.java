package io.trihorn.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Optimizers by their factories, and what all of them can be set to. */
class OptimizerSettingsTest {
  private static Stream<Optimizer> factories() {
    return Stream.of(
        Optimizers.sgd(0.25),
        Optimizers.adam(0.25),
        Optimizers.adamw(0.25),
        Optimizers.adamax(0.25),
        Optimizers.nadam(0.25),
        Optimizers.rmsprop(0.25),
        Optimizers.adadelta(0.25),
        Optimizers.adagrad(0.25),
        Optimizers.adafactor(0.25),
        Optimizers.ftrl(0.25),
        Optimizers.lion(0.25),
        Optimizers.lamb(0.25),
        Optimizers.muon(0.25),
        Optimizers.scheduleFreeAdamW(0.25));
  }

  @Test
  void eachFactoryGivesItsClassAndRate() {
    List<Optimizer> made = factories().toList();
    assertEquals(
        List.of(
            "SGD",
            "Adam",
            "AdamW",
            "Adamax",
            "Nadam",
            "RMSprop",
            "Adadelta",
            "Adagrad",
            "Adafactor",
            "Ftrl",
            "Lion",
            "Lamb",
            "Muon",
            "ScheduleFreeAdamW"),
        made.stream().map(Optimizer::className).toList());
    for (Optimizer optimizer : made) {
      assertEquals(0.25, optimizer.learningRate());
      assertEquals(0.25, optimizer.getConfig().get("learning_rate").getAsDouble());
      Optimizer byName = Optimizers.get(optimizer.className(), Map.of("learning_rate", 0.25));
      assertEquals(optimizer.getConfig(), byName.getConfig());
    }
  }

  private static String refused(String key, Object value) {
    return assertThrows(
            ConfigException.class, () -> Optimizers.get("SGD", Map.of(key, value, "use_ema", true)))
        .getMessage();
  }

  @Test
  void bounds() {
    for (double momentum : new double[] {-0.1, 1.1}) {
      assertEquals(
          "ema_momentum should be from 0 to 1, but is " + momentum,
          refused("ema_momentum", momentum));
    }
    assertEquals(
        "ema_overwrite_frequency should be null or at least 1, but is 0",
        refused("ema_overwrite_frequency", 0));
    assertEquals(
        "gradient_accumulation_steps should be null or at least 2, but is 1",
        refused("gradient_accumulation_steps", 1));
    assertTrue(
        assertThrows(ConfigException.class, () -> new SGD().clipnorm(1.0).globalClipnorm(1.0))
            .getMessage()
            .contains("clips in one way"));
    for (double momentum : new double[] {0, 1}) {
      Map<String, Object> edge =
          Map.of("ema_momentum", momentum, "use_ema", true, "ema_overwrite_frequency", 1);
      Optimizer optimizer = Optimizers.get("SGD", edge);
      assertEquals(momentum, optimizer.getConfig().get("ema_momentum").getAsDouble());
    }
    // What is not used may be anything.
    assertEquals(7, new SGD().emaMomentum(7).getConfig().get("ema_momentum").getAsDouble());
  }

  @Test
  void chains() {
    OptimizerSettings settings = new SGD().settings();
    assertSame(settings, settings.weightDecay(0.1));
    assertSame(settings, settings.clipNorm(1.0));
    assertSame(settings, settings.clipNorm(null));
    assertSame(settings, settings.globalClipNorm(1.0));
    assertSame(settings, settings.globalClipNorm(null));
    assertSame(settings, settings.clipValue(1.0));
    assertSame(settings, settings.lossScaleFactor(2.0));
    assertSame(settings, settings.gradientAccumulationSteps(2));
    assertSame(settings, settings.ema(0.5, 3));
    SGD sgd = new SGD();
    assertSame(sgd, sgd.excludeFromWeightDecay("bias").weightDecay(0.1).name("own"));
    assertEquals("own", sgd.name());
    Muon muon = Optimizers.muon(0.1);
    assertSame(muon, muon.excludeLayers(List.of("head")));
  }

  @Test
  void stepsOfAnUpdate() {
    assertEquals(1, new SGD().stepsOfUpdate());
    assertEquals(3, new SGD().gradientAccumulationSteps(3).stepsOfUpdate());
  }
}
