/** The architectures of {@code keras.applications}. */
module io.trihorn.zoo {
  requires transitive io.trihorn.core;

  exports io.trihorn.applications;
}
