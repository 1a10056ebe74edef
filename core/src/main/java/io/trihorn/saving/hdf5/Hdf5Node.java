package io.trihorn.saving.hdf5;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A group or an array of an HDF5 file, with its attributes. */
public abstract sealed class Hdf5Node permits Hdf5Group, Hdf5Dataset {
  private final String path;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final Set<String> ascii = new HashSet<>();

  Hdf5Node(String path) {
    this.path = path;
  }

  /** The path from the root, {@code layers/dense/vars}; empty for the root. */
  public final String path() {
    return path;
  }

  /** The attributes: each a {@link String} or a list of strings. */
  public final Map<String, Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  /** Whether there is an attribute of this name. */
  public final boolean hasAttribute(String name) {
    return attributes.containsKey(name);
  }

  /**
   * An attribute that is one string.
   *
   * @throws Hdf5Exception if it is not there, or is something else
   */
  public final String text(String name) {
    if (attributes.get(name) instanceof String text) {
      return text;
    }
    throw new Hdf5Exception(wrong(name, "a string"));
  }

  /**
   * An attribute that is a list of strings; an empty array of any type is an empty list.
   *
   * @throws Hdf5Exception if it is not there, or is something else
   */
  public final List<String> texts(String name) {
    if (attributes.get(name) instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new Hdf5Exception(wrong(name, "a list of strings"));
  }

  private String wrong(String name, String expected) {
    return "'/"
        + path
        + "' should have "
        + expected
        + " as its attribute '"
        + name
        + "', but "
        + (hasAttribute(name) ? "that is " + attributes.get(name) : "has none");
  }

  /** Sets an attribute that is one string, written as UTF-8 of variable length. */
  public final void setText(String name, String value) {
    attributes.put(name, value);
  }

  /** Sets an attribute that is a list of strings; an empty list is written as h5py writes it. */
  public final void setTexts(String name, List<String> values) {
    attributes.put(name, List.copyOf(values));
  }

  /** Says that an attribute's text is ASCII, as h5py does where Python gives it bytes. */
  public final void markAscii(String name) {
    ascii.add(name);
  }

  /** Whether an attribute's text is said to be ASCII instead of UTF-8. */
  final boolean isAscii(String name) {
    return ascii.contains(name);
  }
}
