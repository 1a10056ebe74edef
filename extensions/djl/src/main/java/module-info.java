/** Trihorn as an engine of DJL. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.trihorn.djl {
  requires transitive ai.djl.api;
  requires transitive io.trihorn.core;

  exports io.trihorn.djl;

  provides ai.djl.engine.EngineProvider with
      io.trihorn.djl.TrihornEngineProvider;
  provides io.trihorn.ndarray.EngineModels with
      io.trihorn.djl.TrihornModels;
}
