/** Charts of trainings and drawings of models. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.trihorn.plots {
  requires transitive io.trihorn.core;
  requires transitive java.desktop;
  requires VectorGraphics2D;
  requires org.eclipse.emf.common;
  requires org.eclipse.elk.alg.layered;
  requires org.eclipse.elk.core;
  requires org.eclipse.elk.graph;
  requires org.knowm.xchart;

  exports io.trihorn.plots;

  provides io.trihorn.model.DotDrawer with
      io.trihorn.plots.ModelDrawer;
}
