package io.trihorn.cli.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes parts of a JSON text: it stays JSON, but says something else. */
final class JsonMutator implements Mutator {
  private static final int MOST_CHANGES = 4;
  private static final int DEEPEST = 2_000;

  private static final List<JsonElement> VALUES =
      List.of(
          JsonNull.INSTANCE,
          new JsonPrimitive(true),
          new JsonPrimitive(false),
          new JsonPrimitive(""),
          new JsonPrimitive("Dense"),
          new JsonPrimitive("relu"),
          new JsonPrimitive("float16"),
          new JsonPrimitive("string"),
          new JsonPrimitive("channels_first"),
          new JsonArray(),
          new JsonObject());

  /** A place that can be given another value. */
  private interface Place {
    JsonElement value();

    void set(JsonElement value);

    void remove();
  }

  private record Key(JsonObject in, String name) implements Place {
    @Override
    public JsonElement value() {
      return in.get(name);
    }

    @Override
    public void set(JsonElement value) {
      in.add(name, value);
    }

    @Override
    public void remove() {
      in.remove(name);
    }
  }

  private record Index(JsonArray in, int at) implements Place {
    @Override
    public JsonElement value() {
      return in.get(at);
    }

    @Override
    public void set(JsonElement value) {
      in.set(at, value);
    }

    @Override
    public void remove() {
      in.remove(at);
    }
  }

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    String text = new String(file, StandardCharsets.UTF_8);
    return mutate(text, random).getBytes(StandardCharsets.UTF_8);
  }

  /** A changed text; now and then one that is no JSON. */
  String mutate(String text, RandomGenerator random) {
    JsonElement root = JsonParser.parseString(text);
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      List<Place> places = new ArrayList<>();
      collect(root, places);
      if (!places.isEmpty()) {
        change(places, random);
      }
    }
    String changed = root.toString();
    return random.nextInt(50) == 0
        ? changed.substring(0, random.nextInt(changed.length()))
        : changed;
  }

  private static void collect(JsonElement element, List<Place> places) {
    if (element instanceof JsonObject object) {
      for (String key : object.keySet()) {
        places.add(new Key(object, key));
        collect(object.get(key), places);
      }
    } else if (element instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        places.add(new Index(array, i));
        collect(array.get(i), places);
      }
    }
  }

  private static void change(List<Place> places, RandomGenerator random) {
    Place place = places.get(random.nextInt(places.size()));
    JsonElement other = places.get(random.nextInt(places.size())).value().deepCopy();
    switch (random.nextInt(12)) {
      case 0 -> place.remove();
      case 1, 2 -> place.set(other);
      case 3 -> place.set(wrapped(place.value(), random));
      case 4 -> place.set(inner(place.value(), random));
      case 5 -> doubled(place, random);
      case 6, 7, 8 -> place.set(VALUES.get(random.nextInt(VALUES.size())).deepCopy());
      default -> place.set(number(random));
    }
  }

  private static JsonElement number(RandomGenerator random) {
    return new JsonPrimitive(new BigDecimal(ExtremeNumbers.any(random)));
  }

  /** In a list; rarely in very many. */
  private static JsonElement wrapped(JsonElement value, RandomGenerator random) {
    JsonElement wrapped = value;
    int depth = random.nextInt(40) == 0 ? DEEPEST : 1;
    for (int i = 0; i < depth; i++) {
      JsonArray list = new JsonArray();
      list.add(wrapped);
      wrapped = list;
    }
    return wrapped;
  }

  /** A part of it instead of the whole. */
  private static JsonElement inner(JsonElement value, RandomGenerator random) {
    List<Place> inside = new ArrayList<>();
    collect(value, inside);
    return inside.isEmpty()
        ? JsonNull.INSTANCE
        : inside.get(random.nextInt(inside.size())).value().deepCopy();
  }

  /** Once more under another key, or at the end of its list. */
  private static void doubled(Place place, RandomGenerator random) {
    if (place instanceof Key key) {
      key.in().add(key.name() + random.nextInt(3), key.value().deepCopy());
    } else if (place instanceof Index index) {
      index.in().add(index.value().deepCopy());
    }
  }
}
