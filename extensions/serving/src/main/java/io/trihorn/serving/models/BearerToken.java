package io.trihorn.serving.models;

import io.trihorn.serving.models.ServingException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The token that clients have to show; none where the server asks for none. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] expected;

  /**
   * A token.
   *
   * @param token null for none
   * @throws IllegalArgumentException if it is empty
   */
  public BearerToken(String token) {
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException("the token is empty; leave it out to ask for none");
    }
    expected = token == null ? null : (SCHEME + token.strip()).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether one has to be shown. */
  public boolean isNeeded() {
    return expected != null;
  }

  /**
   * Checks a request, in the same time whatever it is like.
   *
   * @param authorization the header of this name, or null
   * @throws ServingException if it is another one
   */
  public void check(String authorization) {
    byte[] shown =
        authorization == null ? new byte[0] : authorization.getBytes(StandardCharsets.UTF_8);
    if (expected != null && !MessageDigest.isEqual(expected, shown)) {
      throw new ServingException(
          Reason.UNAUTHORIZED, "the server asks for a token; send 'Authorization: Bearer TOKEN'");
    }
  }
}
