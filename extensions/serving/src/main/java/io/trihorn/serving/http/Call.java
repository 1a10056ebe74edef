package io.trihorn.serving.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A request and the place for its answer.
 *
 * @param callback told when the answer is written
 */
record Call(Request request, Response response, Callback callback) {
  /** The connection that it came by, on which the next one comes after the answer. */
  Object connection() {
    return request.getConnectionMetaData();
  }

  /** Writes the answer; returns before a slow client has read it. */
  void write(Answer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.bytes().length);
    response.write(true, ByteBuffer.wrap(answer.bytes()), callback);
  }
}
