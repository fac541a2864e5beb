package io.reddot.transport.mqtt.store;

import io.reddot.log.Projection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The tables of MQTT beside the log; retention deletes expired sessions from them. Stateless. */
@ApplicationScoped
public class MqttProjection implements Projection {
  /** Fewer than for other rows, because each session may have many messages in flight. */
  private static final int SESSIONS_AT_ONCE = 200;

  @Override
  public String migrations() {
    return "io/reddot/transport/mqtt/store/migration";
  }

  @Override
  public List<Sweep> sweeps() {
    return List.of(new Sweep(SESSIONS_AT_ONCE, SessionRows::sweep));
  }
}
