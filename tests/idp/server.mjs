// A real OpenID Connect provider (oidc-provider) for the tests: in memory, on loopback, new keys at
// every start. Any login name and password will do.
//
//   node server.mjs [--port 0] [--audience parvis] [--algorithm ES256|RS256] [--people FILE.json]
//
// FILE.json maps login names to claims: {"alice": {"name": "Alice", "groups": ["editors"]}}.
// When it listens it prints one line of JSON: {"issuer": "http://127.0.0.1:PORT"}. It ends when its
// standard input does, so that it never outlives the test that started it.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    audience: { type: 'string', default: 'parvis' },
    algorithm: { type: 'string', default: 'ES256' },
    people: { type: 'string' },
  },
});
const people = options.people ? JSON.parse(readFileSync(options.people, 'utf8')) : {};
const scopes = 'posts:read posts:write import:write';

function claims(login) {
  return { sub: login, name: login, email: `${login}@example.com`, groups: [], ...people[login] };
}

async function key(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: `${alg}-${Date.now()}`, alg, use: 'sig' };
}

const configuration = {
  // RS256 first: oidc-provider signs ID tokens with it.
  jwks: { keys: [await key('RS256'), await key('ES256')] },
  cookies: { keys: ['for tests only'] },
  scopes: ['openid', 'profile', 'email', ...scopes.split(' ')],
  claims: { profile: ['name'], email: ['email'] },
  clients: [
    {
      client_id: 'importer',
      client_secret: 'importer-secret-for-tests-only',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: scopes,
    },
    {
      client_id: 'web',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      redirect_uris: ['http://127.0.0.1/callback'],
    },
  ],
  pkce: { required: () => true },
  async findAccount(_context, sub) {
    return { accountId: sub, claims: async () => claims(sub) };
  },
  async extraTokenClaims(_context, token) {
    if (!token.accountId) return undefined;
    const { name, email, groups } = claims(token.accountId);
    return { name, email, groups };
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // A resource is named by a URI; what stands in `aud` need not be one.
      defaultResource: () => 'urn:parvis:api',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: scopes,
        audience: options.audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: options.algorithm } },
      }),
    },
  },
};

const server = createServer();
server.listen(Number(options.port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration).callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
