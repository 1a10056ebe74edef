package io.trihorn.data.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * What a file should have.
 *
 * @param digits its SHA-256 or, of half the length, its MD5, in hexadecimal digits
 * @param unzipped whether it is that of what a gzip file has in it, as servers compress differently
 */
public record Checksum(String digits, boolean unzipped) {
  /**
   * Fails unless a file has it.
   *
   * @throws IOException if it has another
   */
  void check(Path file) throws IOException {
    String got = of(file);
    if (!got.equals(digits)) {
      throw new IOException("expected the " + algorithm() + " " + digits + ", but got " + got);
    }
  }

  /** Whether a file has it. */
  public boolean fits(Path file) throws IOException {
    return of(file).equals(digits);
  }

  private String algorithm() {
    return digits.length() == 32 ? "MD5" : "SHA-256";
  }

  private String of(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm(), e);
    }
    try (InputStream bytes = Files.newInputStream(file);
        InputStream content = unzipped ? new GZIPInputStream(bytes) : bytes;
        InputStream in = new DigestInputStream(content, digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
