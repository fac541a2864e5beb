package io.reddot.it.mqtt;

/** What a packet is; its ordinal is its number on the wire. */
enum Type {
  RESERVED,
  CONNECT,
  CONNACK,
  PUBLISH,
  PUBACK,
  PUBREC,
  PUBREL,
  PUBCOMP,
  SUBSCRIBE,
  SUBACK,
  UNSUBSCRIBE,
  UNSUBACK,
  PINGREQ,
  PINGRESP,
  DISCONNECT,
  AUTH,
  /** No packet: the connection ended. */
  CLOSED,
  /** No packet either: the server sent what is none. */
  BROKEN
}
