// Lint rules for the schema conventions that @graphql-eslint has no rule for.

const DATED_REASON = /Removal on \d{4}-\d{2}-\d{2}\./;
const TIMESTAMP_SCALARS = ["DateTime", "Timestamp"];

export default {
  rules: {
    "mutation-payload": rule((report) => ({
      "ObjectTypeDefinition[name.value=Mutation] > FieldDefinition"(field) {
        const expected = `${upperFirst(field.name.value)}Payload`;
        if (named(field.gqlType) !== expected) report(field, `Mutation "${field.name.value}" returns its own "${expected}"`);
      },
      "ObjectTypeDefinition[name.value=/Payload$/]"(type) {
        const errors = type.fields.find((field) => field.name.value === "errors");
        if (!errors || !/^\[\w+Error!\]!$/.test(printed(errors.gqlType))) {
          report(type, `"${type.name.value}" tells expected refusals in "errors: [...Error!]!"`);
        }
      },
      ":matches(ObjectTypeDefinition, InterfaceTypeDefinition)[name.value=/Error$/]"(type) {
        const names = type.fields.map((field) => field.name.value);
        for (const name of ["code", "message", "field"]) {
          if (!names.includes(name)) report(type, `"${type.name.value}" has no "${name}"`);
        }
      },
    })),

    "timestamp-name": rule((report) => ({
      ":matches(ObjectTypeDefinition, InterfaceTypeDefinition) > FieldDefinition"(field) {
        const name = field.name.value;
        if (TIMESTAMP_SCALARS.includes(named(field.gqlType)) && !name.endsWith("At")) report(field, `Timestamp "${name}" ends in "At"`);
      },
    })),

    "no-foreign-id": rule((report) => ({
      // A payload may name what is gone, so that a client drops it from its cache.
      "ObjectTypeDefinition[name.value!=/Payload$/] > FieldDefinition[name.value=/Ids?$/]"(field) {
        if (named(field.gqlType) === "ID") report(field, `"${field.name.value}" is the object itself, not its id`);
      },
    })),

    "removal-date": rule((report) => ({
      "Directive[name.value=deprecated]"(directive) {
        const reason = directive.arguments?.find((argument) => argument.name.value === "reason");
        if (!DATED_REASON.test(reason?.value.value ?? "")) report(directive, 'A deprecation says "Use `x`. Removal on YYYY-MM-DD."');
      },
    })),

    "connection-non-null": rule((report) => ({
      "ObjectTypeDefinition[name.value=/Connection$/] > FieldDefinition[name.value=edges]"(field) {
        if (!/^\[\w+!\]!$/.test(printed(field.gqlType))) report(field, "Edges are a non-null list of non-null edges");
      },
      "ObjectTypeDefinition[name.value=/Edge$/] > FieldDefinition[name.value=node]"(field) {
        if (!printed(field.gqlType).endsWith("!")) report(field, "The node of an edge is non-null");
      },
    })),
  },
};

function rule(listeners) {
  return {
    meta: { type: "problem", schema: [] },
    create: (context) => listeners((node, message) => context.report({ node: node.name ?? node, message })),
  };
}

function printed(type) {
  if (type.kind === "NonNullType") return `${printed(type.gqlType)}!`;
  if (type.kind === "ListType") return `[${printed(type.gqlType)}]`;
  return type.name.value;
}

function named(type) {
  return printed(type).replace(/[[\]!]/g, "");
}

function upperFirst(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
