package io.trihorn.serving.grpc;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.trihorn.serving.models.BearerToken;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingMetrics;
import io.trihorn.serving.models.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The server of the Open Inference Protocol over gRPC. */
public final class GrpcServer implements AutoCloseable {
  private static final String SERVICE = "inference.GRPCInferenceService";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Probes have no token, and learn nothing but that the server is there. */
  private static final String HEALTH = "Server(Live|Ready)";

  private static final Bytes BYTES = new Bytes();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "grpc");
            thread.setDaemon(true);
            return thread;
          });
  private final Duration grace;
  private final Server server;

  /**
   * A server, listening.
   *
   * @param port 0 for any that is free
   * @param tls null for no encryption
   * @param grace how long the last requests are waited for at the end
   * @throws IOException if it cannot listen there, or the files of TLS cannot be read
   */
  public GrpcServer(
      String host,
      int port,
      Tls tls,
      BearerToken token,
      Limits limits,
      ServedModels models,
      ServingMetrics metrics,
      Duration grace)
      throws IOException {
    this.grace = grace;
    ServerCredentials credentials =
        tls == null
            ? InsecureServerCredentials.create()
            : TlsServerCredentials.create(tls.certificate().toFile(), tls.key().toFile());
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port), credentials)
            .executor(threads)
            .maxInboundMessageSize((int) limits.bodyBytes())
            .maxConcurrentCallsPerConnection(1_000)
            .intercept(new Guard(token))
            .addService(service(new InferService(models, limits, metrics, threads)))
            .build()
            .start();
  }

  private static ServerServiceDefinition service(InferService service) {
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(SERVICE);
    service
        .methods()
        .forEach(
            (name, method) -> builder.addMethod(method(name), ServerCalls.asyncUnaryCall(method)));
    return builder.build();
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setType(MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  /** Messages as they come; each method reads its own. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Guard(BearerToken token) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (!String.valueOf(call.getMethodDescriptor().getBareMethodName()).matches(HEALTH)) {
        try {
          token.check(headers.get(AUTHORIZATION));
        } catch (ServingException e) {
          call.close(InferService.status(e), new Metadata());
          return new ServerCall.Listener<>() {};
        }
      }
      return next.startCall(call, headers);
    }
  }

  /** The port at which it listens. */
  public int port() {
    return server.getPort();
  }

  /** Answers what is there, and stops. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
