package io.trihorn.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What TensorFlow.js has of one of Keras's classes: {@code layers.txt} says it for all layers,
 * {@code optimizers.txt} for all optimizers.
 *
 * @param names names there of the attributes that it takes, by Keras's
 * @param choices the values that attributes with a counterpart may have, where not all
 * @param fixed values that attributes without a counterpart must have
 * @param free attributes without a counterpart that change no result
 * @param weights names there of weights that are called otherwise, by Keras's
 * @param flags in order: {@code masks} where it does with a mask what Keras does; an optimizer's
 *     kinds of variables
 */
record ClassRule(
    Map<String, String> names,
    Map<String, Set<String>> choices,
    Map<String, JsonElement> fixed,
    Set<String> free,
    Map<String, String> weights,
    Set<String> flags) {
  private static final Map<String, ClassRule> LAYERS = read("layers.txt");
  private static final Map<String, ClassRule> OPTIMIZERS = read("optimizers.txt");

  /** The rule for a layer's class, null where TensorFlow.js has no such layer. */
  static ClassRule ofLayer(String className) {
    return LAYERS.get(className);
  }

  /** The layers that there are rules for. */
  static Set<String> layers() {
    return LAYERS.keySet();
  }

  /** The rule for an optimizer's class, null where TensorFlow.js has no such optimizer. */
  static ClassRule ofOptimizer(String className) {
    return OPTIMIZERS.get(className);
  }

  private static Map<String, ClassRule> read(String file) {
    Map<String, ClassRule> rules = new LinkedHashMap<>();
    try (InputStream in = ClassRule.class.getResourceAsStream(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +"))
          .forEach(words -> rules.put(words[0], parse(words)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return rules;
  }

  private static ClassRule parse(String[] words) {
    ClassRule rule =
        new ClassRule(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new HashSet<>(),
            new LinkedHashMap<>(),
            new LinkedHashSet<>());
    Arrays.stream(words).skip(1).forEach(rule::add);
    return rule;
  }

  private void add(String word) {
    int to = word.indexOf('>');
    int is = word.indexOf('=');
    if (word.startsWith("@")) {
      weights.put(word.substring(1, to), word.substring(to + 1));
    } else if (word.startsWith("&")) {
      flags.add(word.substring(1));
    } else if (word.indexOf(':') > 0) {
      String name = word.substring(0, word.indexOf(':'));
      names.put(name, name);
      choices.put(name, Set.of(word.substring(name.length() + 1).split(",")));
    } else if (is > 0) {
      fixed.put(word.substring(0, is), JsonParser.parseString(word.substring(is + 1)));
    } else if (word.endsWith("~")) {
      free.add(word.substring(0, word.length() - 1));
    } else if (word.endsWith("*")) {
      String stem = word.substring(0, word.length() - 1);
      for (String end : new String[] {"_initializer", "_regularizer", "_constraint"}) {
        names.put(stem + end, stem + end);
      }
    } else {
      names.put(to > 0 ? word.substring(0, to) : word, word.substring(to + 1));
    }
  }
}
