'use strict';
/*
 * Real middleboxes as Debian packages them, each with the least configuration that makes it what it is
 * here. A box takes the node's port and gives {port, stop()}.
 */
const { start } = require('./programs.js');

function nginx(name, location, more = '') {
  return (upstream) =>
    start(name, (port, dir) => ({
      command: 'nginx',
      args: ['-p', dir, '-c', `${dir}/nginx.conf`, '-e', 'stderr'],
      files: {
        'nginx.conf': `
          daemon off; pid nginx.pid; worker_processes 1; error_log stderr warn;
          events { worker_connections 256; }
          http {
            access_log off;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            upstream node { server 127.0.0.1:${upstream}; }
            server {
              listen 127.0.0.1:${port};
              ${more}
              location / { proxy_pass http://node; ${location} }
            }
          }`,
      },
    }));
}

function haproxy(name, options = '') {
  return (upstream) =>
    start(name, (port, dir) => ({
      command: 'haproxy',
      args: ['-db', '-f', `${dir}/haproxy.cfg`],
      files: {
        'haproxy.cfg': `
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  ${options}
listen box
  bind 127.0.0.1:${port}
  server node 127.0.0.1:${upstream}
`,
      },
    }));
}

/** As it is installed: it caches, and it waits for 15 minutes. */
function squid() {
  return start('squid', (port, dir) => ({
    command: 'squid',
    args: ['-N', '-f', `${dir}/squid.conf`],
    files: {
      'squid.conf': `
http_port 127.0.0.1:${port}
http_access allow all
pid_filename none
access_log none
cache_log ${dir}/cache.log
cache_store_log none
netdb_filename none
coredump_dir ${dir}
cache_mem 16 MB
visible_hostname box.test
shutdown_lifetime 0 seconds
`,
    },
  }));
}

/** With a content filter, as it is meant to be used: what shall be filtered is read to its end first. */
function privoxy() {
  return start('privoxy', (port, dir) => ({
    command: 'privoxy',
    args: ['--no-daemon', `${dir}/config`],
    files: {
      config: `
confdir ${dir}
templdir /etc/privoxy/templates
logdir ${dir}
actionsfile box.action
filterfile box.filter
listen-address 127.0.0.1:${port}
`,
      'box.action': '{+filter{box} +force-text-mode +prevent-compression +hide-referrer{conditional-block}}\n/\n',
      'box.filter': 'FILTER: box Takes out what is not there.\ns@<blink>@@ig\n',
    },
  }));
}

function varnish(name, response = '') {
  return (upstream) =>
    start(name, (port, dir) => ({
      command: 'varnishd',
      args: ['-F', '-j', 'none', '-n', dir, '-a', `127.0.0.1:${port}`, '-f', `${dir}/box.vcl`, '-s', 'malloc,16m', '-p', 'vcc_allow_inline_c=off'],
      files: {
        'box.vcl': `
vcl 4.1;
backend node { .host = "127.0.0.1"; .port = "${upstream}"; .first_byte_timeout = 10s; .between_bytes_timeout = 10s; }
sub vcl_backend_response { ${response} }
`,
      },
    }));
}

/** Speaks HTTP/1.0 to both sides: no chunks, one request a connection. */
function apache(upstream) {
  const modules = ['mpm_event', 'authz_core', 'env', 'setenvif', 'proxy', 'proxy_http'];
  return start('apache', (port, dir) => ({
    command: 'apache2',
    args: ['-DFOREGROUND', '-d', dir, '-f', `${dir}/apache.conf`],
    files: {
      'apache.conf': `
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${port}
ServerName box.test
PidFile ${dir}/apache.pid
DefaultRuntimeDir ${dir}
Mutex pthread
ErrorLog ${dir}/error.log
StartServers 1
SetEnv force-proxy-request-1.0 1
SetEnv proxy-nokeepalive 1
SetEnvIf Request_URI . downgrade-1.0 force-response-1.0 nokeepalive
ProxyPass / http://127.0.0.1:${upstream}/ disablereuse=on timeout=60
`,
    },
  }));
}

module.exports = { nginx, haproxy, squid, privoxy, varnish, apache };
