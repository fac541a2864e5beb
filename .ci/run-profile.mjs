// Runs README's `mvn -Prun` in a copy without build results, on free ports, until the front page answers 200.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SECONDS = 300;
const project = fileURLToPath(new URL('..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'reddot-run-'));
const log = join(copy, 'run.log');

cpSync(project, copy, { recursive: true, filter: (path) => !['target', '.git'].includes(basename(path)) });

const [httpPort, mqttPort] = [await freePort(), await freePort()];
const output = openSync(log, 'w');
// Its own process group, which has Maven and the server.
const maven = spawn('mvn', ['-B', '-ntp', '-Prun', `-Drun.port=${httpPort}`], {
  cwd: copy,
  detached: true,
  env: { ...process.env, REDDOT_MQTT_PORT: `${mqttPort}` },
  stdio: ['ignore', output, output],
});
const ended = once(maven, 'exit');

try {
  await answers(`http://127.0.0.1:${httpPort}/reddot/`);
  console.log(`mvn -Prun answers after ${Math.round(performance.now() / 1000)} s`);
} catch (error) {
  console.error(readFileSync(log, 'utf8'));
  console.error(`mvn -Prun: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (maven.exitCode === null) {
    process.kill(-maven.pid, 'SIGTERM');
    await ended;
  }
  rmSync(copy, { recursive: true });
}

/** @param {string} page */
async function answers(page) {
  for (let second = 0; second < SECONDS; second++) {
    if (maven.exitCode !== null) {
      throw new Error(`Maven ended with ${maven.exitCode}`);
    }
    const status = await fetch(page).then((response) => response.status, () => 0);
    if (status === 200) {
      return;
    }
    await sleep(1_000);
  }
  throw new Error(`no front page within ${SECONDS} s`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
