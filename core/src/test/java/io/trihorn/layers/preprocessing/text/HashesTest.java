package io.trihorn.layers.preprocessing.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hashes of beginnings of a text, of every way that FarmHash has for a length. Fingerprints are
 * those of {@code tf.fingerprint} (TensorFlow 2.21), buckets those of {@code
 * keras.layers.Hashing(2**31 - 1, salt=...)} (Keras 3.15.1).
 */
class HashesTest {
  private static final String TEXT =
      "The quick brown fox jumps over the lazy dog; größer, naïve, 東京, emoji \uD83D\uDE42 and a"
          + " long tail that goes on and on until it is well over one hundred and ninety two bytes"
          + " of text, so that three blocks of sixty-four are hashed. End.";

  private static final long BUCKETS = Integer.MAX_VALUE;

  /**
   * What Keras gives.
   *
   * @param characters how many of the text
   * @param fingerprint as one word
   * @param plain the bucket without a salt
   * @param salted with the salt (133, 137)
   * @param single with the salt 1337
   */
  private record Case(int characters, long fingerprint, long plain, long salted, long single) {
    String text() {
      return TEXT.substring(0, TEXT.offsetByCodePoints(0, characters));
    }
  }

  private static List<Case> cases() {
    return List.of(
        new Case(0, 0x9ae16a3b2f90404fL, 1699943623, 1380786607, 1761605383),
        new Case(1, 0x12f77cd62637857aL, 1277591334, 110557118, 755270139),
        new Case(2, 0x5e667204f36de5f3L, 809159166, 519901730, 1628159625),
        new Case(3, 0x85887769ddcc73fdL, 1759339218, 1393185007, 1759825528),
        new Case(4, 0xf4ed8b2e41e836a5L, 734219525, 983075017, 2056046471),
        new Case(5, 0x7a321dbb03965387L, 2012909310, 1019746661, 1311475705),
        new Case(7, 0xfb3b4353192e2b87L, 262451761, 355176000, 1946745232),
        new Case(8, 0x46d0ffb3ee9d8c07L, 2084539247, 494992601, 1220404324),
        new Case(9, 0x4cd45d9a4a412853L, 1676272520, 1798852959, 1027815549),
        new Case(12, 0xdeb1ca71b4dcc987L, 1916821101, 1941476631, 1292552984),
        new Case(15, 0x7d582c15a5e865a7L, 546880980, 2085247541, 413366840),
        new Case(16, 0x3bf6bd3bebd31655L, 1673564365, 1791893515, 1408561739),
        new Case(17, 0xc7a32da958c02dbdL, 1745258770, 253246297, 1332601919),
        new Case(20, 0xcbc14e90073ff397L, 516067514, 394074478, 1613644636),
        new Case(31, 0x839ab5037d8b6353L, 79744348, 73698427, 2052016933),
        new Case(32, 0xb65964dee7761262L, 1411963938, 785022576, 248789458),
        new Case(33, 0xf25fea09db06b3d6L, 1069975533, 1744269661, 1851019228),
        new Case(40, 0xa50d99c0497be8a1L, 328670244, 1634978770, 523847880),
        new Case(47, 0x718fcd1ab00982d0L, 321461511, 769174882, 286900889),
        new Case(48, 0xd314035c934c793fL, 963936251, 317034359, 779695015),
        new Case(63, 0xe18b53c0be8644d0L, 27061333, 1870482230, 1027065089),
        new Case(64, 0x4a3000fcc1b34f93L, 1444106637, 730369125, 1544414557),
        new Case(65, 0x20b36d2920438713L, 1638556005, 1099653277, 1935423819),
        new Case(80, 0x1c5fbbd0a980eb35L, 1648386774, 558157289, 1922439411),
        new Case(100, 0xeb94eced4ca0756eL, 600461132, 94679445, 200888724),
        new Case(120, 0xad76d7cc6cf63319L, 1206117044, 1584133819, 216897422),
        new Case(127, 0x12441a24c8e79938L, 1836043649, 742516161, 431593633),
        new Case(128, 0xe98e20806ffd03e2L, 1125729510, 1740795423, 496476247),
        new Case(129, 0x4a85df7b43db3ae7L, 1491532254, 1952111367, 1957455759),
        new Case(150, 0x684100b5a2f68cdaL, 1937280582, 365217719, 153625377),
        new Case(180, 0x21a957529cf734e0L, 1615455109, 879513474, 1735854818),
        new Case(192, 0x214443e2fcd92a30L, 1063367158, 1391733579, 2076760425),
        new Case(223, 0x429b6455be51f044L, 1133033712, 1445199981, 1760177180));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areThoseOfKeras(Case expected) {
    String text = expected.text();
    assertEquals(expected.fingerprint(), Hashes.fingerprint(text));
    assertEquals(expected.plain(), Hashes.bucket(text, null, BUCKETS));
    assertEquals(expected.salted(), Hashes.bucket(text, List.of(133L, 137L), BUCKETS));
    assertEquals(expected.single(), Hashes.bucket(text, List.of(1337L, 1337L), BUCKETS));
  }

  /** Some of the vectors that its authors publish: the key and the bytes are 0, 1, 2 and so on. */
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "7, ab0200f58b01d137",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5"
  })
  void sipHashHasThePublishedVectors(int length, String expected) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    long hash = SipHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, bytes);
    assertEquals(expected, Long.toHexString(hash));
  }
}
