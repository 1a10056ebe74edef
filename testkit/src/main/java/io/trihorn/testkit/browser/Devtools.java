package io.trihorn.testkit.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A browser's page, moved by its mouse and asked by scripts: the DevTools protocol. */
public final class Devtools implements AutoCloseable {
  private static final int SECONDS = 60;
  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "Enter", 13, "ArrowRight", 39, "ArrowLeft", 37);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final WebSocket socket;
  private int next;

  /** The first page of the browser that listens at a port of this machine. */
  Devtools(int port) throws IOException, InterruptedException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build();
    String answer = client.send(list, HttpResponse.BodyHandlers.ofString()).body();
    JsonArray targets = JsonParser.parseString(answer).getAsJsonArray();
    String address = null;
    for (JsonElement e : targets) {
      JsonObject target = e.getAsJsonObject();
      if (target.get("type").getAsString().equals("page")) {
        address = target.get("webSocketDebuggerUrl").getAsString();
      }
    }
    socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Listener()).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          waiting.remove(message.get("id").getAsInt()).complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }

  private JsonObject call(String method, JsonObject parameters) throws IOException {
    JsonObject message = new JsonObject();
    int id = ++next;
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonObject got = answer.get(SECONDS, TimeUnit.SECONDS);
      if (got.has("error")) {
        throw new IOException(method + ": " + got.get("error"));
      }
      return got.getAsJsonObject("result");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException(method + " does not answer", e);
    }
  }

  /** The value of a script, as text. */
  public String evaluate(String script) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", "String(" + script + ")");
    JsonObject result = call("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new IOException(script + ": " + result.get("exceptionDetails"));
    }
    return result.getAsJsonObject("result").get("value").getAsString();
  }

  /** Clicks on an element, by its id. */
  public void click(String id) throws IOException {
    clickOn("#" + id);
  }

  /** Clicks on the first element that a selector of styles finds, after scrolling to it. */
  public void clickOn(String selector) throws IOException {
    evaluate(found(selector) + ".scrollIntoView({block: 'center', behavior: 'instant'})");
    double[] at = place(selector);
    mouse("mousePressed", at[0] + at[2] / 2, at[1] + at[3] / 2);
    mouse("mouseReleased", at[0] + at[2] / 2, at[1] + at[3] / 2);
  }

  private static String found(String selector) {
    return "document.querySelector(" + new JsonPrimitive(selector) + ")";
  }

  /** Where an element is: left, top, width, height. */
  private double[] place(String selector) throws IOException {
    String box = found(selector) + ".getBoundingClientRect()";
    double[] place = new double[4];
    String[] sides = {"left", "top", "width", "height"};
    for (int i = 0; i < place.length; i++) {
      place[i] = Double.parseDouble(evaluate(box + "." + sides[i]));
    }
    return place;
  }

  /** Draws a line through points of an element, from 0 to 1 in its width and height. */
  public void draw(String id, double[][] points) throws IOException {
    double[] at = place("#" + id);
    for (int i = 0; i < points.length; i++) {
      double x = at[0] + points[i][0] * at[2];
      double y = at[1] + points[i][1] * at[3];
      if (i == 0) {
        mouse("mousePressed", x, y);
      }
      mouse("mouseMoved", x, y);
      if (i == points.length - 1) {
        mouse("mouseReleased", x, y);
      }
    }
  }

  private void mouse(String type, double x, double y) throws IOException {
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.addProperty("x", x);
    event.addProperty("y", y);
    event.addProperty("button", "left");
    event.addProperty("buttons", type.equals("mouseReleased") ? 0 : 1);
    event.addProperty("clickCount", 1);
    call("Input.dispatchMouseEvent", event);
  }

  /** Types where the keyboard is, instead of what is chosen. */
  public void type(String text) throws IOException {
    JsonObject typed = new JsonObject();
    typed.addProperty("text", text);
    call("Input.insertText", typed);
  }

  /** Presses and releases a key, by its name such as {@code Tab}. */
  public void press(String key) throws IOException {
    for (String type : List.of("keyDown", "keyUp")) {
      JsonObject event = new JsonObject();
      event.addProperty("type", type);
      event.addProperty("key", key);
      event.addProperty("code", key);
      event.addProperty("windowsVirtualKeyCode", KEYS.getOrDefault(key, 0));
      if (key.equals("Enter")) {
        event.addProperty("text", "\r");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** Opens another page. */
  public void open(String address) throws IOException {
    JsonObject where = new JsonObject();
    where.addProperty("url", address);
    call("Page.navigate", where);
  }

  /** The size of the window, in pixels, and whether dark pages are preferred. */
  public void look(int width, int height, boolean dark) throws IOException {
    JsonObject size = new JsonObject();
    size.addProperty("width", width);
    size.addProperty("height", height);
    size.addProperty("deviceScaleFactor", 1);
    size.addProperty("mobile", false);
    call("Emulation.setDeviceMetricsOverride", size);
    JsonObject scheme = new JsonObject();
    scheme.addProperty("name", "prefers-color-scheme");
    scheme.addProperty("value", dark ? "dark" : "light");
    JsonArray features = new JsonArray();
    features.add(scheme);
    JsonObject media = new JsonObject();
    media.add("features", features);
    call("Emulation.setEmulatedMedia", media);
  }

  /** A picture of the window. */
  public byte[] screenshot() throws IOException {
    return Base64.getDecoder()
        .decode(call("Page.captureScreenshot", new JsonObject()).get("data").getAsString());
  }

  @Override
  public void close() {
    socket.abort();
  }
}
