// The control endpoint of the sandbox.

// get returns the JSON at a path below the control endpoint.
export const get = (path) => request("GET", path).then((response) => response.json());

// getText returns the text at a path.
export const getText = (path) => request("GET", path).then((response) => response.text());

// post sends value as JSON, and returns the JSON of the response; null for none.
export const post = (path, value) => request("POST", path, value).then((response) => response.status === 204 ? null : response.json());

// remove deletes what is at a path.
export const remove = (path) => request("DELETE", path);

async function request(method, path, value) {
  const options = { method };
  if (value !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(value);
  }
  const response = await fetch("/_sandbox/" + path, options);
  if (!response.ok) throw new Error((await response.text()).trim());
  return response;
}
