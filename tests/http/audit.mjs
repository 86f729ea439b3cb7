// The conformance audits of the npm package graphql-http against a running server:
//   node tests/http/audit.mjs http://127.0.0.1:8080/graphql TOKEN
// Fails on any audit that says `error` or `warn`; prints what else is not `ok`.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [url, token] = process.argv.slice(2);
if (!url || !token) {
  console.error("usage: node audit.mjs URL TOKEN");
  process.exit(2);
}
const { auditServer } = load("graphql-http");
const fetchFn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

const results = await auditServer({ url, fetchFn });
const count = (status) => results.filter((result) => result.status === status).length;
for (const result of results) {
  if (result.status !== "ok") console.log(`${result.status}\t${result.id}\t${result.name}\t${result.reason}`);
}
console.log(`${results.length} audits: ${["ok", "notice", "warn", "error"].map((s) => `${count(s)} ${s}`).join(", ")}`);
process.exit(results.length > 0 && count("error") + count("warn") === 0 ? 0 : 1);

/** A package installed beside the other test tools, or in the folder this is run from. */
function load(name) {
  const places = [new URL("../tools/package.json", import.meta.url), pathToFileURL(`${process.cwd()}/package.json`)];
  for (const place of places) {
    try {
      return createRequire(place)(name);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new Error(`npm install ${name} first`);
}
