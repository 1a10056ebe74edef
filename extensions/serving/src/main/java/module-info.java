/** An inference server. */
@SuppressWarnings("requires-automatic")
module io.trihorn.serving {
  requires transitive io.trihorn.core;
  requires io.javalin;
  requires io.grpc;
  requires io.grpc.netty.shaded;
  requires io.grpc.stub;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.eclipse.jetty.server;
  requires org.slf4j;

  exports io.trihorn.serving;
  exports io.trihorn.serving.models;
}
