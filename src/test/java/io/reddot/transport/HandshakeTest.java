package io.reddot.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  @Test
  void readsWhetherToConflate() {
    assertTrue(Handshake.conflates("1"));
    assertFalse(Handshake.conflates("0"));
    assertFalse(Handshake.conflates(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "true", " 1", "11"})
  void refusesOtherValues(String said) {
    Problem problem = assertThrows(Problem.class, () -> Handshake.conflates(said));
    assertEquals(400, problem.status());
    assertEquals("'conflate' must be 1 or 0.", problem.detail());
  }
}
