package io.reddot.transport.mqtt.session;

import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;
import io.reddot.transport.mqtt.packet.MqttWire;

/** The outlet of an MQTT session, which writes on the line of its connection. Thread-safe. */
final class MqttOutlet implements Outlet {
  private final MqttConnection connection;
  private final MqttWire wire;

  MqttOutlet(MqttConnection connection, MqttWire wire) {
    this.connection = connection;
    this.wire = wire;
  }

  @Override
  public WireFormat format() {
    return wire;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    connection.line().execute(() -> connection.deliver(this, batch, written));
  }

  /** Does nothing: in MQTT the client pings, and a client that stays silent is disconnected. */
  @Override
  public void heartbeat(Written written) {
    written.done();
  }

  /** MQTT has no packet for an unread count; clients get it over HTTP. */
  @Override
  public boolean tellsCounts() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    connection.line().execute(() -> connection.goodbye(this, goodbye));
  }
}
