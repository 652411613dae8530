'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const zlib = require('node:zlib');

test('the client is small enough to be sent to everybody: under 12 kB minified and compressed', () => {
  const source = fs.readFileSync(require.resolve('../../../webapp/linger.js'), 'utf8');
  const bare = source
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/ \/\/ .*$/gm, '')
    .replace(/^\s+/gm, '');
  // Without comments and indentation; terser, which shortens names as well, gets three quarters of this.
  assert.ok(zlib.gzipSync(bare, { level: 9 }).length < 15_900);
});
