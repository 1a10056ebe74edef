package io.trihorn.serving.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * The server's certificate and its key, in PEM files as certificate authorities give them.
 *
 * @param certificate the chain, the server's own first
 * @param key its key, PKCS 8 without a password ({@code BEGIN PRIVATE KEY})
 */
public record Tls(Path certificate, Path key) {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** What keys of certificates are of. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  /**
   * Both in a key store.
   *
   * @param password that the store is to have
   * @throws IOException if one of the files cannot be read, or is not what it should be
   */
  public KeyStore keyStore(char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", privateKey(), password, chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "%s and %s should be a certificate and its key in PEM: %s"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String pem = Files.readString(key, StandardCharsets.US_ASCII);
    int from = pem.indexOf(BEGIN);
    int to = pem.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(
          "%s should begin with '%s'; 'openssl pkcs8 -topk8 -nodes' makes such of other forms"
              .formatted(key, BEGIN));
    }
    byte[] bytes = Base64.getMimeDecoder().decode(pem.substring(from + BEGIN.length(), to));
    GeneralSecurityException problem = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (GeneralSecurityException e) {
        problem = e;
      }
    }
    throw problem;
  }
}
