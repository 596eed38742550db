// Servers of npm's http-auth on loopback ports, one for each way in which it authenticates by HTTP Digest.
//
//   node judge.mjs FOLDER
//
// FOLDER has node_modules. The line of output has the URLs of the servers. Each responds with the user, the nonce count
// and the body of a request. They end with the input.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const auth = createRequire(join(resolve(process.argv[2], 'node_modules'), 'x.js'))('http-auth');
const realm = 'all doors, here';
const key = createHash('md5').update(`Mufasa:${realm}:Circle of Life`).digest('hex');

const urls = [];
for (const options of [{}, { algorithm: 'MD5-sess' }, { qop: 'none' }]) {
  const digest = auth.digest({ realm, ...options }, (username, callback) =>
    callback(username === 'Mufasa' ? key : new Error('unknown')));
  const server = createServer(digest.check(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const count = /nc=(\w+)/.exec(request.headers.authorization)?.[1] ?? '-';
    response.end(`${request.user} ${count} ${body}`);
  }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  urls.push(`http://127.0.0.1:${server.address().port}`);
}
console.log(urls.join(' '));
process.stdin.on('end', () => process.exit(0)).resume();
