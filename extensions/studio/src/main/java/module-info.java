/** Trainings in the browser. */
@SuppressWarnings("requires-automatic")
module io.trihorn.studio {
  requires transitive io.trihorn.core;
  requires io.trihorn.texts;
  requires io.javalin;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires de.siegmar.fastcsv;
  requires org.eclipse.elk.alg.layered;
  requires org.eclipse.elk.core;
  requires org.eclipse.elk.graph;
  // What the lists of ELK's graphs are.
  requires org.eclipse.emf.common;
  requires org.eclipse.emf.ecore;

  exports io.trihorn.studio;
}
