package io.trihorn.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Unpacks pages by the libraries that Parquet's reader brings. Its own table of them goes through
 * classes of Hadoop, of which those for gzip are not there.
 */
final class Codecs implements CompressionCodecFactory {
  /** Unpacks bytes of which the size is known. */
  @FunctionalInterface
  private interface Unpack {
    byte[] apply(byte[] packed, int size) throws IOException;
  }

  private static final Map<CompressionCodecName, Unpack> KNOWN =
      Map.of(
          CompressionCodecName.UNCOMPRESSED, (packed, size) -> packed,
          CompressionCodecName.SNAPPY, (packed, size) -> Snappy.uncompress(packed),
          CompressionCodecName.GZIP, (packed, size) -> gunzip(packed),
          CompressionCodecName.ZSTD, Zstd::decompress,
          CompressionCodecName.LZ4_RAW, Codecs::lz4);

  private static byte[] gunzip(byte[] packed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] lz4(byte[] packed, int size) {
    byte[] out = new byte[size];
    new Lz4Decompressor().decompress(packed, 0, packed.length, out, 0, size);
    return out;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    Unpack unpack = KNOWN.get(name);
    if (unpack == null) {
      throw new UnsupportedOperationException(
          "it is compressed by "
              + name
              + ", but these can be read: "
              + KNOWN.keySet().stream().sorted().toList()
              + "; write it anew with one of them");
    }
    return new Decompressor(unpack);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    throw new UnsupportedOperationException("files are only read");
  }

  @Override
  public void release() {
    // Nothing is held.
  }

  private record Decompressor(Unpack unpack) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      return BytesInput.from(unpack.apply(packed.toInputStream().readAllBytes(), size));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedSize, ByteBuffer out, int size)
        throws IOException {
      byte[] bytes = new byte[packedSize];
      packed.get(bytes);
      out.put(unpack.apply(bytes, size));
    }

    @Override
    public void release() {
      // Nothing is held.
    }
  }
}
