package io.trihorn.cli.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What wrk 4.1 prints. */
class WrkTest {
  @Test
  void ratesLatenciesAndErrors() throws Exception {
    Wrk read =
        Wrk.parse(
            """
            Running 2s test @ http://127.0.0.1:1/
              1 threads and 4 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.31ms    2.11ms  40.81ms   95.52%
                Req/Sec     4.31k     0.86k    5.60k    65.00%
              Latency Distribution
                 50%  801.00us
                 75%    1.20ms
                 90%    2.23ms
                 99%    1.05s
              8590 requests in 2.00s, 2.06MB read
              Socket errors: connect 0, read 3, write 1, timeout 2
              Non-2xx or 3xx responses: 10
            Requests/sec:   4291.17
            Transfer/sec:      1.03MB
            """);
    assertEquals(new Wrk(4291.17, 0.801, 1050, 16), read);
  }

  @Test
  void anythingElseIsNoRate() {
    assertThrows(IOException.class, () -> Wrk.parse("unable to connect"));
  }
}
