package io.trihorn.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server of files on this machine, which keeps what is sent to it until {@code /done} comes. */
final class Site implements AutoCloseable {
  private static final Map<String, String> TYPES =
      Map.of(
          ".html", "text/html",
          ".js", "text/javascript",
          ".mjs", "text/javascript",
          ".json", "application/json",
          ".wasm", "application/wasm");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Map<String, Path> roots = new LinkedHashMap<>();
  private final Map<String, byte[]> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> missing = new ConcurrentLinkedQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);

  /** A server of a folder and, under names, of others. */
  Site(Path folder, Map<String, Path> others) throws IOException {
    others.forEach((name, path) -> roots.put("/" + name + "/", path));
    roots.put("/", folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("POST")) {
        sent.put(path, exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(204, -1);
        if (path.equals("/done")) {
          done.countDown();
        }
        return;
      }
      Path file = file(path);
      if (file == null) {
        missing.add(path);
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      String type = dot < 0 ? null : TYPES.get(name.substring(dot));
      exchange
          .getResponseHeaders()
          .set("Content-Type", type == null ? "application/octet-stream" : type);
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Path file(String path) {
    for (Map.Entry<String, Path> root : roots.entrySet()) {
      if (path.startsWith(root.getKey())) {
        Path file = root.getValue().resolve(path.substring(root.getKey().length())).normalize();
        return file.startsWith(root.getValue()) && Files.isRegularFile(file) ? file : null;
      }
    }
    return null;
  }

  /** Waits until {@code /done} is sent; whether it was. */
  boolean await(long seconds) throws InterruptedException {
    return done.await(seconds, TimeUnit.SECONDS);
  }

  /** What was sent, by path. */
  Map<String, byte[]> sent() {
    return sent;
  }

  /** What was asked for and not there, but for a page's icon. */
  List<String> missing() {
    return missing.stream().filter(path -> !path.equals("/favicon.ico")).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
