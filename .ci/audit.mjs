// Fails if npm knows a hole in what we ship of npm, unless accepted-holes.json says why it is none of ours.
// Where npm's advisories are out of reach it says so and passes: nothing was checked then.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const folder = new URL('../src/main/npm', import.meta.url);
/** @type {Record<string, string>} the advisory's address to the reason */
const accepted = JSON.parse(readFileSync(new URL('accepted-holes.json', import.meta.url), 'utf8'));

const { stdout, stderr, error } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
  cwd: folder,
  encoding: 'utf8',
  timeout: 60_000,
});
const report = parsed(stdout);
if (!report?.vulnerabilities) {
  const why = error?.message ?? report?.message ?? stderr.trim().split('\n')[0];
  console.log(`NOT CHECKED for known holes: npm's advisories are out of reach (${why})`);
  process.exit(0);
}

const holes = Object.values(report.vulnerabilities)
  .flatMap(({ via }) => via)
  .filter((via) => typeof via === 'object');
const open = holes.filter(({ url }) => !accepted[url]);
for (const { name, range, severity, title, url } of open) {
  console.error(`${severity}: ${name} ${range}: ${title} ${url}`);
}
for (const url of Object.keys(accepted).filter((url) => !holes.some((hole) => hole.url === url))) {
  console.error(`accepted-holes.json accepts what is no hole any more: ${url}`);
}
console.log(`npm's advisories: ${open.length} known holes, ${holes.length - open.length} accepted`);
process.exit(open.length ? 1 : 0);

/** @param {string} json */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
