'use strict';
/*
 * A real node: java -jar, with a memory log, on a free port that it keeps over a restart. What it said is
 * shown when a test fails. Only the process that was started here is ever ended.
 *
 * LINGER_WAR names the file; by default it is what the build makes.
 */
const { spawn } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { eventually } = require('./wait.js');

const WAR = path.resolve(process.env.LINGER_WAR || path.join(__dirname, '../../../../target/linger.war'));
const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-jar', WAR];
// Short, so that a restart is over soon; what they do is tested elsewhere.
const SETTINGS = { LINGER_DRAIN_TIME: '200ms', LINGER_DRAIN_PAUSE: '500ms' };

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The environment without what is meant for us or for another node: unknown settings are an error. */
function strangers(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('LINGER_')));
}

class Server {
  constructor(settings) {
    this.settings = settings;
    this.said = '';
    this.child = null;
  }

  static async start(settings = {}) {
    const server = new Server(settings);
    server.port = await freePort();
    await server.up();
    return server;
  }

  async up() {
    const env = { ...strangers(process.env), ...SETTINGS, ...this.settings, LINGER_PORT: String(this.port) };
    const child = (this.child = spawn('java', JAVA, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    child.stdout.on('data', (text) => (this.said += text));
    child.stderr.on('data', (text) => (this.said += text));
    child.on('error', (error) => (this.said += error));
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    // A test that dies takes its node along.
    this.reaper = () => child.kill('SIGKILL');
    process.once('exit', this.reaper);
    await eventually('the node is ready', () => {
      if (child.exitCode !== null) {
        throw new Error(`The node ended:\n${this.said}`);
      }
      return this.get('/health/ready').then((reply) => reply.status === 200, () => false);
    }, 30_000);
  }

  async down(signal = 'SIGTERM') {
    if (this.child) {
      this.child.kill(signal);
      await this.ended;
      process.removeListener('exit', this.reaper);
      this.child = null;
    }
  }

  async restart(whileDown = () => {}) {
    await this.down();
    await whileDown();
    await this.up();
  }

  get(address) {
    return ask(this.port, 'GET', address);
  }

  post(address, body) {
    return ask(this.port, 'POST', address, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** Gives the event's id. */
  async publish(channel, data, more = {}) {
    const reply = await this.post('/events', { channel, data, ...more });
    if (reply.status !== 201) {
      throw new Error(`Publishing: ${reply.status} ${reply.text}`);
    }
    return JSON.parse(reply.text).ids[0];
  }

  tail() {
    return this.said.split('\n').slice(-40).join('\n');
  }
}

function ask(port, method, address, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port, method, path: address, headers, agent: false, timeout: 20_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (more) => (text += more));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}

module.exports = { Server, freePort };
