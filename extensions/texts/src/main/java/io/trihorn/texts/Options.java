package io.trihorn.texts;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/**
 * The options of something, which are asked for one by one; {@link #done} refuses those that were
 * not.
 */
final class Options {
  private final String what;
  private final Block block;
  private final Map<String, Block> fields;
  private final Path folder;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Options of an object.
   *
   * @param what what it is, for messages
   * @param folder what paths are relative to
   */
  Options(String what, Block block, Path folder) {
    this.what = what;
    this.block = block;
    this.fields = block.fields(what);
    this.folder = folder;
  }

  /** The block of an option, null where it is not there or null. */
  Block block(String key) {
    asked.add(key);
    Block found = fields.get(key);
    return found == null || found.value() == null ? null : found;
  }

  private String named(String key) {
    return key + " of " + what;
  }

  /** The block of an option that must be there. */
  Block required(String key) {
    Block found = block(key);
    if (found == null) {
      throw block.place().wrong(what + " needs " + key);
    }
    return found;
  }

  void text(String key, Consumer<String> setter) {
    Block found = block(key);
    if (found != null) {
      set(found, () -> setter.accept(found.text(named(key))));
    }
  }

  void number(String key, DoubleConsumer setter) {
    Block found = block(key);
    if (found != null) {
      set(found, () -> setter.accept(found.number(named(key))));
    }
  }

  void integer(String key, IntConsumer setter) {
    Block found = block(key);
    if (found != null) {
      set(
          found,
          () -> {
            long value = found.integer(named(key), 0);
            if (value > Integer.MAX_VALUE) {
              throw found.place().wrong(named(key) + " is too large: " + value);
            }
            setter.accept((int) value);
          });
    }
  }

  void flag(String key, Consumer<Boolean> setter) {
    Block found = block(key);
    if (found != null) {
      set(found, () -> setter.accept(found.flag(named(key))));
    }
  }

  String requiredText(String key) {
    return required(key).text(named(key));
  }

  /** The path that an option must give. */
  Path requiredPath(String key) {
    return path(key, required(key));
  }

  /** The path that an option gives, null where it is not there. */
  Path path(String key) {
    Block found = block(key);
    return found == null ? null : path(key, found);
  }

  private Path path(String key, Block found) {
    try {
      return folder.resolve(found.text(named(key)));
    } catch (InvalidPathException e) {
      throw found.place().wrong(named(key) + " is no path: " + e.getMessage(), e);
    }
  }

  /** The paths that an option gives, one or a list. */
  List<Path> requiredPaths(String key) {
    Block found = required(key);
    return found.value() instanceof List<?>
        ? found.items(key).stream().map(item -> path(key, item)).toList()
        : List.of(path(key, found));
  }

  /** The text of an option, of some that there are. */
  String choice(String key, Set<String> choices, String otherwise) {
    Block found = block(key);
    if (found == null) {
      return otherwise;
    }
    String text = found.text(named(key));
    if (!choices.contains(text)) {
      throw found
          .place()
          .wrong(
              "%s should be one of %s, but is %s"
                  .formatted(named(key), Block.sorted(choices), text));
    }
    return text;
  }

  private void set(Block found, Runnable setter) {
    Plain.at(
        what,
        found,
        () -> {
          setter.run();
          return null;
        });
  }

  /**
   * Ends the asking.
   *
   * @throws TextException if there are options that nothing asked for
   */
  void done() {
    block.fields(what, asked);
  }
}
