package io.trihorn.saving.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read again; libhdf5's opinion of it was asked by hand. */
class Hdf5Test {
  @TempDir private Path folder;

  private static TensorData counted(TensorType type) {
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, type.dtype() == DataType.BOOLEAN ? i % 2 : i);
    }
    return data;
  }

  private Path write(Hdf5Group root) {
    Path file = folder.resolve("file.h5");
    Hdf5Writer.write(root, file);
    return file;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {
        "FLOAT16",
        "BFLOAT16",
        "FLOAT32",
        "FLOAT64",
        "INT8",
        "UINT8",
        "INT32",
        "INT64",
        "BOOLEAN"
      })
  void elementsOfEachTypeComeBackBitByBit(DataType dtype) {
    Hdf5Group root = new Hdf5Group();
    List<TensorData> values =
        List.of(
            counted(TensorType.of(dtype)),
            counted(TensorType.of(dtype, 3, 4, 5)),
            counted(TensorType.of(dtype, 0, 2)));
    for (int i = 0; i < values.size(); i++) {
      root.putDataset("a/b/" + i, values.get(i));
    }
    try (Hdf5File file = Hdf5File.open(write(root))) {
      for (int i = 0; i < values.size(); i++) {
        Hdf5Dataset dataset = file.root().dataset("a/b/" + i);
        assertEquals(values.get(i).type(), dataset.type());
        assertEquals(values.get(i), dataset.read());
      }
    }
  }

  @Test
  void attributesOfAnyLengthAndGroupsWithoutChildren() {
    Hdf5Group root = new Hdf5Group();
    root.setText("long", "xy".repeat(200_000));
    root.setText("umlaut", "gr\u00fcn \u732b");
    root.setText("empty", "");
    root.setTexts("bytes", List.of("Gr\u00f6\u00dfe", "one"));
    root.markAscii("bytes");
    Hdf5Group inner = root.putGroup("a/empty/group");
    inner.setTexts("names", List.of("one", "two", "one", ""));
    inner.setTexts("none", List.of());
    root.putDataset("z", counted(TensorType.of(DataType.FLOAT32, 2))).setText("note", "an array's");
    try (Hdf5File file = Hdf5File.open(write(root))) {
      Hdf5Group read = file.root();
      assertEquals(400_000, read.text("long").length());
      assertEquals("gr\u00fcn \u732b", read.text("umlaut"));
      assertEquals("", read.text("empty"));
      assertEquals(List.of("Gr\u00f6\u00dfe", "one"), read.texts("bytes"));
      assertEquals(List.of("one", "two", "one", ""), read.group("a/empty/group").texts("names"));
      assertEquals(List.of(), read.group("a/empty/group").texts("none"));
      assertEquals("an array's", read.dataset("z").text("note"));
      assertTrue(read.group("a/empty/group").children().isEmpty());
    }
  }

  @Test
  void manyGroupsAndNames() {
    Hdf5Group root = new Hdf5Group();
    for (int i = 0; i < 3000; i++) {
      root.putGroup("layers/layer_" + i + "/vars").setText("name", "name " + i);
    }
    try (Hdf5File file = Hdf5File.open(write(root))) {
      assertEquals(3000, file.root().group("layers").children().size());
      assertEquals("name 2999", file.root().group("layers/layer_2999/vars").text("name"));
    }
  }

  @Test
  void fromMemory() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.putDataset("x", counted(TensorType.of(DataType.INT32, 7)));
    byte[] bytes = Files.readAllBytes(write(root));
    try (Hdf5File file = Hdf5File.open(ByteBuffer.wrap(bytes), "bytes")) {
      assertEquals(counted(TensorType.of(DataType.INT32, 7)), file.root().dataset("x").read());
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    Hdf5Group root = new Hdf5Group();
    root.putDataset("a/b", counted(TensorType.of(DataType.INT32)));
    assertFalse(root.hasGroup("a/b"));
    assertTrue(root.hasDataset("a/b"));
    Hdf5Exception thrown = assertThrows(Hdf5Exception.class, () -> root.group("a").dataset("c"));
    assertTrue(thrown.getMessage().contains("'c' in '/a'"), thrown.getMessage());
    assertThrows(Hdf5Exception.class, () -> root.group("a/b"));
    assertThrows(Hdf5Exception.class, () -> root.text("a"));
    assertThrows(Hdf5Exception.class, () -> root.putGroup("a/b/c"));
    assertThrows(
        Hdf5Exception.class, () -> root.putDataset("a/b", counted(TensorType.of(DataType.INT32))));
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.putDataset("x", counted(TensorType.of(DataType.FLOAT32, 1000)));
    byte[] bytes = Files.readAllBytes(write(root));
    for (int length : new int[] {0, 1, 40, 100, bytes.length / 2, bytes.length - 1}) {
      ByteBuffer part = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
      assertThrows(
          Hdf5Exception.class,
          () -> {
            try (Hdf5File file = Hdf5File.open(part, "part")) {
              file.root().dataset("x").read();
            }
          });
    }
    Path text = Files.writeString(folder.resolve("text.h5"), "no HDF5 at all");
    Hdf5Exception thrown = assertThrows(Hdf5Exception.class, () -> Hdf5File.open(text));
    assertTrue(thrown.getMessage().contains("text.h5"), thrown.getMessage());
    assertThrows(Hdf5Exception.class, () -> Hdf5File.open(folder.resolve("none.h5")));
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    Hdf5Group named = new Hdf5Group();
    named.putGroup("n".repeat(300));
    assertThrows(Hdf5Exception.class, () -> write(named));
    Hdf5Group lists = new Hdf5Group();
    lists.setTexts("names", Collections.nCopies(5000, "x"));
    assertThrows(Hdf5Exception.class, () -> write(lists));
  }
}
