package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names beside a file that somebody writes it under. A lock says that they are in use; it goes with
 * its process, however that ends. All names are {@code .NAME.UUID} and what follows.
 */
final class Claim implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final int TRIES = 3;

  /** The temporary file. */
  static final String TEMPORARY = ".tmp";

  /** What was there before, while it is replaced. */
  static final String SAVED = ".old";

  /** The locks of this process: a system may give up all of a file when one handle is closed. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path stem;
  private final Path lock;
  private final FileChannel channel;

  private Claim(Path stem, Path lock, FileChannel channel) {
    this.stem = stem;
    this.lock = lock;
    this.channel = channel;
  }

  /** What all names beside a file begin with. */
  static String prefix(Path file) {
    return "." + file.getFileName() + ".";
  }

  /** New names beside a file. */
  static Claim beside(Path file) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Claim claim = take(file.resolveSibling(prefix(file) + UUID.randomUUID()));
      if (claim != null && Files.exists(claim.lock)) {
        return claim;
      }
      // Somebody took it for a leftover between its making and its locking.
      if (claim != null) {
        claim.close();
      }
    }
    // Some network drives have no locks; then nobody can tell leftovers there, and all stay.
    return new Claim(file.resolveSibling(prefix(file) + UUID.randomUUID()), null, null);
  }

  /** Claims names, or gives null where somebody has, or where that cannot be found out. */
  static Claim take(Path stem) throws IOException {
    Path lock = stem.resolveSibling(stem.getFileName() + LOCK);
    if (!OURS.add(lock)) {
      return null;
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = isLocked(channel);
      return taken ? new Claim(stem, lock, channel) : null;
    } finally {
      if (!taken) {
        OURS.remove(lock);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return false;
    }
  }

  private Path with(String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }

  /** Where the file is written. */
  Path file() {
    return with(TEMPORARY);
  }

  /** Where what was there before is kept while it is replaced. */
  Path saved() {
    return with(SAVED);
  }

  @Override
  public void close() throws IOException {
    if (channel == null) {
      return;
    }
    try {
      // Deleted while it is locked, or else somebody could claim what is about to go. Windows
      // deletes nothing that is open, so there it is done once more.
      boolean gone = lock.toFile().delete();
      channel.close();
      if (!gone) {
        Files.deleteIfExists(lock);
      }
    } finally {
      OURS.remove(lock);
    }
  }
}
