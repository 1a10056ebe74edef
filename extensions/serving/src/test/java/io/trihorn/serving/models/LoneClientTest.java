package io.trihorn.serving.models;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoneClientTest {
  private final LoneClient clients = new LoneClient();

  @Test
  void isAloneWhenNobodyElseHasAskedForAWhile() throws InterruptedException {
    assertFalse(clients.asks("one"));
    Thread.sleep(30);
    assertTrue(clients.asks("one"));
    assertFalse(clients.asks("another"));
    assertFalse(clients.asks("one"), "the other may be back at once");
    Thread.sleep(30);
    assertTrue(clients.asks("one"));
  }

  @Test
  void whoHasSeveralQuestionsAtATimeIsNotAlone() throws InterruptedException {
    assertFalse(clients.asks(null));
    Thread.sleep(30);
    assertFalse(clients.asks(null));
  }
}
