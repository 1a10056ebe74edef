package io.trihorn.applications;

import static io.trihorn.layers.Layers.concatenate;

import io.trihorn.layers.base.KerasTensor;

/** Branches of convolutions of several sizes, the large ones factored (Szegedy et al., 2015). */
public final class InceptionV3 extends Application<InceptionV3> {
  InceptionV3() {
    super("InceptionV3", 299, 75, Preprocessing.TF);
  }

  @Override
  String defaultModelName(KerasTensor input) {
    return "inception_v3";
  }

  @Override
  KerasTensor features(Net net, KerasTensor input) {
    Branches to = new Branches(net);
    KerasTensor x = to.stem(input);
    x = fine(net, to, x, 32, 0);
    x = fine(net, to, x, 64, 1);
    x = fine(net, to, x, 64, 2);
    x = firstHalving(net, to, x);
    x = factored(net, to, x, 128, 4);
    x = factored(net, to, x, 160, 5);
    x = factored(net, to, x, 160, 6);
    x = factored(net, to, x, 192, 7);
    x = secondHalving(net, to, x);
    x = spread(net, to, x, 0);
    return spread(net, to, x, 1);
  }

  /** 1 by 1, 5 by 5, twice 3 by 3, and pooling. */
  private static KerasTensor fine(Net net, Branches to, KerasTensor x, int pooled, int id) {
    KerasTensor ones = to.conv(x, 64, 1);
    KerasTensor fives = to.conv(to.conv(x, 48, 1), 64, 5);
    KerasTensor threes = to.conv(to.conv(to.conv(x, 64, 1), 96, 3), 96, 3);
    KerasTensor pool = to.conv(to.averaged(x), pooled, 1);
    return net.merge(concatenate().name("mixed" + id), ones, fives, threes, pool);
  }

  private static KerasTensor firstHalving(Net net, Branches to, KerasTensor x) {
    KerasTensor three = to.inner(x, 384, 3, 2);
    KerasTensor threes = to.inner(to.conv(to.conv(x, 64, 1), 96, 3), 96, 3, 2);
    return net.merge(concatenate().name("mixed3"), three, threes, to.halved(x));
  }

  /** 7 by 7 as rows and columns, once and twice. */
  private static KerasTensor factored(Net net, Branches to, KerasTensor x, int filters, int id) {
    KerasTensor ones = to.conv(x, 192, 1);
    KerasTensor once = to.conv(to.conv(to.conv(x, filters, 1), filters, 1, 7), 192, 7, 1);
    KerasTensor twice = to.conv(to.conv(x, filters, 1), filters, 7, 1);
    twice = to.conv(to.conv(twice, filters, 1, 7), filters, 7, 1);
    twice = to.conv(twice, 192, 1, 7);
    KerasTensor pool = to.conv(to.averaged(x), 192, 1);
    return net.merge(concatenate().name("mixed" + id), ones, once, twice, pool);
  }

  private static KerasTensor secondHalving(Net net, Branches to, KerasTensor x) {
    KerasTensor threes = to.inner(to.conv(x, 192, 1), 320, 3, 2);
    KerasTensor sevens = to.conv(to.conv(to.conv(x, 192, 1), 192, 1, 7), 192, 7, 1);
    sevens = to.inner(sevens, 192, 3, 2);
    return net.merge(concatenate().name("mixed8"), threes, sevens, to.halved(x));
  }

  /** 3 by 3 as rows beside columns. */
  private static KerasTensor spread(Net net, Branches to, KerasTensor x, int id) {
    KerasTensor ones = to.conv(x, 320, 1);
    KerasTensor once = to.conv(x, 384, 1);
    once =
        net.merge(
            concatenate().name("mixed9_" + id), to.conv(once, 384, 1, 3), to.conv(once, 384, 3, 1));
    KerasTensor twice = to.conv(to.conv(x, 448, 1), 384, 3);
    twice = net.merge(concatenate(), to.conv(twice, 384, 1, 3), to.conv(twice, 384, 3, 1));
    KerasTensor pool = to.conv(to.averaged(x), 192, 1);
    return net.merge(concatenate().name("mixed" + (9 + id)), ones, once, twice, pool);
  }

  @Override
  String poolName(String kind) {
    return null;
  }
}
