/** A device over MQTT: the page shows its retained state and sends it commands. */
import { RedDot } from '../reddot.js';
import { prepareMosquitto } from '../mosquitto.js';
import { $, failed, newest, on, showState, start, token, topic, url, user, w } from '../scene.js';
import { lamp, stateOf } from './lamp.js';

/** Each visitor has a lamp. */
const mine = `${topic}/${encodeURIComponent(user)}`;
const [state, command] = [`${mine}/state`, `${mine}/command`];
let device;
/** @type {RedDot} */
let client;

start(async () => {
  const { messages, after } = await newest(state, 1);
  show(messages[0]?.data);
  client = new RedDot({ url, token, topics: [state], after });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail }) => show(detail.data));
  await connect();
});

function show(data) {
  const name = stateOf(data);
  $('#lamp').dataset.lamp = name;
  $('#lamp').textContent = w.scenes.lamp[name];
}

on('#on', () => client.publish({ topic: command, data: { on: true } }));
on('#off', () => client.publish({ topic: command, data: { on: false } }));

// The other side of the page is the device.
on('#connect', connect);
on('#cut', () => device.cut());
addEventListener('pagehide', () => device?.cut());

async function connect() {
  $('#connect').disabled = true;
  const { default: mqtt } = await import('../lib/mqtt/dist/mqtt.esm.js');
  const address = `${url}/api/mqtt`.replace(/^http/, 'ws');
  device = lamp(mqtt, { address, password: await token(), topic: mine, told, failed });
}

function told(connected, on) {
  $('#device').textContent = connected ? w.scenes.device(w.scenes.lamp[on ? 'on' : 'off']) : w.scenes.deviceGone;
  $('#connect').disabled = connected;
  $('#cut').disabled = !connected;
}

if ($('#request pre')) {
  prepareMosquitto($('#request'), command, token, '{"on":true}')({ base: url, topics: [state] });
}
