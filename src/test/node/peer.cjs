/**
 * mqtt.js as a peer: what any client of its does, once over. Arguments: the server's address, a
 * token, the protocol version (4: 3.1.1, 5), a topic of its own. It ends well, or with what went wrong.
 */
const assert = require('node:assert/strict');
const mqtt = require('mqtt');

const [address, token, version, topic] = process.argv.slice(2);
const protocolVersion = Number(version);
const DEADLINE = 30_000;

setTimeout(() => {
  console.error('not in time');
  process.exit(1);
}, DEADLINE).unref();

/** A client that keeps what comes until it is taken. */
function peer(clientId, { clean }) {
  const kept = protocolVersion === 5 && !clean ? { sessionExpiryInterval: 300 } : {};
  const client = mqtt.connect(address, {
    protocolVersion,
    clientId,
    clean,
    username: 'token',
    password: token,
    reconnectPeriod: 0,
    resubscribe: false,
    ...(protocolVersion === 5 && { properties: kept }),
  });
  const arrived = [];
  const waiting = [];
  const connected = new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  });
  client.on('message', (name, payload, packet) => {
    const message = { topic: name, text: payload.toString(), qos: packet.qos, packet };
    const next = waiting.shift();
    if (next) {
      next(message);
    } else {
      arrived.push(message);
    }
  });
  return {
    client,
    connected,
    arrived,
    message: () =>
      arrived.length > 0
        ? Promise.resolve(arrived.shift())
        : new Promise((resolve) => waiting.push(resolve)),
  };
}

const said = ({ topic: name, text, qos }) => `${name} ${qos} ${text}`;

async function main() {
  const id = `js-${process.pid}-${Date.now()}`;
  const writer = peer(`${id}-writer`, { clean: true });
  await writer.connected;
  const reader = peer(id, { clean: false });
  assert.equal((await reader.connected).sessionPresent, false);

  const granted = await reader.client.subscribeAsync(`${topic}/+`, { qos: 2 });
  assert.deepEqual(granted.map(({ qos }) => qos), [2]);
  for (const qos of [0, 1, 2]) {
    await writer.client.publishAsync(`${topic}/é`, `小红点 ${qos}`, { qos });
    const message = await reader.message();
    assert.equal(said(message), `${topic}/é ${qos} 小红点 ${qos}`);
    if (protocolVersion === 5) {
      assert.ok(message.packet.properties.userProperties.cursor);
    }
  }
  const large = '0123456789abcdef'.repeat(1 << 16);
  await writer.client.publishAsync(`${topic}/large`, large, { qos: 1 });
  assert.equal((await reader.message()).text, large);

  // What is published while it is away is there when it comes back, once.
  await reader.client.endAsync();
  for (let i = 0; i < 20; i++) {
    await writer.client.publishAsync(`${topic}/away`, String(i), { qos: 1 + (i % 2) });
  }
  const again = peer(id, { clean: false });
  assert.equal((await again.connected).sessionPresent, true);
  // mqtt.js tells of QoS 2 when it is released, so each quality is in order by itself.
  const got = [];
  while (got.length < 20) {
    got.push(said(await again.message()));
  }
  for (const qos of [1, 2]) {
    assert.deepEqual(
      got.filter((message) => message.startsWith(`${topic}/away ${qos}`)),
      Array.from({ length: 10 }, (_, i) => `${topic}/away ${qos} ${2 * i + qos - 1}`),
    );
  }

  // A connection that breaks without a goodbye.
  again.client.stream.destroy();
  await new Promise((resolve) => again.client.once('close', resolve));
  await writer.client.publishAsync(`${topic}/broken`, 'missed', { qos: 2, retain: true });
  const last = peer(id, { clean: false });
  assert.equal((await last.connected).sessionPresent, true);
  assert.equal(said(await last.message()), `${topic}/broken 2 missed`);

  await last.client.unsubscribeAsync(`${topic}/+`);
  await writer.client.publishAsync(`${topic}/nobody`, 'x', { qos: 1 });
  await last.client.subscribeAsync(`${topic}/broken`, { qos: 1 });
  const retained = await last.message();
  assert.equal(said(retained), `${topic}/broken 1 missed`);
  assert.equal(retained.packet.retain, true);
  assert.deepEqual(last.arrived, []);

  await last.client.endAsync();
  await writer.client.endAsync();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
