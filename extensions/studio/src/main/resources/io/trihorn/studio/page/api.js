/** What the server is asked. */

async function answer(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const body = type.startsWith("application/json") ? await response.json() : null;
  if (!response.ok) {
    const error = new Error(body?.message ?? `the server answers ${response.status}`);
    error.body = body;
    throw error;
  }
  return body;
}

export async function ask(path) {
  return answer(await fetch(path));
}

export async function send(path, body, method = "POST") {
  return answer(
    await fetch(path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body ?? {}),
    }),
  );
}
