package io.trihorn.studio.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** JSON as pages read it: what is no finite number is null. */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, new Doubles())
          .registerTypeAdapter(Double.class, new Doubles())
          .registerTypeAdapter(float.class, new Floats())
          .create();

  private Json() {}

  /** An object as JSON. */
  public static String text(Object value) {
    return GSON.toJson(value);
  }

  private static final class Doubles extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || !Double.isFinite(value)) {
        out.nullValue();
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      return in.nextDouble();
    }
  }

  /** Of scores and such four digits are enough. */
  private static final class Floats extends TypeAdapter<Float> {
    private static final double DIGITS = 1e4;

    @Override
    public void write(JsonWriter out, Float value) throws IOException {
      if (!Float.isFinite(value)) {
        out.nullValue();
      } else {
        out.value(Math.rint(value * DIGITS) / DIGITS);
      }
    }

    @Override
    public Float read(JsonReader in) throws IOException {
      return (float) in.nextDouble();
    }
  }
}
