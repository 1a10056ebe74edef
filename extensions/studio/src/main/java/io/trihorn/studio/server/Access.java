package io.trihorn.studio.server;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Who may ask. Without a token only this machine is listened to, and only by its own name: a page
 * from elsewhere, or a name of elsewhere that leads here, gets nothing. What changes something must
 * come from our own pages.
 */
final class Access {
  private static final String COOKIE = "trihorn-studio";
  private static final String BEARER = "Bearer ";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  private final String token;

  /**
   * The rules.
   *
   * @param token what each request must bring; null where the server listens on loopback only
   */
  Access(String token) {
    this.token = token;
  }

  /** Refuses what may not be. */
  void check(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cache-Control", "no-store");
    if (token == null) {
      checkHost(ctx);
    } else {
      checkToken(ctx);
    }
    if (!ctx.method().name().equals("GET")) {
      checkOrigin(ctx);
    }
  }

  private static void checkHost(Context ctx) {
    String host = String.valueOf(ctx.host()).replaceFirst(":\\d+$", "");
    if (!LOOPBACK.contains(host)) {
      throw new ForbiddenResponse("the studio is asked for as localhost or 127.0.0.1 only");
    }
  }

  private void checkToken(Context ctx) {
    String query = ctx.queryParam("token");
    if (query != null && isToken(query)) {
      Cookie cookie = new Cookie(COOKIE, query);
      cookie.setHttpOnly(true);
      cookie.setSameSite(SameSite.STRICT);
      ctx.cookie(cookie);
      return;
    }
    String header = ctx.header("Authorization");
    boolean bearer = header != null && header.startsWith(BEARER);
    if (!isToken(bearer ? header.substring(BEARER.length()) : ctx.cookie(COOKIE))) {
      throw new UnauthorizedResponse(
          "the studio's token is wanted: open the address that it printed, with ?token=");
    }
  }

  private boolean isToken(String given) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkOrigin(Context ctx) {
    String origin = ctx.header("Origin");
    boolean own =
        origin == null || String.valueOf(URI.create(origin).getAuthority()).equals(ctx.host());
    if (!own) {
      throw new ForbiddenResponse("only the studio's own pages change something");
    }
    String type = ctx.contentType();
    if (!ctx.body().isEmpty() && (type == null || !type.startsWith("application/json"))) {
      throw new ForbiddenResponse("only JSON is taken");
    }
  }
}
