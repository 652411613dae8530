'use strict';
/* Starts Redis and nodes of Linger as processes of their own, and ends just those. */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const WAR = path.resolve(process.env.LINGER_WAR || path.join(__dirname, '../../../target/linger.war'));

/** Asks again and again until something is true, and gives it. */
async function until(what, ask, patience = 20_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${patience} ms in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function run(command, args, variables = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linger-bridge-'));
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('LINGER_'));
  const child = spawn(command, args(dir), { cwd: dir, env: { ...Object.fromEntries(ours), ...variables } });
  let log = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (log += text));
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.on('error', (error) => (log += error));
  return {
    log: () => log,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => child.kill(name),
    async stop(name = 'SIGTERM') {
      child.kill('SIGCONT');
      child.kill(name);
      await ended;
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Debian's redis-server on a free port. */
async function startRedis() {
  const port = await freePort();
  const redis = run('redis-server', (dir) => ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '']);
  await until('redis is ready', () => /Ready to accept connections/.test(redis.log()));
  return { ...redis, port };
}

/** A node that bridges, or would; ready when it follows the log and hears the forum. */
async function startNode(redisPort, variables = {}) {
  const node = run('java', (dir) => ['-Xmx256m', `-Djava.io.tmpdir=${dir}`, '-jar', WAR], {
    LINGER_MODE: 'dev',
    LINGER_PORT: '0',
    LINGER_REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    LINGER_BRIDGE_CHANNELS: 'forum,notifications',
    LINGER_POLL_EVENTS: '1000',
    ...variables,
  });
  const [, url] = await until('the node is ready', () => {
    if (node.isOver()) {
      throw new Error(`the node does not start:\n${node.log()}`);
    }
    return /ready at (http:\/\/127\.0\.0\.1:\d+)\//.exec(node.log());
  });
  await until('the node hears the forum', () => /the bridge hears all from/.test(node.log()));
  return { ...node, url, bridges: () => /this node bridges now/.test(node.log()) };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { until, startRedis, startNode };
