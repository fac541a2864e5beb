/**
 * The descriptions of the API pass the checks that their users run: `redocly lint`, and the parser of AsyncAPI, which
 * `asyncapi validate` is made of. (That program itself brings 1,487 packages of 1.4 GB, and installs in five minutes.)
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';

const packages = process.env.REDDOT_PACKAGES ?? 'target/npm';
// The client in one file changes nothing here.
const skip = process.env.REDDOT_CLIENT !== undefined;
const require = createRequire(new URL(`../../../${packages}/package.json`, import.meta.url));
const api = (name) => new URL(`../../main/api/${name}`, import.meta.url);

test('redocly finds no fault in the OpenAPI description', { skip }, () => {
  const program = require.resolve('@redocly/cli/bin/cli.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'lint', '--max-problems=20', api('openapi.json').pathname],
    { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /You have \d+ warning/);
});

test('the parser of AsyncAPI finds no fault in the AsyncAPI description', { skip }, async () => {
  const { Parser } = require('@asyncapi/parser');
  const { document, diagnostics } = await new Parser().parse(readFileSync(api('asyncapi.json'), 'utf8'));
  // Version 3.0 is what most tools read; the newest is 3.1.
  const faults = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
  assert.deepEqual(faults.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`), []);
  assert.ok(document);
});
