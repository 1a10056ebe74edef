package io.trihorn.tribuo;

import java.util.Collections;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.kmeans.KMeansTrainer;
import org.tribuo.clustering.kmeans.KMeansTrainer.Initialisation;
import org.tribuo.math.distance.DistanceType;
import org.tribuo.math.la.DenseVector;

/** k-means by Tribuo: what rows have in common, as weights or features of a network. */
public final class KMeans {
  private KMeans() {}

  /**
   * The centres of clusters, begun by k-means++.
   *
   * @param rows {@code (rows, columns)}
   * @param count of clusters
   * @param iterations at most
   * @param seed one seed gives the same centres
   * @return {@code (count, columns)}
   */
  public static float[][] centres(float[][] rows, int count, int iterations, long seed) {
    var trainer =
        new KMeansTrainer(
            count, iterations, DistanceType.L2.getDistance(), Initialisation.PLUSPLUS, 1, seed);
    var nowhere = Collections.nCopies(rows.length, new ClusterID(ClusterID.UNASSIGNED));
    DenseVector[] found =
        trainer.train(Rows.dataset(rows, nowhere, new ClusteringFactory())).getCentroidVectors();
    float[][] centres = new float[count][rows[0].length];
    for (int i = 0; i < count; i++) {
      for (int column = 0; column < centres[i].length; column++) {
        centres[i][column] = (float) found[i].get(column);
      }
    }
    return centres;
  }
}
