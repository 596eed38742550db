// Two authorization servers of npm on loopback ports: oidc-provider and oauth2-mock-server.
//
//   node judge.mjs FOLDER
//
// FOLDER has node_modules. The first line of the input is a JSON object: the public keys of assertions as PEM, by their
// algorithms. The first line of the output has the URLs of the servers. They end with the input.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = resolve(process.argv[2], 'node_modules');
const load = (file) => import(pathToFileURL(join(modules, file)).href);
const { default: Provider, errors } = await load('oidc-provider/lib/index.js');
const jose = await load('jose/dist/node/esm/index.js');
const { OAuth2Server } = createRequire(join(modules, 'x.js'))('oauth2-mock-server');

const lines = createInterface({ input: process.stdin });
const keys = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
lines.on('close', () => process.exit(0));

const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const secret = 's:e c&r/et%+';
const redirects = { redirect_uris: ['https://program.example/cb'], response_types: ['code'] };
const noRedirects = { redirect_uris: [], response_types: [] };

const provider = new Provider(issuer, {
  clients: [
    { client_id: 'web app', client_secret: secret, ...redirects, grant_types: ['authorization_code', 'refresh_token'] },
    { client_id: 'body', client_secret: secret, ...redirects, grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post' },
    { client_id: 'public', ...redirects, grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none' },
    { client_id: 'machine', client_secret: secret, ...noRedirects, grant_types: ['client_credentials'] },
    { client_id: 'machine body', client_secret: secret, ...noRedirects, grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post' },
    { client_id: 'service', client_secret: secret, ...noRedirects, grant_types: [jwtBearer] },
  ],
  scopes: ['openid', 'ameise/mitarbeiterwebservice', 'offline'],
  pkce: { methods: ['S256'], required: () => true },
  issueRefreshToken: (ctx, client, code) => code.scopes.has('offline'),
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, ClientCredentials: 600, RefreshToken: 7200, Grant: 86400, Session: 86400, Interaction: 3600 },
  features: { clientCredentials: { enabled: true }, revocation: { enabled: true }, devInteractions: { enabled: false } },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => { // every user consents
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid ameise/mitarbeiterwebservice offline');
    await grant.save();
    return grant;
  },
  cookies: { keys: ['key'] },
});

// The grant of RFC 7523, section 2.1, with the assertion verified by jose.
const seen = new Set();
const subjects = new Map(); // of the tokens
provider.registerGrantType(jwtBearer, async (ctx, next) => {
  const { assertion, scope } = ctx.oidc.params;
  let payload;
  try {
    const { alg } = jose.decodeProtectedHeader(assertion);
    ({ payload } = await jose.jwtVerify(assertion, await jose.importSPKI(keys[alg], alg), {
      issuer: 'service', audience: `${issuer}/token`, maxTokenAge: '5 minutes', requiredClaims: ['sub', 'jti', 'exp'],
    }));
  } catch (error) {
    throw new errors.InvalidGrant(error.message);
  }
  if (seen.has(payload.jti) || payload.exp - payload.iat !== 300) {
    throw new errors.InvalidGrant('replayed, or valid for too long');
  }
  seen.add(payload.jti);
  const token = new provider.ClientCredentials({ client: ctx.oidc.client, scope });
  const text = await token.save();
  subjects.set(text, payload.sub);
  ctx.body = { access_token: text, expires_in: token.expiration, token_type: token.tokenType };
  await next();
}, ['assertion', 'scope']);

// The user signs in at once, but for one who cancels.
async function interact(request, response) {
  await provider.interactionFinished(request, response, request.headers['x-cancel']
    ? { error: 'access_denied', error_description: 'the user has cancelled' }
    : { login: { accountId: '123456_123456' } });
}

// A service that accepts the tokens, and says whose they are.
async function serve(request, response) {
  const text = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const token = await provider.AccessToken.find(text) ?? await provider.ClientCredentials.find(text);
  response.statusCode = token ? 200 : 401;
  response.end(token ? `${token.clientId} ${token.accountId ?? subjects.get(text) ?? ''}`.trim() : '');
}

// Time goes faster for the servers if a test asks for it.
const now = Date.now;
let ahead = 0;
Date.now = () => now() + ahead;

const handle = provider.callback();
server.on('request', (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname.startsWith('/interaction/')) return interact(request, response);
  if (url.pathname === '/service') return serve(request, response);
  if (url.pathname === '/wait') {
    ahead += 1000 * Number(url.searchParams.get('seconds'));
    return response.end();
  }
  return handle(request, response);
});

const mock = new OAuth2Server();
mock.service.on('beforeUserinfo', (response) => { response.body = { sub: '123456_123456' }; });
await mock.issuer.keys.generate('RS256');
await mock.start(0, '127.0.0.1');
console.log(JSON.stringify({ provider: issuer, mock: mock.issuer.url }));
