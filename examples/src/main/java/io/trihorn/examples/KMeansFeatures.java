package io.trihorn.examples;

import static io.trihorn.layers.Layers.averagePooling2d;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;

import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import io.trihorn.tribuo.KMeans;
import java.io.IOException;
import java.util.List;

/**
 * k-means features (Coates and Ng, 2012): the filters of a convolution are what pieces of digits
 * have in common, without labels, and stay as they are; 1,000 labels then train a last layer. The
 * figure is the accuracy on the digits for testing; a last layer on the pixels is printed beside
 * it.
 */
public final class KMeansFeatures implements Example {
  private static final int SIZE = 7;
  private static final int COUNT = 64;

  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    float[][] pieces = Pieces.normalized(mnist.train(), 20_000, SIZE, 1);
    float[][] centres = KMeans.centres(pieces, COUNT, epochs, 1);
    var filters = conv2d(COUNT, SIZE).activation("relu");
    List<Layer> layers =
        List.of(input(28, 28, 1), filters, averagePooling2d(6).strides(4), flatten());
    new Sequential(layers).setWeights(List.of(Pieces.asKernel(centres), new float[COUNT]));
    filters.setTrainable(false);
    double found = FewLabels.accuracy(mnist, layers);
    System.out.printf(
        "accuracy with 1,000 labels: %.4f; on pixels: %.4f%n",
        found, FewLabels.accuracy(mnist, List.of(input(28, 28, 1), flatten())));
    return found;
  }
}
