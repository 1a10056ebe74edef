package io.trihorn.serving;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client of a server in this process. */
final class Client {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  Client(int port) {
    address = "http://127.0.0.1:" + port;
  }

  /** An answer. */
  record Reply(int status, byte[] bytes, HttpResponse<byte[]> whole) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonObject json() {
      return JsonParser.parseString(text()).getAsJsonObject();
    }

    JsonElement json(String key) {
      return json().get(key);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  Reply post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> reply = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Reply(reply.statusCode(), reply.body(), reply);
  }
}
