package io.trihorn.applications;

import static io.trihorn.layers.Layers.batchNormalization;

import io.trihorn.layers.base.Layer;
import java.util.List;

/**
 * An architecture for images of 224 by 224 made of stages, each of some blocks, whose normalization
 * all has one epsilon.
 */
abstract class StagedNet<A extends StagedNet<A>> extends Application<A> {
  private static final double EPSILON = 1.001e-5;

  /** How many blocks each stage has. */
  final List<Integer> blocks;

  StagedNet(String kerasName, List<Integer> blocks, Preprocessing preprocessing) {
    super(kerasName, 224, 32, preprocessing);
    this.blocks = blocks;
  }

  static Layer norm(String name) {
    return batchNormalization().epsilon(EPSILON).name(name);
  }
}
