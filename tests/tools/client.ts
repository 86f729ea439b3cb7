// Prints the newest posts of the caller's feed, typed by the schema.
// PARVIS_URL is the GraphQL endpoint, PARVIS_TOKEN the bearer token, the argument how many posts (default 50).
import { graphql } from "./gql/gql.js";
import type { FeedQuery, TypedDocumentString } from "./gql/graphql.js";

const Feed = graphql(`
  query Feed($first: Int!, $after: String) {
    feed(first: $first, after: $after) {
      edges {
        node {
          id
          title
          publishedAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

let wanted = Number(process.argv[2] ?? 50);
let after: string | null = null;
while (wanted > 0) {
  const { feed }: FeedQuery = await ask(Feed, { first: Math.min(wanted, 100), after });
  for (const { node: post } of feed?.edges ?? []) console.log(post.publishedAt, post.id, post.title);
  if (!feed?.pageInfo.hasNextPage) break;
  wanted -= feed.edges.length;
  after = feed.pageInfo.endCursor ?? null;
}

/** Runs one operation; throws the server's errors, each with its code. */
async function ask<Result, Variables>(operation: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result> {
  const response = await fetch(process.env.PARVIS_URL ?? "http://127.0.0.1:8080/graphql", {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json",
      authorization: `Bearer ${process.env.PARVIS_TOKEN}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query: operation, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Result; errors?: ServerError[] };
  if (errors || !data) throw new Error(errors?.map((error) => `${error.extensions?.code}: ${error.message}`).join("\n"));
  return data;
}

interface ServerError {
  message: string;
  extensions?: { code?: string };
}
