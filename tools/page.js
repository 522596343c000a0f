/* Brings the explorables on a page to life where there is no kernel, no JupyterLab and no network.
 *
 * An explorable carries all that it needs in its state: its script, its style, its runs. The page holds the state of
 * every widget in one script of JSON, and a small script of JSON at each place where a widget is to be seen (nbconvert
 * and myst-nb both write it so). What is left to do is to hand each its state, and that needs no widget library.
 * A widget without a script of its own, such as a row of buttons that a kernel answers, is left out.
 *
 * What is large may lie in files beside the page instead: `files` in a state says which value is in which. They are
 * fetched when the explorable comes near the window; until then its plain picture stands in its place.
 */

document.addEventListener("DOMContentLoaded", () => {
  const stored = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
  if (!stored) return;
  const { state } = JSON.parse(stored.textContent);
  const models = new Map(); // two views of one explorable share its model
  const scripts = new Map();
  const styles = new Set();

  async function bringToLife(view) {
    const id = JSON.parse(view.textContent).model_id;
    if (!state[id]?.state._esm && !state[id]?.files) return;
    if (state[id].files) await nearby(view.parentElement);
    if (!models.has(id)) models.set(id, modelOf(state[id]));
    const model = await models.get(id);
    const [script, style] = [model.get("_esm"), model.get("_css")];
    if (!scripts.has(script)) scripts.set(script, import(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))));
    if (style && !styles.has(style)) document.head.append(styled(style));
    styles.add(style);
    const el = document.createElement("div");
    view.after(el);
    const { render } = (await scripts.get(script)).default;
    await render({ model, el });
  }

  document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]').forEach(bringToLife);
});

/** Waits until an element is less than a window's height or so from being seen. */
function nearby(element) {
  return new Promise((done) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      done();
    }, { rootMargin: "1000px" });
    watch.observe(element);
  });
}

/** What anywidget calls a model, as far as it goes without a kernel: values, and who is told when one has changed. */
async function modelOf({ state, buffers = [], files = {} }) {
  const values = { ...state };
  const listeners = new Map();
  for (const { path: [name], data } of buffers) {
    values[name] = new DataView(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer);
  }
  await Promise.all(Object.entries(files).map(async ([name, address]) => {
    const file = await fetch(address);
    values[name] = name.startsWith("_") ? await file.text() : new DataView(await file.arrayBuffer());
  }));
  return {
    get: (name) => values[name],
    set(name, value) {
      if (values[name] === value) return;
      values[name] = value;
      listeners.get(`change:${name}`)?.forEach((react) => react());
    },
    save_changes() {}, // there is nobody to tell
    on(event, react) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(react);
    },
    off(event, react) {
      listeners.get(event)?.delete(react);
    },
  };
}

function styled(style) {
  const element = document.createElement("style");
  element.textContent = style;
  return element;
}
