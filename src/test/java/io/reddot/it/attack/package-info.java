/**
 * What an attacker would try, against the WAR that ships, on a server of its own that all these
 * tests share. {@link io.reddot.it.attack.Attack} holds after each of them what must hold after any
 * attack; the rest is how to attack.
 */
package io.reddot.it.attack;
