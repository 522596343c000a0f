/* Brings the explorables on a page to life where there is no kernel, no JupyterLab and no network.
 *
 * An explorable carries all that it needs in its state: its script, its style, its runs. The page holds the state of
 * every widget in one script of JSON, and a small script of JSON at each place where a widget is to be seen (nbconvert
 * and myst-nb both write it so). What is left to do is to hand each its state, and that needs no widget library.
 * A widget without a script of its own, such as a row of buttons that a kernel answers, is left out.
 */

document.addEventListener("DOMContentLoaded", async () => {
  const stored = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
  if (!stored) return;
  const { state } = JSON.parse(stored.textContent);
  const models = new Map(); // two views of one explorable share its model
  const scripts = new Map();
  const styles = new Set();
  for (const view of document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')) {
    const id = JSON.parse(view.textContent).model_id;
    const { _esm: script, _css: style } = state[id]?.state ?? {};
    if (!script) continue;
    if (!models.has(id)) models.set(id, modelOf(state[id]));
    if (!scripts.has(script)) scripts.set(script, import(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))));
    if (style && !styles.has(style)) document.head.append(styled(style));
    styles.add(style);
    const el = document.createElement("div");
    view.after(el);
    const { render } = (await scripts.get(script)).default;
    await render({ model: models.get(id), el });
  }
});

/** What anywidget calls a model, as far as it goes without a kernel: values, and who is told when one has changed. */
function modelOf({ state, buffers = [] }) {
  const values = { ...state };
  const listeners = new Map();
  for (const { path: [name], data } of buffers) {
    values[name] = new DataView(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer);
  }
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
