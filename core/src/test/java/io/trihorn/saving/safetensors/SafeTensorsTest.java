package io.trihorn.saving.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  /**
   * What {@code safetensors.torch.save} of safetensors 0.8.0 makes of the tensors below, with the
   * metadata {@code format} and {@code who}.
   */
  private static final byte[] PYTHON =
      Base64.getDecoder()
          .decode(
              "AAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCIsIndobyI6IsO8bsOvIn0sImlkcyI6eyJkdHlw"
                  + "ZSI6Ikk2NCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwib25lIjp7ImR0eXBlIjoiRjY0"
                  + "Iiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsxNiwyNF19LCJub25lIjp7ImR0eXBlIjoiRjMyIiwic2hh"
                  + "cGUiOlswLDRdLCJkYXRhX29mZnNldHMiOlsyNCwyNF19LCJ3Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsy"
                  + "LDNdLCJkYXRhX29mZnNldHMiOlsyNCw0OF19LCJiZiI6eyJkdHlwZSI6IkJGMTYiLCJzaGFwZSI6WzJdLCJk"
                  + "YXRhX29mZnNldHMiOls0OCw1Ml19LCJoYWxmIjp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOlsyXSwiZGF0YV9v"
                  + "ZmZzZXRzIjpbNTIsNTZdfSwic21hbGwiOnsiZHR5cGUiOiJJOCIsInNoYXBlIjpbMSwyXSwiZGF0YV9vZmZz"
                  + "ZXRzIjpbNTYsNThdfSwiZmxhZyI6eyJkdHlwZSI6IkJPT0wiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMi"
                  + "Ols1OCw2MV19fSAgIP//////////AAAAAAABAAAAAAAAAAAEQAAAwD8AAADAAABAQAAAgEAAAKhAAADQwElA"
                  + "SvFmLv/7gH8BAAE=");

  @TempDir Path dir;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(dir.resolve("model.safetensors"), bytes);
  }

  @Test
  void aFileOfPythons() throws IOException {
    SafeTensors read = SafeTensors.read(file(PYTHON));
    assertEquals(Map.of("format", "pt", "who", "ünï"), read.metadata());
    assertEquals(
        List.of("ids", "none", "one", "w", "bf", "half", "small", "flag").stream()
            .sorted()
            .toList(),
        read.tensors().keySet().stream().sorted().toList());
    Map<String, TensorData> tensors = read.tensors();
    assertEquals(TensorData.of(new float[] {1.5f, -2, 3, 4, 5.25f, -6.5f}, 2, 3), tensors.get("w"));
    assertEquals(TensorData.of(new long[] {-1, 1L << 40}), tensors.get("ids"));
    assertEquals(TensorData.scalar(DataType.FLOAT64, 2.5), tensors.get("one"));
    assertEquals(TensorType.of(DataType.FLOAT32, 0, 4), tensors.get("none").type());
    assertEquals(DataType.BFLOAT16, tensors.get("bf").dtype());
    assertEquals(3.140625, tensors.get("bf").getDouble(0));
    assertEquals(-1.0002555517425873e+30, tensors.get("bf").getDouble(1));
    assertEquals(0.0999755859375, tensors.get("half").getDouble(0));
    assertEquals(-65504, tensors.get("half").getDouble(1));
    assertEquals(-128, tensors.get("small").getLong(0));
    assertEquals(TensorData.of(new boolean[] {true, false, true}), tensors.get("flag"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("bytes", TensorData.zeros(TensorType.of(DataType.UINT8, 3)));
    tensors.put("äöü \" name", TensorData.of(new double[] {1, 2, 3}));
    tensors.put("w", TensorData.of(new float[] {1, 2}, 2, 1));
    Path file = dir.resolve("own.safetensors");
    new SafeTensors(tensors, Map.of("format", "trihorn")).write(file);
    SafeTensors read = SafeTensors.read(file);
    assertEquals(tensors, read.tensors());
    assertEquals(Map.of("format", "trihorn"), read.metadata());
    TensorData w = read.tensors().get("w");
    assertThrows(ReadOnlyBufferException.class, () -> w.setDouble(0, 7));
    byte[] before = Files.readAllBytes(file);
    long header = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, (8 + header) % 8, "tensors begin at multiples of 8");
  }

  private static byte[] withHeader(String json, int bytes) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(text.length).put(text).array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]| 0| its header should be an object, but got []",
        "{\"a\": 3}| 0| tensor 'a' should have dtype, shape and data_offsets, but got 3",
        "{\"a\": {\"dtype\": \"F8_E4M3\", \"shape\": [], \"data_offsets\": [0, 1]}}| 1"
            + "| tensor 'a' should be of [BF16, BOOL, F16, F32, F64, I16, I32, I64, I8, U16, U32, U8]",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [0, 1]}}| 1"
            + "| tensor 'a' should take 2 of 1 bytes, but got [0,1]",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [-1], \"data_offsets\": [0, 1]}}| 1"
            + "| numbers of tensor 'a' should be whole and at least 0, but got -1",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [1.5], \"data_offsets\": [0, 1]}}| 1"
            + "| numbers of tensor 'a' should be whole, but got 1.5",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [1, 2]}}| 2"
            + "| tensor 'a' should begin at byte 0, but got 1",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}}| 2"
            + "| after the header there should be 1 bytes, but got 2",
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [4000000000, 4000000000, 4], \"data_offsets\": [0, 1]}}"
            + "| 1| tensor 'a' should take less than 2 GiB",
        "{\"__metadata__\": {\"a\": 1}}| 0| __metadata__ should hold texts, but got 1",
        "{\"a| 0| its header is no JSON"
      })
  void whatIsWrongIsTold(String json, int bytes, String message) throws IOException {
    Path file = file(withHeader(json, bytes));
    SavingException e = assertThrows(SavingException.class, () -> SafeTensors.read(file));
    assertTrue(
        e.getMessage().startsWith(file + " is no file of safetensors: ")
            && e.getMessage().contains(message),
        e.getMessage());
  }

  @Test
  void headersThatAreLongerThanTheFile() throws IOException {
    for (int length : new int[] {0, 5, 8, 100}) {
      Path file = file(Arrays.copyOf(PYTHON, length));
      SavingException e = assertThrows(SavingException.class, () -> SafeTensors.read(file));
      assertTrue(e.getMessage().contains("is no whole file of safetensors"), e.getMessage());
    }
    Path none = dir.resolve("none");
    assertTrue(
        assertThrows(SavingException.class, () -> SafeTensors.read(none))
            .getMessage()
            .startsWith("could not read " + none));
  }

  /** Bytes changed anywhere: the file is read, or it is told what is wrong; nothing else. */
  @Test
  void changedFiles() throws IOException {
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] changed = PYTHON.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      if (random.nextBoolean()) {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length));
      }
      try {
        SafeTensors.read(file(changed)).tensors().values().forEach(TensorData::hashCode);
      } catch (SavingException e) {
        refused++;
      }
    }
    assertTrue(refused > 400, "refused " + refused);
  }

  @Test
  void whatCannotBeWritten() {
    SafeTensors reserved = new SafeTensors(Map.of("__metadata__", TensorData.of(new float[1])));
    Path file = dir.resolve("x.safetensors");
    assertTrue(
        assertThrows(SavingException.class, () -> reserved.write(file))
            .getMessage()
            .endsWith("no tensor may be called __metadata__"));
    assertTrue(Files.notExists(file));
  }
}
