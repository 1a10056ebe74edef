package io.trihorn.backend.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Libraries in JavaCPP's cache: as long and as old as in the jar, and whole as far as is loaded.
 */
class JavaCppCacheTest {
  private static final String ENTRY = "org/engine/linux-x86_64/libengine.so.2";
  private static final int LOADED = 200_000;
  private static final int LENGTH = 300_000;
  private static final long TIME = 1_600_000_000_000L;
  @TempDir private Path folder;
  private Path cache;
  private Path file;

  @BeforeEach
  void places() {
    cache = folder.resolve("cache");
    file = cache.resolve("engine.jar").resolve(ENTRY);
  }

  /** An ELF file of two loadable segments, and what is behind them. */
  private static byte[] elf() {
    byte[] bytes = new byte[LENGTH];
    new Random(1).nextBytes(bytes);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    elf.putLong(32, 64).putLong(40, 250_000).putShort(54, (short) 56).putShort(56, (short) 3);
    segment(elf, 64, 1, 0, 150_000);
    segment(elf, 120, 1, 150_000, LOADED - 150_000);
    segment(elf, 176, 4, 250_000, 50_000);
    return bytes;
  }

  private static void segment(ByteBuffer elf, int at, int type, long offset, long length) {
    elf.putInt(at, type).putLong(at + 8, offset).putLong(at + 32, length);
  }

  private URL jar(byte[] library) throws IOException {
    Path jar = folder.resolve("engine.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(ENTRY);
      entry.setTime(TIME);
      zip.putNextEntry(entry);
      zip.write(library);
      zip.closeEntry();
    }
    return URI.create("jar:" + jar.toUri() + "!/" + ENTRY).toURL();
  }

  @Test
  void whatIsLoadedIsThere() throws IOException {
    byte[] library = elf();
    new JavaCppCache(cache).put(jar(library));
    byte[] got = Files.readAllBytes(file);
    assertEquals(LENGTH, got.length);
    assertEquals(TIME, Files.getLastModifiedTime(file).toMillis());
    byte[] expected = Arrays.copyOf(Arrays.copyOf(library, LOADED), LENGTH);
    Arrays.fill(expected, 40, 48, (byte) 0);
    Arrays.fill(expected, 60, 64, (byte) 0);
    assertArrayEquals(expected, got);
  }

  @Test
  void otherFormatsStayWhole() throws IOException {
    byte[] library = new byte[LENGTH];
    new Random(2).nextBytes(library);
    new JavaCppCache(cache).put(jar(library));
    assertArrayEquals(library, Files.readAllBytes(file));
  }

  @Test
  void whatIsThereStays() throws IOException {
    URL library = jar(elf());
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[LENGTH]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(TIME));
    new JavaCppCache(cache).put(library);
    assertArrayEquals(new byte[LENGTH], Files.readAllBytes(file));
    Files.write(file, new byte[LENGTH / 2]);
    new JavaCppCache(cache).put(library);
    assertEquals(LENGTH, Files.size(file));
  }

  @Test
  void theSecondNameIsTheSameFile() throws IOException {
    new JavaCppCache(cache).putTwice(jar(elf()), "libother.so.2");
    assertTrue(Files.isSameFile(file, file.resolveSibling("libother.so.2")));
  }

  @Test
  void nothingIsDoneOutsideJars() throws IOException {
    new JavaCppCache(cache).put(Files.write(folder.resolve("lib.so"), elf()).toUri().toURL());
    new JavaCppCache(cache).put(null);
    assertFalse(Files.exists(cache));
  }
}
