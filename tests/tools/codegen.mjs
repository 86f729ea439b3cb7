// Types of the operations in client.ts, generated from schema.graphql into gql/: `npm run check:client`.
export default {
  schema: process.env.SCHEMA ?? "../../schema.graphql",
  documents: ["client.ts"],
  generates: {
    "gql/": {
      preset: "client",
      // Operations stay text: the client needs no GraphQL library at run time.
      config: { documentMode: "string", enumsAsTypes: true, useTypeImports: true, strictScalars: true, scalars: { DateTime: "string", Timestamp: "string", Upload: "File" } },
      presetConfig: { fragmentMasking: false },
    },
  },
  emitLegacyCommonJSImports: false,
  importExtension: ".js",
  errorsOnly: true,
};
