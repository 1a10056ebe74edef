package io.trihorn.callbacks;

import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the epoch and its logs to a server, as a field of a form or as JSON. A server that is not
 * there or says no is warned of; training goes on.
 */
public final class RemoteMonitor implements Callback {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteMonitor.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private String root = "http://localhost:9000";
  private String path = "/publish/epoch/end/";
  private String field = "data";
  private Map<String, String> headers = Map.of();
  private boolean sendAsJson;
  private HttpClient client;

  /** Posts to {@code http://localhost:9000/publish/epoch/end/}. */
  public RemoteMonitor() {}

  /** The server. */
  public RemoteMonitor root(String value) {
    root = value;
    return this;
  }

  /** What stands behind the server's name. */
  public RemoteMonitor path(String value) {
    path = value;
    return this;
  }

  /** The field of the form that holds the logs; by default {@code data}. */
  public RemoteMonitor field(String value) {
    field = value;
    return this;
  }

  /** Headers of the request; by default none. */
  public RemoteMonitor headers(Map<String, String> values) {
    headers = new LinkedHashMap<>(values);
    return this;
  }

  /** Whether the body is JSON instead of a form; by default it is not. */
  public RemoteMonitor sendAsJson(boolean value) {
    sendAsJson = value;
    return this;
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    HttpRequest request = request(epoch, logs);
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    }
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 400) {
        LOG.warn("RemoteMonitor: {} answered with status {}", request.uri(), status);
      }
    } catch (IOException e) {
      LOG.warn("RemoteMonitor could not reach {}: {}", request.uri(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is posted at the end of an epoch. */
  HttpRequest request(int epoch, Map<String, Double> logs) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
    request.header(
        "Content-Type", sendAsJson ? "application/json" : "application/x-www-form-urlencoded");
    headers.forEach(request::setHeader);
    return request.POST(HttpRequest.BodyPublishers.ofString(body(epoch, logs))).build();
  }

  /** The body of what is posted. */
  String body(int epoch, Map<String, Double> logs) {
    String json =
        logs.entrySet().stream()
            .map(e -> ", \"" + e.getKey() + "\": " + PythonNumbers.text(e.getValue()))
            .collect(Collectors.joining("", "{\"epoch\": " + epoch, "}"));
    return sendAsJson
        ? json
        : URLEncoder.encode(field, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(json, StandardCharsets.UTF_8);
  }
}
