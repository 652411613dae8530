'use strict';
/*
 * Programs that the tests start and end: each is a child of ours, ended by its process, with a directory of
 * its own that goes with it. Nothing here touches what the system runs.
 */
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');

const PATIENCE = 20_000; // varnish compiles its configuration first
const DEBIAN = 'apt-get install nginx haproxy squid privoxy varnish apache2 chromium';

/** A port that was free a moment ago. Whoever takes it in between makes the start fail, and that is tried again. */
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

/** A directory that every user can write to: some of these programs give up being root. */
function directory(name) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `linger-${name.replace(/\W+/g, '-')}-`));
  fs.chmodSync(dir, 0o777);
  return dir;
}

/**
 * Starts a program and waits until it listens.
 *
 * @param describe told (port, dir); gives {command, args, files: {name: text}}
 * @return {port, log(), stop()}
 */
async function start(name, describe) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const dir = directory(name);
    const { command, args, env, files = {} } = describe(port, dir);
    Object.entries(files).forEach(([file, text]) => fs.writeFileSync(path.join(dir, file), text));
    const program = run(command, args, env, dir);
    try {
      await listening(program, port);
      return { ...program, port };
    } catch (error) {
      await program.stop();
      if (attempt === 3) {
        throw new Error(`${name} does not start: ${error.message}\n${program.log()}`);
      }
    }
  }
}

function run(command, args, env, dir) {
  const child = spawn(command, args, { cwd: dir, env: { ...surroundings(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const program = { over: null, said: '' };
  const note = (text) => (program.said = (program.said + text).slice(-20_000));
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve((program.over = `it ended with ${signal || code}`)));
    child.on('error', (error) => resolve((program.over = `${error.message} (${DEBIAN})`)));
  });
  async function stop() {
    if (!program.over) {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(force);
    }
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
  return { pid: child.pid, log: () => program.said, over: () => program.over, stop };
}

/** Without what is meant for the tests, or for somebody's own node: a node refuses settings that it does not know. */
function surroundings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LINGER_')));
}

/** Waits until `look` gives something true. */
async function until(what, look, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${patience} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function listening(program, port) {
  return until('listening', () => {
    if (program.over()) {
      throw new Error(program.over());
    }
    return connects(port);
  });
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true) || socket.destroy());
    socket.on('error', () => resolve(false));
  });
}

module.exports = { start, run, until, directory };
