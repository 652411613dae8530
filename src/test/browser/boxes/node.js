'use strict';
/* A node of Linger: in memory, in dev mode, on a free port. */
const path = require('node:path');
const { run, until, directory } = require('./programs.js');

const WAR = path.resolve(process.env.LINGER_WAR || path.join(__dirname, '../../../../target/linger.war'));

async function startNode() {
  const dir = directory('node');
  const node = run('java', ['-Xmx256m', `-Djava.io.tmpdir=${dir}`, '-jar', WAR], { LINGER_PORT: '0', LINGER_MODE: 'dev' }, dir);
  const [, url, port] = await until('the node is ready', () => readiness(node)).catch(async (error) => {
    await node.stop();
    throw error;
  });
  return { ...node, url, port: Number(port), publish };

  async function publish(channel, data) {
    const answer = await fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ channel, data }),
    });
    if (answer.status !== 201) {
      throw new Error(`publish: ${answer.status} ${await answer.text()}`);
    }
  }
}

function readiness(node) {
  if (node.over()) {
    throw new Error(`the node does not start: ${node.over()}\n${node.log()}`);
  }
  return /ready at (http:\/\/127\.0\.0\.1:(\d+))\//.exec(node.log());
}

module.exports = { startNode };
