// Starts GraphiQL against this server. The token lives in this tab only (sessionStorage).
(() => {
  "use strict";
  const KEY = "parvis.token";
  const field = document.getElementById("token");
  const state = document.getElementById("state");
  field.value = sessionStorage.getItem(KEY) ?? "";

  // An Authorization header written in GraphiQL's own headers tab wins over the field.
  const fetcher = async (parameters, options) => {
    const token = sessionStorage.getItem(KEY);
    const headers = {
      Accept: "application/graphql-response+json",
      "Content-Type": "application/json",
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...options?.headers,
    };
    const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(parameters) });
    state.textContent = answer.status === 401 ? "Not signed in: no token, or one that is not accepted." : "";
    state.className = answer.status === 401 ? "refused" : "";
    return answer.json();
  };

  const root = ReactDOM.createRoot(document.getElementById("graphiql"));
  let visit = 0;
  // A new key makes a new GraphiQL, which reads the schema as the new caller.
  const show = () => root.render(React.createElement(GraphiQL, {
    key: visit++,
    fetcher,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }));

  document.getElementById("identity").addEventListener("submit", (event) => {
    event.preventDefault();
    const token = field.value.trim().replace(/^bearer\s+/i, "");
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
    show();
  });
  show();
})();
