package io.trihorn.caffe;

import io.trihorn.layers.base.KerasTensor;
import java.util.List;

/** How a type of Caffe's layers becomes layers and operations of a model. */
interface Rule {
  /** Returns the tops, in order. */
  List<KerasTensor> build(Site site);

  /** A rule of one top. */
  interface One {
    KerasTensor build(Site site);
  }

  static Rule one(One rule) {
    return site -> List.of(rule.build(site));
  }
}
