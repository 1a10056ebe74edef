package io.trihorn.data.tfrecord;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordTest {
  /** Two examples that TensorFlow 2.21 wrote: x, n and t as below, with 0 and 1 as the number. */
  private static final byte[] TENSORFLOW =
      Base64.getDecoder()
          .decode(
              "TAAAAAAAAAD11KKgCkoKHAoBbhIXGhUKEwD///////////8BgICAgIAgrAIKEwoBdBIOCgwKBnNjaMO2bgoC"
                  + "AP8KFQoBeBIQEg4KDAAAAD8AABDAbxKDOnf0t5RMAAAAAAAAAPXUoqAKSgocCgFuEhcaFQoTAf///////////"
                  + "wGAgICAgCCsAgoTCgF0Eg4KDAoGc2Now7ZuCgIA/woVCgF4EhASDgoMAADAPwAAEMBvEoM6S3lVrg==");

  @TempDir private Path folder;

  private static Example example(int i) {
    return new Example(
        Map.of(
            "x", new float[] {i + 0.5f, -2.25f, 1e-3f},
            "n", new long[] {i, -1, 1L << 40, 300},
            "t", List.of("sch\u00f6n".getBytes(StandardCharsets.UTF_8), new byte[] {0, -1})));
  }

  @Test
  void filesOfTensorFlowAreRead() throws IOException {
    Path file = Files.write(folder.resolve("a.tfrecord"), TENSORFLOW);
    List<Example> all = new ArrayList<>();
    try (RecordReader records = new RecordReader(file)) {
      records.forEachRemaining(record -> all.add(Example.parse(record)));
    }
    assertEquals(2, all.size());
    assertArrayEquals(new float[] {1.5f, -2.25f, 1e-3f}, all.get(1).floats("x"));
    assertArrayEquals(new long[] {1, -1, 1L << 40, 300}, all.get(1).integers("n"));
    assertEquals("sch\u00f6n", all.get(0).text("t"));
    assertArrayEquals(new byte[] {0, -1}, all.get(0).bytes("t").get(1));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> all.get(0).floats("n"));
    assertTrue(e.getMessage().contains("'n' to be a float[], but got long[]"), e.getMessage());
  }

  @Test
  void filesAreThoseOfTensorFlow() throws IOException {
    Path file = folder.resolve("b.tfrecord");
    try (RecordWriter out = new RecordWriter(file)) {
      out.write(example(0).toRecord());
      out.write(example(1).toRecord());
    }
    assertArrayEquals(TENSORFLOW, Files.readAllBytes(file));
  }

  @Test
  void aDatasetReadsFileAfterFileAndGoesOn() throws IOException {
    List<Path> files = List.of(folder.resolve("1"), folder.resolve("2"));
    for (int f = 0; f < 2; f++) {
      try (RecordWriter out = new RecordWriter(files.get(f))) {
        for (int i = 0; i < 5; i++) {
          out.write(example(10 * f + i).toRecord());
        }
      }
    }
    Dataset data =
        TfRecordDataset.of(files, e -> Sample.of(e.floats("x"), e.integers("n")[0])).batch(4);
    try (BatchIterator batches = data.open(0, 1)) {
      assertArrayEquals(new long[] {4, 10, 11, 12}, batches.next().targets().get(0).toLongArray());
      assertEquals(2, batches.next().rows());
    }
  }

  private void refused(byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve("c.tfrecord"), content);
    try (RecordReader records = new RecordReader(file)) {
      DatasetException e =
          assertThrows(DatasetException.class, () -> records.forEachRemaining(r -> {}));
      assertEquals(file + message, e.getMessage());
    }
  }

  @Test
  void damagedFilesAreFoundByRecordAndByte() throws IOException {
    byte[] turned = TENSORFLOW.clone();
    turned[120]++;
    refused(turned, ", record 1 at byte 92: the checksum of the record is wrong");
    refused(
        Arrays.copyOf(TENSORFLOW, 150),
        ", record 1 at byte 92: the file ends inside a record of 76 bytes");
    refused(
        "no record file at all".getBytes(StandardCharsets.US_ASCII),
        ", record 0 at byte 0: the checksum of the length is wrong: is it a TFRecord file?");
    refused(new byte[5], ", record 0 at byte 0: the file ends inside the length of a record");
  }

  @Test
  void rowsThatCannotBeMadeAreFoundByFileAndRecord() throws IOException {
    Path file = folder.resolve("d.tfrecord");
    try (RecordWriter out = new RecordWriter(file)) {
      out.write(example(0).toRecord());
      out.write(new byte[0]);
      out.write("no example".getBytes(StandardCharsets.US_ASCII));
    }
    Dataset data = TfRecordDataset.of(List.of(file), e -> Sample.of(e.floats("x"))).batch(1);
    try (BatchIterator batches = data.open(0, 1)) {
      DatasetException e = assertThrows(DatasetException.class, batches::next);
      assertEquals(
          file + ", record 1: expected 'x' to be a float[], but got none among []", e.getMessage());
    }
    Dataset third = TfRecordDataset.of(List.of(file), e -> Sample.of(1)).skip(2);
    DatasetException e = assertThrows(DatasetException.class, third::toBatch);
    assertTrue(
        e.getMessage().startsWith(file + ", record 2: the record is no tf.train.Example"),
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> TfRecordDataset.of(List.of(), r -> Sample.of(1)));
  }
}
