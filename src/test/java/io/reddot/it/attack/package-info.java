/**
 * Attacks on the WAR that ships, on a server that all these tests share. After each attack {@link
 * io.reddot.fixture.attack.Attack} checks what must hold after any attack.
 */
package io.reddot.it.attack;
