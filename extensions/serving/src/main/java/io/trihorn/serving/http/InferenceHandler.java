package io.trihorn.serving.http;

import io.trihorn.serving.models.BearerToken;
import io.trihorn.serving.models.ServingException;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/**
 * Takes the questions for models where they are read from their connections: nothing here waits, so
 * a question needs no thread of its own. All else is the next handler's, on other threads.
 */
final class InferenceHandler extends Handler.Wrapper {
  private record Address(Pattern pattern, Inference protocol) {}

  private static final Address[] ADDRESSES = {
    new Address(
        Pattern.compile("/v2/models/([^/]+)(?:/versions/([^/]+))?/infer"), new OpenProtocol()),
    new Address(
        Pattern.compile("/v1/models/([^/:]+)(?:/versions/([^/:]+))?:predict"),
        new TensorFlowProtocol())
  };

  private final Exchange exchange;
  private final BearerToken token;
  private final Executor threads;

  /**
   * A handler.
   *
   * @param threads on which the next handler works
   */
  InferenceHandler(Exchange exchange, BearerToken token, Executor threads) {
    this.exchange = exchange;
    this.token = token;
    this.threads = threads;
  }

  /** Whether questions are asked at an address, which is by POST. */
  static boolean isAsked(String path) {
    for (Address address : ADDRESSES) {
      if (address.pattern().matcher(path).matches()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String raw = request.getHttpURI().getCanonicalPath();
    if (raw != null && HttpMethod.POST.is(request.getMethod())) {
      String path = URIUtil.decodePath(raw);
      for (Address address : ADDRESSES) {
        Matcher match = address.pattern().matcher(path);
        if (match.matches()) {
          ask(new Call(request, response, callback), address.protocol(), match);
          return true;
        }
      }
    }
    threads.execute(() -> next(request, response, callback));
    return true;
  }

  private void ask(Call call, Inference protocol, Matcher match) {
    try {
      token.check(call.request().getHeaders().get(HttpHeader.AUTHORIZATION));
    } catch (ServingException e) {
      call.write(Answer.of(e));
      return;
    }
    exchange.answer(call, protocol, match.group(1), match.group(2));
  }

  private void next(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }
}
