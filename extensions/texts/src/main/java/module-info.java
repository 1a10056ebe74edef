/** Trainings as texts. */
@SuppressWarnings("requires-automatic")
module io.trihorn.texts {
  requires transitive io.trihorn.core;
  requires org.snakeyaml.engine.v2;

  exports io.trihorn.texts;
}
