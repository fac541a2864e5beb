/** Rich text, built on a document that knows no more than it needs. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { richText } from '../../../webapp/js/rich-text.js';

class Node {
  children = [];
  constructor(name) {
    this.name = name;
  }
  append(...nodes) {
    this.children.push(...nodes);
  }
  toString() {
    const text = this.children.map((each) => (each instanceof Node ? String(each) : `'${each}'`)).join('');
    const { href, rel } = this;
    return this.name ? `${this.name}${href ? `[${href} ${rel}]` : ''}(${text})` : text;
  }
}

globalThis.document = {
  createDocumentFragment: () => new Node(''),
  createElement: (name) => new Node(name),
};

const built = (html) => String(richText(html));

test('builds the marks of text', () => {
  assert.equal(built('a <b>c <em>d</em></b> e'), "'a 'b('c 'em('d'))' e'");
  assert.equal(built('<p>a<br>b</p><hr><ul><li>c</li></ul>'), "p('a'br()'b')hr()ul(li('c'))");
  assert.equal(built('1 &lt; 2 &amp;amp; 3 &#xa0;&#228;&quot;'), "'1 < 2 &amp; 3 \u00a0ä\"'");
});

test('a link leads to where http, https or mail leads', () => {
  assert.equal(
    built('<a href="https://x.example/?a=1&amp;b=2" rel="noopener nofollow">x</a>'),
    "a[https://x.example/?a=1&b=2 noopener nofollow]('x')",
  );
  for (const bad of ['javascript:alert(1)', 'java&#115;cript:alert(1)', ' javascript:x', 'data:text/html,x', '//x', '/x', '']) {
    assert.equal(built(`<a href="${bad}">x</a>`), "a('x')", bad);
  }
});

test('what is not listed is left out or stays text', () => {
  assert.equal(built('<script>alert(1)</script>'), "'alert(1)'");
  assert.equal(built('<img src="x" onerror="alert(1)">'), '');
  assert.equal(built("<img src=x onerror='alert(1)'>"), "'<''img src=x onerror='alert(1)'>'");
  assert.equal(built('<b onclick="x" style="y">z</b>'), "b('z')");
  assert.equal(built('<!--<b>-->'), "'<''!--'b('-->')");
  assert.equal(built('<svg:a href="x">'), "'<''svg:a href=\"x\">'");
  assert.equal(built('a < b > c'), "'a ''<'' b > c'");
});

test('what is closed wrongly or never does no harm', () => {
  assert.equal(built('<b>a<i>b</b>c</i>d'), "b('a'i('b'))'c''d'");
  assert.equal(built('</b></p>a<b>'), "'a'b()");
  const deep = richText('<b>'.repeat(10_000) + 'x');
  let depth = 0;
  for (let node = deep; node instanceof Node; node = node.children[0]) {
    depth++;
  }
  assert.ok(depth < 40, String(depth));
});
