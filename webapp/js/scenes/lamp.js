/**
 * A lamp with MQTT 5, simulated in the page; a real one does the same over TCP. Its state is a
 * retained message. If it drops off, the server publishes its last will: the lamp is offline.
 */

const QOS = 1;

/**
 * @param {any} mqtt the library mqtt.js
 * @param {{address: string, password: string, topic: string, told: (connected: boolean, on: boolean) => void,
 *   failed: (error: Error) => void}} options
 */
export function lamp(mqtt, { address, password, topic, told, failed }) {
  const state = `${topic}/state`;
  let on = false;
  const client = mqtt.connect(address, {
    protocolVersion: 5,
    clientId: '', // the server assigns one
    username: 'token',
    password,
    keepalive: 15,
    reconnectPeriod: 0,
    timerVariant: 'native',
    will: { topic: state, payload: JSON.stringify({ online: false }), qos: QOS, retain: true },
  });
  const tell = () => client.publish(state, JSON.stringify({ online: true, on }), { qos: QOS, retain: true });

  client.on('connect', () => {
    // Not before it can hear commands: one that is sent earlier does not reach it.
    client.subscribe(`${topic}/command`, { qos: QOS }, (/** @type {Error | null} */ error) => {
      if (error) {
        failed(error);
      } else {
        tell();
        told(true, on);
      }
    });
  });
  client.on('message', (/** @type {string} */ _, /** @type {Uint8Array} */ payload) => {
    on = commanded(payload, on);
    tell();
    told(true, on);
  });
  client.on('error', failed);
  client.on('close', () => told(false, on));
  return {
    /** Closes the socket without a DISCONNECT, as a lost network does. */
    cut: () => client.end(true),
    end: () => client.end(),
  };
}

/**
 * The state that the lamp has published. MQTT payloads are texts on other transports.
 *
 * @returns {'on' | 'off' | 'offline'} what is no state means that nothing is known of the lamp
 */
export function stateOf(/** @type {unknown} */ data) {
  try {
    const { online, on } = JSON.parse(String(data));
    return !online ? 'offline' : on ? 'on' : 'off';
  } catch {
    return 'offline';
  }
}

/** Whether the lamp is on after a command; what is no command changes nothing. */
export function commanded(/** @type {Uint8Array} */ payload, /** @type {boolean} */ on) {
  try {
    const asked = JSON.parse(new TextDecoder().decode(payload))?.on;
    return typeof asked === 'boolean' ? asked : on;
  } catch {
    return on;
  }
}
