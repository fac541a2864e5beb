/** The words of the pages' scripts, and how visitors get in. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { ENGLISH } from '../../../webapp/js/words-en.js';
import { CHINESE } from '../../../webapp/js/words-zh.js';
import { said, wordsIn } from '../../../webapp/js/words.js';

const scripts = new URL('../../../webapp/js/', import.meta.url);
const caller = async (access, kept = {}) => {
  globalThis.document = { body: { dataset: { access } } };
  globalThis.sessionStorage = {
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => (kept[key] = value),
    removeItem: (key) => delete kept[key],
  };
  try {
    return await import(`../../../webapp/js/caller.js?${access}-${Math.random()}`);
  } finally {
    delete globalThis.document;
    delete globalThis.sessionStorage;
  }
};
const token = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test('both languages of the pages say the same things', () => {
  const compare = (mine, other, path) => {
    assert.deepEqual(Object.keys(other), Object.keys(mine), path);
    for (const [name, words] of Object.entries(mine)) {
      assert.equal(typeof other[name], typeof words, name);
      assert.equal(other[name].length > 0, words.length > 0, name);
      if (typeof words === 'object') {
        compare(words, other[name], name);
      }
    }
  };
  const { reasons: none, ...english } = ENGLISH;
  const { reasons, ...chinese } = CHINESE;
  compare(english, chinese, '');
  assert.deepEqual(none, {});
  for (const [reason, translated] of Object.entries(reasons)) {
    assert.match(translated, /[\u4e00-\u9fff].*。$/u, reason);
    assert.equal(translated.split('#').length, reason.split('#').length, reason);
  }
});

test('a language is that of its first part', () => {
  assert.deepEqual(['zh-CN', 'ZH', 'zh-Hant-TW', 'en', 'de', ''].map((each) => wordsIn(each) === CHINESE), [true, true, true, false, false, false]);
});

test('what the client says by itself is translated with its numbers, and what the server says is not', () => {
  assert.equal(said('The server answered with status 502.', CHINESE), '服务器返回状态 502。');
  assert.equal(said('The server sent no hello within 2.5 s.', CHINESE), '服务器在 2.5 秒内没有应答。');
  assert.equal(said('Quota of 7 exceeded.', CHINESE), 'Quota of 7 exceeded.');
  assert.equal(said('The stream ended.', ENGLISH), 'The stream ended.');
});

test('every sentence of the client has a translation', () => {
  const sentence = /(?:reason[:=]?|new Problem\(|new Error\(|detail =|message \||told \|\|) ?(['`])([A-Z][^'`]*\.)\1/g;
  const missing = [];
  let found = 0;
  for (const name of readdirSync(scripts).filter((each) => /^(?!red-?dot|console).*\.js$/.test(each))) {
    for (const [, , text] of readFileSync(new URL(name, scripts), 'utf8').matchAll(sentence)) {
      found += 1;
      const key = text.replace(/\$\{[^}]*\}/g, '#');
      if (!(key in CHINESE.reasons)) {
        missing.push(`${name}: ${key}`);
      }
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(found >= 12, `only ${found}`);
});

test('in demo mode a page needs nothing', async () => {
  const { isAdmitted, usesLogin } = await caller('demo', { 'reddot.login': 'true' });
  assert.deepEqual([isAdmitted(), usesLogin()], [true, false]);
});

test('a page without demo mode calls nothing until it has a token or a login', async () => {
  globalThis.fetch = () => assert.fail('called');
  const { TokenNeeded, dropToken, isAdmitted, keepToken, tokens, useLogin } = await caller('token');
  const get = tokens('http://here', 'ann', null);
  assert.equal(isAdmitted(), false);
  await assert.rejects(get, TokenNeeded);
  keepToken(` ${token({ sub: 'ann', exp: 1 })} `);
  assert.equal(isAdmitted(), false, 'it has expired');
  const good = token({ sub: 'ann' });
  keepToken(good);
  assert.equal(isAdmitted(), true);
  assert.equal(await get(), good);
  dropToken();
  await assert.rejects(get, TokenNeeded);
  useLogin();
  assert.equal(isAdmitted(), true);
  assert.equal(await get(), '', 'the browser adds its cookie');
  dropToken();
  assert.equal(isAdmitted(), false);
});

test('a user whom the container knows is not asked', async () => {
  const { isAdmitted, keepToken, tokens } = await caller('login');
  assert.equal(isAdmitted(), true);
  assert.equal(await tokens('http://here', '', null)(), '');
  const other = token({ sub: 'bob' });
  keepToken(other);
  assert.equal(await tokens('http://here', '', null)(), other, 'a pasted token counts more');
});
