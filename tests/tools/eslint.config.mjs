// The conventions of schema.graphql as lint rules: `npm run lint:schema` (SCHEMA=path lints another file).
import graphql from "@graphql-eslint/eslint-plugin";
import { resolve } from "node:path";
import conventions from "./conventions.mjs";

const schema = resolve(process.env.SCHEMA ?? resolve(import.meta.dirname, "../../schema.graphql"));

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
    plugins: { "@graphql-eslint": graphql, parvis: conventions },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,

      // An SDL reader needs no other manual.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      "@graphql-eslint/input-name": ["error", { checkInputType: true, caseSensitiveInputType: false }],
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",
      "@graphql-eslint/require-nullable-result-in-root": "error",
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          // A tag is its slug, an approval its application in its space; the viewer, what they can, and
          // answers about rights are facts of one request.
          exceptions: {
            types: [
              "AccessReason",
              "AccessReport",
              "ChangePreview",
              "DocumentImportResult",
              "DocumentsImported",
              "ExportedPost",
              "ImportApproval",
              "ImportKept",
              "ImportProblem",
              "ImportUndone",
              "IssuedApplication",
              "PageInfo",
              "Participation",
              "Redirect",
              "RoleChange",
              "Tag",
              "TagCount",
              "UnitHandover",
              "Viewer",
            ],
            suffixes: ["Connection", "Edge", "Payload", "Error", "Capabilities"],
          },
        },
      ],

      // Lists that cannot grow are plain lists of objects; only connections wrap edges.
      // Rosters and administered spaces list what is no node: tests/node holds the others to it.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
      // A list offers the directions it has an index for; forward alone is a whole connection.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],

      "parvis/mutation-payload": "error",
      "parvis/timestamp-name": "error",
      "parvis/no-foreign-id": "error",
      "parvis/removal-date": "error",
      "parvis/connection-non-null": "error",
    },
  },
];
