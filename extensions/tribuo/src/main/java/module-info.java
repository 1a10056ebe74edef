/** Models as trainers of Tribuo. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.trihorn.tribuo {
  requires transitive io.trihorn.core;
  requires transitive org.tribuo.core;
  requires transitive org.tribuo.classification.core;
  requires transitive org.tribuo.regression.core;
  requires transitive com.oracle.labs.mlrg.olcut;
  requires transitive com.google.protobuf;
  requires org.tribuo.clustering.core;
  requires org.tribuo.clustering.kmeans;
  requires org.tribuo.math;

  exports io.trihorn.tribuo;

  // Tribuo reads the attributes of trainers by reflection.
  opens io.trihorn.tribuo;
}
