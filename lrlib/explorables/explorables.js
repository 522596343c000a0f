/* The browser's half of the explorables.
 *
 * Python has computed every run for every position of every control, and sends them all at once (see widget.py). What
 * is left to do here is to draw: no optimizer is written a second time, and dragging waits for no kernel.
 *
 * The file is read from top to bottom: the table of explorables, each explorable, and then what they are built of:
 * what is picked, controls, views on canvas, and words. There is no library behind it and nothing to build.
 */

const EXPLORABLES = { skier: descents, regimes: descents, ball, race, rate_search: rateSearch, decay, challenge };

export default { render };

/** What anywidget calls for every view of a model. It returns what to do when the view is removed. */
function render({ model, el }) {
  const root = make("div", { class: "lrlib-explorable" });
  const removed = new AbortController(); // everything below listens for as long as this signal allows
  el.append(root);
  ignoreShortcuts(root, removed.signal);
  EXPLORABLES[model.get("kind")](model, root, removed.signal);
  return () => {
    removed.abort();
    root.remove(); // anywidget keeps a removed view's element: not what is in it, then
  };
}

/** The page of every explorable: words, views side by side, controls. All of them follow what is picked.
 *
 *  picked     see `shared`
 *  inWords    what is picked, in words: { facts, verdict }, told a screen reader as well
 *  views      what `layeredView` makes, and the like: { element, draw(now, told), redrawWith(draw, signal) }
 *  controls   what `slider` and `choice` make: { elements, show(now) }
 *  below      what stands below them, such as buttons: { element, show(now) } */
function stage(model, root, signal, { picked, inWords, views, controls, below }) {
  const status = statusLine(signal);
  root.append(
    status.element,
    make("div", { class: "views" }, ...views.map((view) => view.element)),
    make("div", { class: "controls" }, ...controls.flatMap((control) => control.elements)),
    ...below.map((group) => group.element),
  );
  const draw = onceAFrame(() => {
    const now = picked.get();
    const told = status.say(inWords(now));
    [...controls, ...below].forEach((control) => control.show(now));
    views.forEach((view) => view.draw(now, told));
  }, signal);
  picked.onChange(draw);
  views.forEach((view) => view.redrawWith(draw, signal));
  draw();
  const map = views.find((view) => view.lay);
  if (map) createImageBitmap(new Blob([model.get("ground")])).then((picture) => map.lay(picture, draw));
}

/** What is picked of runs that are played, see `shared`, and the clock that plays them up to step `last`. */
function played(model, limits, last, signal, pace) {
  const picked = shared(model, { ...limits, step: last }, signal);
  runClock(picked, last, signal, pace);
  return picked;
}

/* The skier on the mountain, and too high, too low on a bowl ---------------------------------------------------- */

/** One learning rate to drag: its way down from above, and its curve. */
function descents(model, root, signal) {
  const meta = model.get("meta");
  const [rates, points] = meta.shape;
  const last = points - 1;
  const runs = readRuns(model.get("buffer"), meta.shape);
  const picked = played(model, { rate: rates - 1 }, last, signal);

  const path = ({ rate, step }) => [{ points: runs.path(rate, step), color: VERMILION }];
  const curve = ({ rate, step }) => [{ values: heightsOf(runs.path(rate, last)), here: step, color: VERMILION }];
  const inWords = (now) => {
    const place = runs.at(now.rate, now.step);
    const facts = descentInWords(meta, `Rate ${meta.rates[now.rate]}`, place, now);
    return { facts, verdict: verdictOf(meta, meta.verdicts[now.rate], now, place) };
  };
  stage(model, root, signal, {
    picked,
    inWords,
    views: [mapView(meta, path), heightView(meta, last, curve)],
    controls: [rateSlider(meta, picked), stepSlider(last, picked)],
    below: [playButtons(picked, last)],
  });
}

/** The chart of heights over steps; the last of its curves is told. */
function heightView(meta, last, curves) {
  const scale = heightScale(meta);
  const tell = (now) => chartInWords(meta, curves(now).at(-1).values, now.step, scale);
  return chartView(stepChart(meta, last, scale), curves, tell);
}

/** Where one run stands, in words: what was `chosen`, the step, how high, and how far from the goal. */
function descentInWords(meta, chosen, place, { step }) {
  const facts = [chosen, `step ${step} of ${meta.shape.at(-2) - 1}`];
  if (Number.isFinite(place.at(-1))) {
    facts.push(`${meta.height} ${heightOf(place.at(-1), meta)}`);
    const away = meta.minimum?.map((coordinate, axis) => place[axis] - coordinate);
    if (away) facts.push(`${distance(Math.hypot(...away), meta)} from ${meta.goal}`);
  }
  return facts.join(", ");
}

/** How a run ends, in words: once it has ended, or at once where that is foreseen. */
function verdictOf(meta, { regime, words }, { step }, place) {
  const over = !Number.isFinite(place.at(-1)) || step === meta.shape.at(-2) - 1 || meta.foreseen;
  return over ? `${meta.signs[regime]} ${capitalized(words)}.`.trim() : "";
}

/** The curve in words: where it starts, where it has got to, what it is measured against, and if it leaves the frame. */
function chartInWords(meta, values, step, scale) {
  let last = Math.min(step, values.length - 1);
  while (!Number.isFinite(values[last])) last -= 1; // at the start, at the latest, there is ground
  const words = [`${heightOf(values[0], meta)} at the start`, `${heightOf(values[last], meta)} at step ${last}`];
  if (meta.minimum) words.push(`${meta.goal} is at ${heightOf(meta.lowest, meta)}`);
  const told = `${capitalized(meta.height)} at every step: ${words.join(", ")}.`;
  const exit = exitStep(values.slice(0, step + 1), scale);
  if (exit < 0) return told;
  const what = Number.isNaN(values[exit]) ? "The map is left" : "The curve leaves the frame at the top,";
  return `${told} ${what} at step ${exit}.`;
}

/** The first step whose value is above the frame, or none at all; −1 where there is none, or where nothing leaves. */
function exitStep(values, scale) {
  return scale.exit ? values.findIndex((value) => !(scale.at(value) <= scale.range[1])) : -1;
}

/** The vertical axis of a landscape's heights, or of its losses in decades. What is too high leaves at the top, and off
 *  the map, where there is no altitude, a curve leaves as well. */
function heightScale(meta) {
  if (meta.log) return decadeScale(meta);
  const { heights: [low, high], minimum, lowest, goal } = meta;
  const room = 0.1 * (high - low) || 1; // below the lowest, so that the lodge's line and its name have a place
  const level = minimum ? [lowest, `height of ${goal}`] : null;
  return { range: [low - room, high], at: (loss) => loss, level, exit: true };
}

/** A vertical axis in decades, between `heights`: powers of ten, or 1, 2, 5, 10 and so on where these would be few. */
function decadeScale({ heights }) {
  const at = (loss) => Math.log10(Math.max(loss, 1e-300)); // a loss of 0 lies far below every frame
  const range = heights.map(at);
  function ticks(count) {
    const decades = range[1] - range[0];
    if (decades >= 2) return roundNumbers(range, Math.min(1.6 * count, decades)).map((k) => [k, powerOfTen(k)]);
    // In three decades from the one where the range begins: it ends before they do.
    const values = Array.from({ length: 9 }, (_, k) => [1, 2, 5][k % 3] * 10 ** (Math.floor(range[0]) + Math.floor(k / 3)));
    return values.map((value) => [at(value), significant(value)]).filter(([y]) => y >= range[0] && y <= range[1]);
  }
  return { range, at, ticks, exit: true };
}

/* The ball: learning rate and momentum -------------------------------------------------------------------------- */

const TRAIL = 15; // steps of a ball's way that are seen on a landscape of one coordinate, where all lie on one line

function ball(model, root, signal) {
  const meta = model.get("meta");
  const [rates, betas, points, values] = meta.shape;
  const last = points - 1;
  const runs = readRuns(model.get("buffer"), meta.shape, values - 1);
  const picked = played(model, { rate: rates - 1, beta: betas - 1 }, last, signal);

  const run = ({ rate, beta }) => rate * betas + beta;
  const outcome = (now) => meta.outcomes[meta.cells[run(now)]];
  const chosen = ({ rate, beta }) => `Rate ${meta.rates[rate]}, β ${meta.betas[beta]}`;
  const way = (now) => runs.path(run(now), now.step);
  const path = (now) => [{ points: way(now), color: VERMILION }];
  const curve = (now) => [
    { values: heightsOf(runs.path(run(now), last)), here: now.step, color: VERMILION, marks: false },
  ];
  const inWords = (now) => {
    const at = runs.at(run(now), now.step);
    const facts = descentInWords(meta, chosen(now), at, now);
    return { facts, verdict: verdictOf(meta, meta.verdicts[run(now)], now, at) };
  };

  const tell = (now) => `Where every pair of rate and β ends. At ${chosen(now)}: ${outcome(now).name}.`;
  const place = meta.profile ? profileView(meta, way) : mapView(meta, path);
  const beta = slider({
    picked,
    key: "beta",
    label: "momentum β",
    max: betas - 1,
    ticks: meta.beta_ticks,
    text: (now) => meta.betas[now.beta],
  });
  stage(model, root, signal, {
    picked,
    inWords,
    views: [endsView(meta, picked, tell), place, heightView(meta, last, curve)],
    controls: [rateSlider(meta, picked), beta, stepSlider(last, picked)],
    below: [playButtons(picked, last), legend(meta.outcomes)],
  });
}

/** A map of where every pair of rate and β ends: a cell for each, to click on; its sign says what its color does. */
function endsView(meta, picked, tell) {
  const [rates, betas] = meta.shape;
  const margins = [8, 12, 46, 62];
  const cell = (at, count) => (at * (count - 1) + 0.5) / count; // from a place on a slider to the middle of its cell
  const frame = (width, height) => plotFrame({ width, height, x: [0, 1], y: [0, 1], margins });
  let plot = null;

  function still(pen, { width, height, ink }) {
    plot = frame(width, height);
    const [wide, high] = [plot.width / rates, plot.height / betas];
    for (let run = 0; run < rates * betas; run += 1) {
      const { color, sign, letters } = meta.outcomes[meta.cells[run]];
      const [x, y] = [plot.left + Math.floor(run / betas) * wide, plot.top + plot.height - ((run % betas) + 1) * high];
      pen.fillStyle = color;
      pen.fillRect(x, y, wide + 0.5, high + 0.5); // and a little over the next, so that no seam is seen
      if ((Math.floor(run / betas) + (run % betas)) % 2) write(pen, sign, [x + wide / 2, y + high / 2], letters);
    }
    const edge = meta.edge.map((at, beta) => [plot.x(cell(at ?? NaN, rates)), plot.y((beta + 0.5) / betas)]);
    drawLine(pen, edge.filter(([x]) => Number.isFinite(x)), "black", { width: 2, dash: [6, 4] });
    const ticks = (list, count) => () => list.map(([at, text]) => [cell(at, count), text]);
    drawAxes(pen, plot, ["learning rate", "momentum β"], ink, ticks(meta.beta_ticks, betas), ticks(meta.decades, rates));
  }

  function moving(pen, { width, height }, { rate, beta }) {
    const at = frame(width, height);
    const here = [at.x((rate + 0.5) / rates), at.y((beta + 0.5) / betas)];
    drawDot(pen, here, 8, "transparent", "white", 5);
    drawDot(pen, here, 8, "transparent", "black", 2);
  }

  const view = layeredView("ends", still, moving, tell);
  const pick = (event) => {
    if (plot === null || (event.type === "pointermove" && event.buttons !== 1)) return;
    const box = view.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - plot.left, event.clientY - box.top - plot.top];
    const index = (share, count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
    picked.set({ rate: index(x / plot.width, rates), beta: index(1 - y / plot.height, betas) });
  };
  ["pointerdown", "pointermove"].forEach((name) => view.element.addEventListener(name, pick));
  return view;
}

/** A landscape of one coordinate from the side, and the ball on it with the last steps of its way. */
function profileView(meta, path) {
  const [x, values] = meta.profile;
  const heights = [Math.min(...values), Math.max(...values)];
  const scale = { ...heightScale({ ...meta, heights, log: false }), level: null, exit: false };
  const curves = (now) => {
    const way = path(now).slice(-TRAIL);
    return [
      { x, values, color: null, marks: false, sign: "none" },
      { x: way.map(([at]) => at), values: heightsOf(way), color: VERMILION },
    ];
  };
  const names = [inBrackets(meta.axes[0], meta.length), inBrackets(meta.height, meta.unit)];
  const tell = (now, told) => `The ball on the ${meta.name}. ${told}`;
  return chartView({ name: "chart profile", names, x: meta.window[0], scale }, curves, tell);
}

/** What the colors and signs of a map mean. */
function legend(entries) {
  const element = make("ul", { class: "legend" });
  for (const { name, color, sign, letters } of entries) {
    const key = make("span", { class: "key", "aria-hidden": "true" }, sign);
    key.style.background = color;
    key.style.color = letters;
    element.append(make("li", {}, key, name));
  }
  return { element, show: () => {} };
}

/* The race: all rules on one landscape -------------------------------------------------------------------------- */

function race(model, root, signal) {
  const meta = model.get("meta");
  const [runners, rates, points] = meta.shape;
  const runs = readRuns(model.get("buffer"), meta.shape);
  const last = points - 1;
  const picked = played(model, { common: 1, rate: rates - 1 }, last, signal);

  const rateOf = (k, now) => (now.common ? now.rate : meta.runners[k].best);
  const run = (k, now) => k * rates + rateOf(k, now);
  const look = ({ color, sign }) => ({ color, sign });
  const paths = (now) => meta.runners.map((each, k) => ({ ...look(each), points: runs.path(run(k, now), now.step) }));
  const curves = (now) =>
    meta.runners.map((each, k) => ({ ...look(each), values: heightsOf(runs.path(run(k, now), now.step)), marks: false }));
  const scale = { ...heightScale(meta), exit: false }; // the table says who is gone
  const inWords = (now) => raceInWords(meta, now, (k) => meta.runners[k].arrives[rateOf(k, now)]);
  const rate = rateSlider(meta, picked);
  stage(model, root, signal, {
    picked,
    inWords,
    views: [
      mapView(meta, paths, () => `${runners} paths so far`),
      chartView(stepChart(meta, last, scale), curves, (now, told) => `${capitalized(meta.height)}s so far. ${told}`),
    ],
    controls: [
      choice({ picked, key: "common", label: "learning rates", options: ["each rule at its own best", "one for all"] }),
      { ...rate, show: (now) => rate.show(now, now.common === 0) },
      stepSlider(last, picked),
    ],
    below: [playButtons(picked, last), standings(meta, runs, run, rateOf)],
  });
}

/** How many have arrived so far, and who was first. `arrival` says when a runner arrives, and −1 if never. */
function raceInWords(meta, { step, common, rate }, arrival) {
  const who = common ? `All at rate ${meta.rates[rate]}` : "Each rule at its own best rate";
  const facts = `${who}, step ${step} of ${meta.shape.at(-2) - 1}`;
  const arrivals = meta.runners.map(({ name }, k) => ({ name, at: arrival(k) }));
  const there = arrivals.filter(({ at }) => at >= 0 && at <= step);
  if (!there.length) return { facts, verdict: meta.minimum ? `Nobody is at ${meta.goal} to stay.` : "" };
  const first = Math.min(...there.map(({ at }) => at));
  const names = there.filter(({ at }) => at === first).map(({ name }) => name);
  const all = `${there.length} of ${arrivals.length} ${there.length === 1 ? "is" : "are"} at ${meta.goal} to stay`;
  return { facts, verdict: `${all}, since step ${first}: ${names.join(", ")}.` };
}

/** The field as a table: each rule's sign, its rate, where it stands, and when it arrives, once it has. */
function standings(meta, runs, run, rateOf) {
  const rows = meta.runners.map(({ name, glyph, color }) => {
    const key = make("span", { class: "glyph", "aria-hidden": "true" }, glyph);
    if (color) key.style.color = color;
    const cells = Array.from({ length: 3 }, () => make("td"));
    return { row: make("tr", {}, make("th", { scope: "row" }, key, capitalized(name)), ...cells), cells };
  });
  const { element, body } = table(["rule", "rate", meta.height, "arrived"]);
  body.append(...rows.map(({ row }) => row));
  return {
    element,
    show(now) {
      rows.forEach(({ cells }, k) => {
        const loss = runs.at(run(k, now), now.step).at(-1);
        const at = meta.runners[k].arrives[rateOf(k, now)];
        const arrived = at >= 0 && at <= now.step ? `step ${at}` : "–";
        [meta.rates[rateOf(k, now)], Number.isFinite(loss) ? heightOf(loss, meta) : "gone", arrived].forEach(
          (text, i) => (cells[i].textContent = text),
        );
      });
    },
  };
}

/* A search for a learning rate ---------------------------------------------------------------------------------- */

/** Propose a rate, train with it, read its curve. Of rates that were not tried nothing is drawn and nothing said. */
function rateSearch(model, root, signal) {
  const meta = model.get("meta");
  const [rates, points] = meta.shape;
  const runs = readRuns(model.get("buffer"), meta.shape, 0);
  const picked = shared(model, { rate: rates - 1 }, signal);
  const known = (rate) => Number.isInteger(rate) && rate >= 0 && rate < rates;
  const tried = () => [...new Set(picked.get().tried)].filter(known);
  // The run that is spoken of: that of the rate on the slider where it was tried, else the last one.
  const shown = () => (tried().includes(picked.get().rate) ? picked.get().rate : tried().at(-1));
  const look = (rate) => ({ color: meta.colors[rate], sign: ["o", "s", "^", "D", "v", "P"][rate % 6] });
  const place = (rate) => (rates > 1 ? rate / (rates - 1) : 0.5); // as on the slider

  function inWords() {
    if (!tried().length) return { facts: "No rate tried yet", verdict: meta.best.nothing };
    const run = tried().indexOf(shown());
    const followed = followedInWords(meta, tried().slice(0, run), shown());
    const { curve } = meta.verdicts[shown()];
    return {
      facts: `Run ${run + 1} of ${tried().length}: ${curve}`,
      verdict: [followed, bestInWords(meta, tried())].filter(Boolean).join("\n"),
    };
  }

  function curves() {
    const older = tried().filter((rate) => rate !== shown());
    return older.concat(tried().length ? [shown()] : []).flatMap((rate) => {
      const [training, validation] = [0, 1].map((which) => runs.path(rate, points - 1).map((losses) => losses[which]));
      const marks = rate === shown();
      const all = { ...look(rate), width: marks ? 2.2 : 1 };
      return [
        { ...all, values: validation, sign: "none", marks: false, dash: [5, 3] },
        { ...all, values: training, marks, aside: meta.rates[rate] },
      ];
    });
  }

  function dots({ rate: next }) {
    const [low, high] = meta.heights;
    const sorted = inOrder(tried());
    const height = (rate) => Math.min(meta.scores[rate] ?? Infinity, high); // what is higher is drawn at the top
    const line = { color: "gray", sign: "none", marks: false, width: 1 };
    return [
      { ...line, values: [low, high], x: [place(next), place(next)], dash: [2, 4] },
      { ...line, values: sorted.map(height), x: sorted.map(place) },
      ...sorted.map((rate) => {
        const name = height(rate) === high ? "too high" : rate === bestOf(meta, sorted) && "best so far";
        return { ...look(rate), values: [height(rate)], x: [place(rate)], marks: false, name, below: true };
      }),
    ];
  }

  const train = button("Train with this rate", () => {
    const { rate } = picked.get();
    if (!tried().includes(rate)) picked.set({ tried: [...tried(), rate] });
  });
  const again = button("Start over", () => picked.set({ tried: [] }));
  const buttons = {
    element: make("div", { class: "buttons search", role: "group", "aria-label": "search" }, train, again),
    show({ rate }) {
      train.setAttribute("aria-disabled", tried().includes(rate));
      again.setAttribute("aria-disabled", !tried().length);
    },
  };
  const scale = { ...heightScale(meta), count: "epoch", level: () => meta.guess }; // over the curves, which may lie on it
  const epochs = { names: ["epoch", "loss"], x: [-0.02, 1.03].map((share) => share * (points - 1)), scale, aside: true };
  const against = {
    names: ["learning rate", "validation loss at the end"],
    x: [-0.04, 1.04],
    xTicks: () => meta.decades,
    scale: heightScale(meta),
  };
  const told = () => inOrder(tried()).map((rate) => meta.verdicts[rate].ends).join("; ") || "none so far";
  stage(model, root, signal, {
    picked,
    inWords,
    views: [
      chartView(epochs, curves, () => `The loss after every epoch at each rate tried: ${told()}.`),
      chartView(against, dots, () => `The validation loss at the end against the rates tried: ${told()}.`),
    ],
    controls: [rateSlider(meta, picked)],
    below: [buttons],
  });
}

function inOrder(rates) {
  return [...rates].sort((a, b) => a - b);
}

/** Of rates in rising order the one that ends lowest; of equals the lowest rate. */
function bestOf({ scores }, sorted) {
  return sorted.reduce((best, rate) => ((scores[rate] ?? Infinity) < (scores[best] ?? Infinity) ? rate : best), sorted[0]);
}

/** What the curve at `rate` asks of the next one, beside the others that were `tried`: the name of a rule, and the other
 *  curve that decides where a flat one, which alone can say nothing, is that of a rate too low or too high. */
function asks({ verdicts, scores }, tried, rate) {
  const flat = (other) => verdicts[other].asks === "compare";
  if (!flat(rate)) return { rule: verdicts[rate].asks };
  const others = tried.filter((other) => other !== rate);
  const clear = others.filter((other) => !flat(other)).sort((a, b) => Math.abs(a - rate) - Math.abs(b - rate));
  if (clear.length) return { rule: clear[0] > rate ? "too low" : "too high", other: clear[0] };
  if (!others.length) return { rule: rate === 0 ? "lowest" : "compare" };
  const [low, next] = inOrder(tried);
  if (scores[low] > scores[next]) return rate === low ? { rule: "too low", other: next } : {};
  return rate === next ? { rule: "too high", other: low } : {};
}

/** Whether `rate` followed from the curves `before` it: judged by the last one that it went against, or else the last. */
function followedInWords(meta, before, rate) {
  const asked = before.map((last) => ({ last, ...asks(meta, before, last) })).filter(({ rule }) => rule).reverse();
  const against = asked.find(({ last, rule }) => meta.rules[rule].sign * (rate - last) < 0);
  const { last, rule, other } = against ?? asked[0] ?? {};
  if (!rule) return "";
  return filled(meta.rules[rule][rate > last ? "up" : "down"], { last: meta.rates[last], other: meta.rates[other] });
}

/** How the search stands, in words. */
function bestInWords(meta, tried) {
  const sorted = inOrder(tried);
  const best = bestOf(meta, sorted);
  const [low, high] = [-1, 1].map((side) => sorted[sorted.indexOf(best) + side]);
  const sign = meta.rules[asks(meta, tried, best).rule]?.sign;
  const names = { best: meta.rates[best], low: meta.rates[low], high: meta.rates[high], runs: tried.length };
  const say = (what) => filled(meta.best[what], { ...names, above: meta.verdicts[best].above });
  if (meta.scores[best] === null) return say("diverged");
  if (tried.every((rate) => meta.verdicts[rate].asks === "compare")) return say("flat");
  if (tried.length === 1) return say("only");
  if (low === undefined) return say(best === 0 ? "slider" : "low edge");
  if (high === undefined) return say(best === meta.rates.length - 1 ? "slider" : "high edge");
  if (sign > 0 && high > best + 1) return say("higher");
  if (sign < 0 && low < best - 1) return say("lower");
  return high - low > 2 ? `${say("found")} ${say("finer")}` : say("found");
}

/* Decay --------------------------------------------------------------------------------------------------------- */

/** A schedule, its first rate and its end: the rate at every step, the noisy path, and the loss against the floor. */
function decay(model, root, signal) {
  const meta = model.get("meta");
  const [schedules, ends, rates, points] = meta.shape;
  const last = points - 1;
  const runs = readRuns(model.get("buffer"), meta.shape); // x, y, the loss, and the mean of it over all noise
  const factors = readRuns(model.get("buffer"), [points, 1], 0, meta.shape.reduce((a, b) => a * b));
  const picked = played(model, { schedule: schedules - 1, end: ends - 1, rate: rates - 1 }, last, signal);

  const steady = ({ schedule }) => schedule === 0;
  const shape = ({ schedule, end }) => schedule * ends + end;
  const run = (now) => shape(now) * rates + now.rate;
  const rateAt = (now, step) => meta.first[now.rate] * factors.at(shape(now), step)[0];
  const path = (now, step = last) => runs.path(run(now), step);
  const color = VERMILION;

  const name = (now) => {
    const [first, end] = [meta.rates[now.rate], significant(rateAt(now, last))];
    return `${capitalized(meta.schedules[now.schedule])} ${steady(now) ? first : `from ${first} to ${end}`}`;
  };
  const facts = (now) => {
    const [, , loss, mean] = runs.at(run(now), now.step);
    const rate = steady(now) ? " (last ÷ first is ignored)" : `, rate ${significant(rateAt(now, now.step))}`;
    const height = Number.isFinite(loss) ? `, loss ${significant(loss)} (${significant(mean)} expected)` : "";
    return `${name(now)}${rate}, step ${now.step} of ${last}${height}`;
  };
  const inWords = (now) => {
    const [regime, words] = meta.verdicts[now.schedule][now.end][now.rate];
    return { facts: facts(now), verdict: verdictOf(meta, { regime, words }, now, runs.at(run(now), now.step)) };
  };

  const ofRate = ({ rate }) => {
    const range = [0, 1.08 * meta.first[rate]];
    return { range, at: (value) => value, level: meta.edge[0] <= range[1] ? meta.edge : null };
  };
  const rateCurve = (now) => [{ values: Array.from({ length: points }, (_, t) => rateAt(now, t)), here: now.step, color }];
  const tellRate = (now) =>
    `The learning rate at every step. ${name(now)}; ${significant(rateAt(now, now.step))} at step ${now.step}.`;

  const floor = ({ rate }) =>
    meta.floors[rate] ? [meta.floors[rate], `noise floor of a constant ${meta.rates[rate]}`, "left"] : null;
  const ofLoss = { ...heightScale(meta), level: floor };
  const bare = { sign: "none", marks: false, dash: [6, 3], width: 2.2, color: BLUE, name: "expected" };
  const lossCurves = (now) => [
    { ...bare, values: path(now).map(([, , , mean]) => mean) },
    { values: path(now).map(([, , loss]) => loss), here: now.step, color },
  ];
  const tellLoss = (now) => {
    const told = chartInWords(meta, lossCurves(now).at(-1).values, now.step, ofLoss);
    if (meta.floors[now.rate] === 0) return `${told} Without noise there is no floor.`;
    const [value, text] = floor(now) ?? [];
    return `${told} ${text ? `The ${text} is ${significant(value)}` : "A constant rate as high as the first has no floor"}.`;
  };

  const lastRate = slider({
    picked,
    key: "end",
    label: "last ÷ first rate",
    max: ends - 1,
    ticks: meta.ends.map((share, at) => [ends > 1 ? at / (ends - 1) : 0, share]),
    text: (now) => (steady(now) ? "ignored" : meta.ends[now.end]),
  });
  stage(model, root, signal, {
    picked,
    inWords,
    views: [
      chartView({ ...stepChart(meta, last, ofRate), names: ["step", "learning rate"] }, rateCurve, tellRate),
      mapView(meta, (now) => [{ points: path(now, now.step), color }]),
      chartView({ ...stepChart(meta, last, ofLoss), name: "chart wide" }, lossCurves, tellLoss),
    ],
    controls: [
      choice({ picked, key: "schedule", label: "schedule", options: meta.schedules }),
      rateSlider(meta, picked, "first rate"),
      { ...lastRate, show: (now) => lastRate.show(now, steady(now)) },
      stepSlider(last, picked),
    ],
    below: [playButtons(picked, last)],
  });
}

/* The lodge challenge: choose everything, then ski --------------------------------------------------------------- */

function challenge(model, root, signal) {
  const meta = model.get("meta");
  const [, rates, schedules, points] = meta.shape;
  const last = points - 1;
  const runs = readRuns(model.get("buffer"), meta.shape);
  const limits = { rule: meta.rules.length - 1, rate: rates - 1, beta: meta.betas.length - 1, schedule: schedules - 1 };
  const picked = played(model, limits, last, signal, 50);

  const choiceOf = ({ rule, rate, beta, schedule }) => ({ rule, rate, beta, schedule });
  const runOf = ({ rule, beta, rate, schedule }) => (meta.rows[rule][beta] * rates + rate) * schedules + schedule;
  const among = (value, max) => Number.isInteger(value) && value >= 0 && value <= max;
  const possible = (choice) => Object.keys(limits).every((name) => among(choice?.[name], limits[name]));

  /** What has been tried: all attempts, the one that is shown, whether it is over, and the best of those that are. */
  function tried({ attempts = [], step }) {
    const choices = attempts.filter(possible);
    const looks = (choice) => meta.looks[runOf(choice)];
    const all = choices.map((choice, i) => ({ number: i + 1, choice, run: runOf(choice), looks: looks(choice) }));
    const shown = all.at(-1);
    const over = !shown || step === last || step > runs.last(shown.run);
    const arrived = all.filter((each) => each.looks >= 0 && (over || each !== shown));
    const best = arrived.reduce((least, each) => (each.looks < (least?.looks ?? Infinity) ? each : least), null);
    return { all, shown, over, best };
  }

  function inWords(now) {
    const { all, shown, over, best } = tried(now);
    const place = runs.at(shown?.run ?? 0, now.step);
    if (!shown) return { facts: `${meta.title}: ${meta.about}`, verdict: `Choose, then ski. ${meta.aim}` };
    const facts = descentInWords(meta, `Attempt ${shown.number} (${choiceInWords(meta, shown.choice)})`, place, now);
    if (!over) return { facts, verdict: "" };
    let praise = shown === best && all.length > 1 ? " Your best so far." : "";
    if (shown.looks === meta.fewest) praise = " No choice needs fewer.";
    return { facts, verdict: `${meta.words[shown.run]}.${praise}` };
  }

  /** What is drawn: the best run so far, blue and with a square, and the one that is shown; at first only the start. */
  function drawn(now) {
    const { shown, best } = tried(now);
    const latest = { points: shown ? runs.path(shown.run, now.step) : [runs.at(0, 0)], color: VERMILION };
    if (!best || best === shown) return [latest];
    return [{ points: runs.path(best.run, last), color: BLUE, sign: "s", name: "best" }, latest];
  }

  const seen = (now) => (drawn(now).length > 1 ? "the best path and the latest" : "the path so far");
  const curve = (each) => ({ ...each, values: heightsOf(each.points), marks: each.name !== "best" });
  const schedule = meta.schedules.map(([name, about]) => `${name}: ${about}`);
  const beta = choice({ picked, key: "beta", label: "momentum β", options: meta.betas });
  stage(model, root, signal, {
    picked,
    inWords,
    views: [mapView(meta, drawn, seen), heightView(meta, last, (now) => drawn(now).map(curve))],
    controls: [
      choice({ picked, key: "rule", label: "rule", options: meta.rules.map(capitalized) }),
      rateSlider(meta, picked),
      { ...beta, show: (now) => beta.show(now, !meta.beta_names[now.rule], meta.beta_names[now.rule] ?? "has no β") },
      choice({ picked, key: "schedule", label: "schedule", options: schedule }),
    ],
    below: [skiButton(), score(meta, tried)],
  });

  // Who is off the map need not be watched until it is dark.
  picked.onChange(() => picked.get().playing && tried(picked.get()).over && picked.set({ step: last, playing: false }));

  /** Skis what is chosen; while that is under way, leads to its end. The same choice again is the same attempt. */
  function skiButton() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const ski = button("Ski", () => {
      const now = picked.get();
      const { all, shown, over } = tried(now);
      if (!over) return picked.set({ step: last, playing: false });
      const attempts = all.map((each) => each.choice);
      if (shown?.run !== runOf(now)) attempts.push(choiceOf(now));
      return picked.set({ attempts, step: calm.matches ? last : 0, playing: !calm.matches });
    });
    ski.classList.add("primary");
    return {
      element: make("div", { class: "buttons" }, ski),
      show: (now) => (ski.textContent = tried(now).over ? "Ski" : "Skip to the end"),
    };
  }
}

/** 'Momentum, 0.003, β 0.9, cosine'. */
function choiceInWords(meta, { rule, rate, beta, schedule }) {
  const share = meta.beta_names[rule] && `${meta.beta_names[rule]} ${meta.betas[beta]}`;
  return [capitalized(meta.rules[rule]), meta.rates[rate], share, meta.schedules[schedule][0]].filter(Boolean).join(", ");
}

/** The score: the best so far in a line to share, and the last ten attempts as a table. */
function score(meta, tried) {
  const line = make("code");
  const copy = button("Copy", () => {
    getSelection().selectAllChildren(line); // where there is no clipboard, what is selected can be copied by hand
    navigator.clipboard?.writeText(line.textContent).then(() => (copy.textContent = "Copied"), () => {});
  });
  const { element, body } = table(["attempt", "choice", "result"], "Your last ten attempts, the latest first");
  let written = null;

  function show(now) {
    const { all, shown, over, best } = tried(now);
    const key = JSON.stringify([all, over]);
    if (key === written) return;
    written = key;
    const told = best ?? (over ? shown : null);
    const result = best ? `${best.looks} looks` : "not arrived yet";
    const parts = told ? [meta.title, choiceInWords(meta, told.choice), result, `attempt ${told.number}`] : [meta.call];
    line.textContent = parts.join(" · ");
    copy.textContent = "Copy";
    element.hidden = !all.length;
    body.replaceChildren(...all.slice(-10).reverse().map((each) => {
      const end = each === shown && !over ? "under way" : `${meta.words[each.run]}${each === best ? " ★ best" : ""}`;
      const cells = [choiceInWords(meta, each.choice), end].map((text) => make("td", {}, text));
      return make("tr", each === best ? { class: "best" } : {}, make("th", { scope: "row" }, `${each.number}`), ...cells);
    }));
  }

  return { element: make("div", {}, make("p", { class: "share" }, "Share it: ", line, " ", copy), element), show };
}

/* Views that several explorables share -------------------------------------------------------------------------- */

/** The landscape from above, and on it the paths that `paths(now)` returns: [{ points: [[x, y, …], …], color, sign }].
 *  `seen(now)` says which they are. */
function mapView(meta, paths, seen = () => "the path so far") {
  const [[left, right], [bottom, top]] = meta.window;
  const names = meta.axes.map((axis) => inBrackets(axis, meta.length));
  const margins = [8, 12, 46, 50];
  let ground = null;

  const frame = (width, height) => plotFrame({ width, height, x: [left, right], y: [bottom, top], margins });

  function still(pen, { width, height, ink }) {
    const plot = frame(width, height);
    if (ground) {
      pen.imageSmoothingQuality = "high";
      pen.drawImage(ground, plot.left, plot.top, plot.width, plot.height);
    }
    meta.contours.forEach((label) => contourLabel(pen, plot, label));
    drawAxes(pen, plot, names, ink);
  }

  function moving(pen, { width, height }, now) {
    const plot = frame(width, height);
    const onPlot = ([x, y]) => [plot.x(x), plot.y(y)];
    const drawn = paths(now).map((path) => ({ ...path, color: path.color ?? "black", points: path.points.map(onPlot) }));
    inside(pen, plot, () => {
      drawn.forEach(({ points, color }) => drawPath(pen, plot, points, { color }));
      if (drawn.length) drawDot(pen, drawn[0].points[0], 5, "white", drawn.length > 1 ? "black" : drawn[0].color, 2);
      drawn.forEach(({ points, color, sign }) => drawSign(pen, points.at(-1), sign, color, "white"));
      if (meta.minimum) drawSign(pen, onPlot(meta.minimum), "*", YELLOW, "black");
    });
  }

  const tell = (now, told) => `The ${meta.name} from above, with ${seen(now)}. ${told}`;
  const view = layeredView("map", still, moving, tell);
  view.element.classList.toggle("wide", right - left >= 2 * (top - bottom));
  // What the margins leave has the shape of the window: a kilometer north is as long as a kilometer east.
  view.element.style.padding = margins.map((margin) => `${margin}px`).join(" ");
  view.element.style.aspectRatio = `${right - left} / ${top - bottom}`;
  view.lay = (picture, draw) => {
    ground = picture;
    view.refresh();
    draw();
  };
  return view;
}

/** Curves over steps, epochs or whatever is counted: `curves(now)` returns [{ values, here, color, sign, marks, name }].
 *  A value belongs to its place in the list, or to x where the curve has an `x` as well. What lies beyond `here` is
 *  drawn faintly; where there is no `here`, nothing is. `marks` is false for a line alone, `name` stands at its end.
 *
 *  chart   names of both axes, `x` from where to where, ticks on it (round numbers where there are none), and `scale`,
 *          the vertical axis: its range, `at` from a value to its place in it, ticks, a level line [value, name], or a
 *          function of what is picked that returns such a line or null, and whether what is too high leaves at the top;
 *          or a function of what is picked that returns all this. With `aside` there is room at the right for names of
 *          curves, which then have an `aside` in place of a `name`
 *
 *  A curve may also have a `width` and a `dash`; with sign "none" it is a bare line. */
function chartView({ name = "chart", names, x, xTicks = null, scale: given, aside = false }, curves, tell) {
  const margins = [8, aside ? 76 : 12, 46, 62];
  const follows = typeof given === "function";
  const frame = (width, height, scale) => plotFrame({ width, height, x, y: scale.range, margins });
  const levelled = (pen, plot, scale, [level, text, side], { ink, paper }) =>
    levelLine(pen, plot, scale.at(level), text, ink, paper, side);

  function axes(pen, look, scale) {
    const plot = frame(look.width, look.height, scale);
    drawAxes(pen, plot, names, look.ink, scale.ticks, xTicks);
    if (Array.isArray(scale.level)) levelled(pen, plot, scale, scale.level, look);
  }

  function still(pen, look) {
    if (!follows) axes(pen, look, given);
  }

  function moving(pen, look, now) {
    const { width, height, ink, paper } = look;
    const scale = follows ? given(now) : given;
    const plot = frame(width, height, scale);
    if (follows) axes(pen, look, scale);
    const drawn = curves(now);
    inside(pen, plot, () => drawn.forEach((curve) => drawCurve(pen, plot, scale, curve, ink, paper)));
    const line = typeof scale.level === "function" ? scale.level(now) : null;
    if (line) levelled(pen, plot, scale, line, look);
    const named = drawn.filter((curve) => curve.aside);
    nameAside(pen, plot, named.map((curve) => ({ ...curve, y: endOf(plot, scale, curve) })), ink);
  }

  return layeredView(name, still, moving, tell);
}

function drawCurve(pen, plot, scale, curve, ink, paper) {
  const { values, x, here, color: own, sign, marks = true, width, dash, name, below } = curve;
  if (!values.length) return;
  const color = own ?? ink;
  const points = values.map((value, t) => [plot.x(x ? x[t] : t), plot.y(scale.at(value))]);
  const last = Math.min(here ?? Infinity, points.length - 1);
  const exit = exitStep(values, scale);
  pen.globalAlpha = 0.3;
  drawPath(pen, plot, points.slice(last), { color: ink, casing: null, marks, width, dash }); // what is still to come
  pen.globalAlpha = 1;
  drawPath(pen, plot, points.slice(0, last + 1), { color, casing: null, marks, width, dash });
  if (marks) drawDot(pen, points[0], 5, paper, color, 2);
  if (points[last].every(Number.isFinite)) drawSign(pen, points[last], sign, color, paper);
  if (sign !== "none" && exit > 0 && exit <= last) drawExit(pen, plot, points, exit, color, ink, scale.count);
  if (name) labelAt(pen, plot, points[last], name, ink, paper, below);
}

/** How high a curve ends: at its last value, or at the top where that is too high for the frame, or no number. */
function endOf(plot, scale, { values }) {
  const y = plot.y(scale.at(values.at(-1)));
  return Number.isFinite(y) ? Math.min(Math.max(y, plot.top), plot.top + plot.height) : plot.top;
}

/** To the right of the frame what each curve is called, moved apart where they would overlap: [{ aside, y, color }]. */
function nameAside(pen, plot, ends, ink) {
  const right = plot.left + plot.width;
  const gap = Math.min(LETTERS + 2, plot.height / Math.max(ends.length, 1));
  const places = [...ends].sort((a, b) => a.y - b.y).map((each) => ({ ...each, at: each.y }));
  places.forEach((each, i) => i && (each.at = Math.max(each.at, places[i - 1].at + gap)));
  places.reverse().forEach((each, i) => (each.at = Math.min(each.at, i ? places[i - 1].at - gap : plot.top + plot.height)));
  for (const { aside, y, at, color } of places) {
    drawLine(pen, [[right + 3, y], [right + 14, at]], color);
    write(pen, aside, [right + 18, at], ink, { align: "left" });
  }
}

/** The chart of a loss over steps. */
function stepChart(meta, steps, scale) {
  const x = [-0.02, 1.02].map((share) => share * Math.max(steps, 1));
  return { names: ["step", inBrackets(meta.height, meta.unit)], x, scale };
}

/* The runs, and what is picked of them -------------------------------------------------------------------------- */

/** The buffer as runs. `shape` ends with how many points a run has and how many values a point: [..., points, values].
 *  What comes before counts the runs; the one at [i, j] of [n, m, …] is number i·m + j, as in C and NumPy. The first
 *  `places` values of a point are a position, and a run ends where that is no place any more. `skip` numbers, which
 *  are something else, come before all of them. */
function readRuns(bytes, shape, places = 2, skip = 0) {
  const [points, values] = shape.slice(-2);
  // A copy, since numbers of 4 bytes have to begin at a multiple of 4.
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset + 4 * skip, bytes.byteOffset + bytes.byteLength));
  const at = (run, step) => numbers.subarray((run * points + step) * values, (run * points + step + 1) * values);

  const kept = new Map(); // since one picture asks for the same run several times

  /** All points of a run, up to the last whose position is a place at all. */
  function whole(run) {
    if (!kept.has(run)) {
      const all = Array.from({ length: points }, (_, step) => at(run, step));
      const gone = all.findIndex((point, step) => step > 0 && !point.subarray(0, places).every(Number.isFinite));
      kept.set(run, gone < 0 ? all : all.slice(0, gone));
    }
    return kept.get(run);
  }

  return { at, last: (run) => whole(run).length - 1, path: (run, step) => whole(run).slice(0, step + 1) };
}

/** The loss at every point of a path: the last of its values. */
function heightsOf(path) {
  return path.map((point) => point.at(-1));
}

/** What is picked: in here at once, and in the model, for its other views and for Python, ten times a second.
 *  `limits` names the whole numbers among it, each with the highest that it may be; the rest is handed on as it is. */
function shared(model, limits, signal) {
  const clamp = (value, max) => Math.min(Math.max(Math.round(value) || 0, 0), max);
  const listeners = [];
  let now = fromModel();
  let [saved, timer] = [now, null];

  function fromModel() {
    const picked = { ...model.get("picked") };
    Object.entries(limits).forEach(([name, max]) => (picked[name] = clamp(picked[name], max)));
    if ("playing" in picked) picked.playing = Boolean(picked.playing);
    return picked;
  }

  /** Saves what is new: at once, and from then on when a tenth of a second is over. The model is set only when it is
   *  saved as well: the kernel repeats what it is told, and that echo would set back a model which were ahead of it. */
  function save() {
    if (timer !== null || saved === now) return;
    timer = setTimeout(() => {
      timer = null;
      save();
    }, 100);
    saved = now;
    model.set("picked", now);
    try {
      model.save_changes();
    } catch (error) {
      console.debug("There is no kernel to tell what is picked.", error);
    }
  }

  function set(changes) {
    now = { ...now, ...changes };
    save();
    listeners.forEach((react) => react());
  }

  function follow() {
    if (model.get("picked") === now) return; // that was set in here
    saved = now = fromModel();
    listeners.forEach((react) => react());
  }

  model.on("change:picked", follow);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    timer = null;
    save();
    model.off("change:picked", follow);
  });
  return { get: () => now, set, onChange: (react) => listeners.push(react) };
}

/** While something is playing, one step after the other, each `pace` ms long. With reduced motion: ten still pictures,
 *  one a second. */
function runClock(picked, lastStep, signal, pace = 120) {
  let timer = null;
  let seen = null;

  function tick(stride) {
    const { step } = picked.get();
    // Where the step is not what it was at the last tick, another view of the same model keeps the time.
    if (step === seen) {
      const next = Math.min(step + stride, lastStep);
      picked.set({ step: next, playing: next < lastStep });
    }
    seen = picked.get().step;
  }

  function follow() {
    const { playing, step } = picked.get();
    if (playing && timer === null) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const stride = calm ? Math.ceil(lastStep / 10) : 1;
      seen = step;
      timer = setInterval(() => tick(stride), calm ? 1000 : pace);
    } else if (!playing) {
      stop();
    }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  picked.onChange(follow);
  signal.addEventListener("abort", stop);
  follow();
}

/* Controls ------------------------------------------------------------------------------------------------------ */

/** A slider for `picked[key]`, from 0 to `max`: its label, its track, and its value as `text(now)` writes it. Below the
 *  track `ticks` ([where from 0 to 1, text]), and above it `marks` of the same form, each read aloud as well: the first
 *  ends at its place, the last begins there. `also` is what else to set when it is moved. */
function slider({ picked, key, label, max, ticks = [], marks = [], text, also = {} }) {
  const id = nameOnPage("slider");
  const input = make("input", { type: "range", id, min: 0, max, step: 1 });
  const scale = make("div", { class: "scale", "aria-hidden": "true" });
  const value = make("output", { class: "value", for: id, "aria-hidden": "true" });
  const above = make("div", { class: "scale marks", id: `${id}-marks`, "aria-hidden": "true" });
  for (const [where, list] of [[scale, ticks], [above, marks]]) {
    for (const [place, text] of list) {
      const tick = make("span", {}, text);
      tick.style.setProperty("--place", place);
      where.append(tick, " ");
    }
  }
  if (marks.length) input.setAttribute("aria-describedby", above.id);
  const track = make("div", { class: "track" }, ...(marks.length ? [above] : []), input, scale);
  input.addEventListener("input", () => picked.set({ [key]: input.valueAsNumber, ...also }));
  return {
    elements: [make("label", { for: id }, label), track, value],
    show(now, disabled = false) {
      input.disabled = disabled;
      input.value = now[key];
      input.setAttribute("aria-valuetext", text(now));
      value.textContent = text(now);
    },
  };
}

function rateSlider({ rates, decades, marks }, picked, label = "learning rate") {
  const text = ({ rate }) => rates[rate];
  return slider({ picked, key: "rate", label, max: rates.length - 1, ticks: decades, marks, text });
}

function stepSlider(last, picked) {
  const ticks = [0, 1].map((end) => [end, `${end * last}`]);
  const text = ({ step }) => `${step} of ${last}`;
  return slider({ picked, key: "step", label: "step", max: last, ticks, text, also: { playing: false } });
}

/** A list to choose `picked[key]` from. */
function choice({ picked, key, label, options }) {
  const id = nameOnPage("choice");
  const note = make("span", { id: `${id}-note` });
  const entries = options.map((text, value) => make("option", { value }, text));
  const list = make("select", { id, "aria-describedby": note.id }, ...entries);
  list.addEventListener("change", () => picked.set({ [key]: list.selectedIndex }));
  return {
    elements: [make("label", { for: id }, label), list, note],
    show(now, disabled = false, about = "") {
      note.textContent = about;
      list.disabled = disabled;
      list.selectedIndex = now[key];
    },
  };
}

/** A name that no other element of the page has, for a label to point to. */
function nameOnPage(kind) {
  return `lrlib-${kind}-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}

/** Play and pause, one step back and one forward, and from the start again. */
function playButtons(picked, lastStep) {
  const go = (step) => picked.set({ step, playing: false });
  const play = button("Play", () => {
    const { playing, step } = picked.get();
    picked.set(playing ? { playing: false } : { playing: lastStep > 0, step: step < lastStep ? step : 0 });
  });
  const back = button("Step back", () => go(Math.max(picked.get().step - 1, 0)));
  const forward = button("Step forward", () => go(Math.min(picked.get().step + 1, lastStep)));
  const restart = button("Restart", () => go(0));
  return {
    element: make("div", { class: "buttons", role: "group", "aria-label": "play" }, play, back, forward, restart),
    show({ playing }) {
      play.textContent = playing ? "Pause" : "Play";
    },
  };
}

function button(text, onClick) {
  const element = make("button", { type: "button" }, text);
  element.addEventListener("click", onClick);
  return element;
}

/** JupyterLab has plans of its own for many keys, and takes the arrows from a slider. In here they are ours. */
function ignoreShortcuts(root, signal) {
  const ours = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", " ", "Enter"];
  const keep = (event) => {
    const command = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey; // Shift+Enter runs the cell
    if (ours.includes(event.key) && !command) event.stopPropagation();
  };
  root.addEventListener("keydown", keep, { signal });
}

/** What is happening, in words. Eyes see every change; a screen reader is told when things have come to rest. `say`
 *  returns both sentences as one text. */
function statusLine(signal) {
  const facts = make("p", { class: "facts" });
  const verdict = make("p", { class: "verdict" });
  const spoken = make("div", { class: "spoken", role: "status", "aria-live": "polite" });
  let timer = null;
  let said = null; // nothing has happened yet: whoever opens the page need not be told
  signal.addEventListener("abort", () => clearTimeout(timer));

  function say({ facts: factsText, verdict: verdictText }) {
    const told = `${factsText}. ${verdictText}`;
    if (told === said) return told;
    facts.textContent = factsText;
    verdict.textContent = verdictText;
    clearTimeout(timer);
    if (said !== null) timer = setTimeout(() => (spoken.textContent = told), 600);
    said = told;
    return told;
  }

  return { element: make("div", { class: "status" }, facts, verdict, spoken), say };
}

/* Views on canvas ----------------------------------------------------------------------------------------------- */

// The colors of lrlib's figures (Okabe & Ito 2008), which almost every eye can tell apart.
const VERMILION = "#D55E00";
const BLUE = "#0072B2";
const YELLOW = "#F0E442";
const LETTERS = 12; // px
const FAR = 1e6; // px

/** A canvas in two layers: `still` is drawn once for each size and theme, `moving` on top of it for every state.
 *  `tell` says in words what is to be seen, for who cannot; `told` is what the page says of it. */
function layeredView(name, still, moving, tell) {
  const canvas = make("canvas", { role: "img" });
  const element = make("div", { class: name }, canvas);
  const below = document.createElement("canvas");
  let size = null; // the last one that it had on the page
  let look = null; // size and colors, as they were when the still layer was drawn

  function draw(now, told) {
    canvas.setAttribute("aria-label", tell(now, told));
    if (size === null) return; // not on the page yet
    const dots = window.devicePixelRatio || 1; // of the screen, for one of the page's
    if (look === null || look.dots !== dots) {
      const { width, height } = size;
      const { color, backgroundColor, fontFamily } = getComputedStyle(element);
      look = { width, height, dots, ink: color, paper: backgroundColor, font: fontFamily };
      for (const layer of [canvas, below]) {
        layer.width = Math.round(width * dots);
        layer.height = Math.round(height * dots);
        setUp(layer.getContext("2d"), look); // once: to set the font takes as long as to draw a path
      }
      still(below.getContext("2d"), look);
    }
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, look.width, look.height);
    pen.drawImage(below, 0, 0, look.width, look.height);
    moving(pen, look, now);
  }

  /** Forget the still layer: at the next drawing it is made anew. */
  function refresh() {
    look = null;
  }

  /** Draw again whenever the size changes, or the theme. */
  function redrawWith(ask, signal) {
    const again = () => {
      refresh();
      ask();
    };
    const resized = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect();
      if (width < 1 || height < 1) return; // out of sight, as everything is while JupyterLab changes its theme
      size = { width, height };
      again();
    });
    resized.observe(element);
    const themed = new MutationObserver(again); // JupyterLab changes this attribute when all colors have changed
    themed.observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
    signal.addEventListener("abort", () => [resized, themed].forEach((observer) => observer.disconnect()));
  }

  return { element, draw, refresh, redrawWith };
}

function setUp(pen, { dots, font }) {
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  pen.font = `${LETTERS}px ${font}`;
  pen.lineJoin = "round";
}

/** Where the data lie on the canvas. `margins` as in CSS: top, right, bottom, left. */
function plotFrame({ width, height, x: [x0, x1], y: [y0, y1], margins: [above, after, below, before] }) {
  const wide = Math.max(width - before - after, 1);
  const high = Math.max(height - above - below, 1);
  return {
    left: before,
    top: above,
    width: wide,
    height: high,
    ranges: [[x0, x1], [y0, y1]],
    x: (value) => before + (wide * (value - x0)) / (x1 - x0),
    y: (value) => above + (high * (y1 - value)) / (y1 - y0),
  };
}

/** Draw with everything beyond the frame cut off. */
function inside(pen, plot, draw) {
  pen.save();
  pen.beginPath();
  pen.rect(plot.left, plot.top, plot.width, plot.height);
  pen.clip();
  draw();
  pen.restore();
}

/** The frame, and both axes with their names and ticks at round numbers. `yTicks` and `xTicks`, each told how many there
 *  is room for, return others: [[where, text], …]. */
function drawAxes(pen, plot, [xName, yName], ink, yTicks = null, xTicks = null) {
  const { left, top, width, height, ranges } = plot;
  const bottom = top + height;
  const round = (range) => (count) => roundNumbers(range, count).map((tick) => [tick, digits(tick)]);
  Object.assign(pen, { strokeStyle: ink, lineWidth: 1 });
  pen.strokeRect(left, top, width, height);
  for (const [tick, text] of (xTicks ?? round(ranges[0]))(width / 60)) {
    const x = plot.x(tick);
    drawLine(pen, [[x, bottom], [x, bottom + 5]], ink);
    write(pen, text, [x, bottom + 9], ink, { base: "top" });
  }
  write(pen, xName, [left + width / 2, bottom + 27], ink, { base: "top" });
  for (const [tick, text] of (yTicks ?? round(ranges[1]))(height / 40)) {
    const y = plot.y(tick);
    drawLine(pen, [[left - 5, y], [left, y]], ink);
    write(pen, text, [left - 8, y], ink, { align: "right" });
  }
  write(pen, yName, [LETTERS / 2 + 2, top + height / 2], ink, { turn: -90 });
}

/** Round numbers in a range: steps of 1, 2 or 5 times a power of ten, about `count` of them. */
function roundNumbers([low, high], count) {
  const rough = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Divided where the step is a fraction, since 3 · 0.1 is 0.30000000000000004 and 3 / 10 is 0.3.
  const times = (k) => (step < 1 ? k / Math.round(1 / step) : k * step);
  return Array.from({ length: last - first + 1 }, (_, k) => times(first + k));
}

/** A line through `points` with a mark at each; `casing` is a white edge that sets it off from any ground. */
function drawPath(pen, plot, points, { color, casing = "white", marks: marked = true, width = 1.6, dash = [] }) {
  const lines = new Path2D();
  const marks = new Path2D();
  let joined = false; // whether the line goes on from where it is: else its dashes would begin anew at every point
  points.forEach((point, index) => {
    const visible = index > 0 && cut(points[index - 1], point, plot);
    const here = cut(point, point, plot);
    if (visible && !joined) lines.moveTo(...visible[0]);
    if (visible) lines.lineTo(...visible[1]);
    joined = Boolean(visible && here);
    if (marked && here) {
      marks.moveTo(point[0] + 2.5, point[1]);
      marks.arc(...point, 2.5, 0, 2 * Math.PI);
    }
  });
  if (casing) {
    pen.strokeStyle = casing;
    pen.lineWidth = 4;
    pen.stroke(lines);
    pen.lineWidth = 2.5;
    pen.stroke(marks);
  }
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke(lines);
  pen.setLineDash([]);
  pen.fill(marks);
}

/** The part of the line from `a` to `b` that lies in the frame, or null. A canvas cannot draw to 10³⁰ and back. */
function cut(a, b, { left, top, width, height }) {
  // A float32 knows a place so far away only to a pixel or worse: where a line from one to another runs, it does not.
  if ([a, b].every((point) => point.some((at) => Math.abs(at) > FAR))) return null;
  let [enter, leave] = [0, 1]; // as shares of the way from a to b
  for (const [axis, low, high] of [[0, left, left + width], [1, top, top + height]]) {
    const way = b[axis] - a[axis];
    const [first, second] = [(low - a[axis]) / way, (high - a[axis]) / way].sort((s, t) => s - t);
    if (way === 0) {
      if (a[axis] < low || a[axis] > high) return null;
    } else {
      enter = Math.max(enter, first);
      leave = Math.min(leave, second);
    }
  }
  const at = (share) => [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  return enter <= leave ? [at(enter), at(leave)] : null; // false for NaN as well
}

function drawLine(pen, points, color, { width = 1, dash = [] } = {}) {
  pen.beginPath();
  points.forEach((point) => pen.lineTo(...point));
  Object.assign(pen, { strokeStyle: color, lineWidth: width });
  pen.setLineDash(dash);
  pen.stroke();
  pen.setLineDash([]);
}

/** Letters at a place, turned by so many degrees. A `halo` around them sets them off from what is drawn below. */
function write(pen, text, [x, y], color, { align = "center", base = "middle", turn = 0, halo = null } = {}) {
  pen.save();
  pen.translate(x, y);
  pen.rotate((turn * Math.PI) / 180);
  Object.assign(pen, { textAlign: align, textBaseline: base, fillStyle: color, strokeStyle: halo, lineWidth: 3 });
  if (halo) pen.strokeText(text, 0, 0);
  pen.fillText(text, 0, 0);
  pen.restore();
}

function drawDot(pen, [x, y], radius, fill, edge, edgeWidth) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  paint(pen, fill, edge, edgeWidth);
}

// The signs that tell several runs apart beside their color, in Matplotlib's letters, and the minimum's star: how many
// corners, turned by how many degrees, and how far from the middle they are, one after the other.
const SIGNS = {
  s: [4, 45, [8]],
  D: [4, 0, [8]],
  "^": [3, 0, [8]],
  v: [3, 180, [8]],
  P: [8, 0, [8, 3.2]],
  X: [8, 45, [8, 3.2]],
  "*": [10, 0, [10, 4]],
};

/** Where a run stands: a dot, or the sign that tells it from others. */
function drawSign(pen, at, sign, color, edge) {
  if (sign === "none") return;
  if (!SIGNS[sign]) return drawDot(pen, at, 6, color, edge, 1.5);
  const [corners, turn, reach] = SIGNS[sign];
  drawShape(pen, at, Array.from({ length: corners }, (_, k) => [turn + (360 * k) / corners, reach[k % reach.length]]));
  paint(pen, color, edge, 1.5);
}

/** A closed line around `at` through corners: [degrees clockwise from the top, how far away]. */
function drawShape(pen, [x, y], corners) {
  pen.beginPath();
  for (const [degrees, reach] of corners) {
    const angle = (degrees * Math.PI) / 180;
    pen.lineTo(x + reach * Math.sin(angle), y - reach * Math.cos(angle));
  }
  pen.closePath();
}

function paint(pen, fill, edge, edgeWidth) {
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = edgeWidth;
  pen.stroke();
}

/** A word beside the end of a line, on the side where there is room; or below it. */
function labelAt(pen, plot, [x, y], text, ink, paper, below = false) {
  if (!(y >= plot.top && y <= plot.top + plot.height)) return; // beyond the frame, or nowhere
  const wide = pen.measureText(text).width;
  const right = plot.left + plot.width;
  const within = Math.min(Math.max(x, plot.left + wide / 2 + 3), right - wide / 2 - 3);
  if (below) write(pen, text, [within, y + 10], ink, { base: "top", halo: paper });
  else if (x + 12 + wide > right) write(pen, text, [x - 6, y - 7], ink, { align: "right", base: "bottom", halo: paper });
  else write(pen, text, [x + 11, y], ink, { align: "left", halo: paper });
}

/** Where the line to `points[exit]` leaves at the top, or ends since there is no such point: an arrow, and the step. */
function drawExit(pen, plot, points, exit, color, ink, count = "step") {
  const ends = Number.isNaN(points[exit][1]);
  const [x, y] = ends
    ? [points[exit - 1][0] + 12, points[exit - 1][1]]
    : (cut(points[exit - 1], points[exit], plot)?.at(-1) ?? [points[exit][0], plot.top]);
  drawShape(pen, [x, y], ends ? [[90, 0], [-61, 12.5], [-119, 12.5]] : [[0, 0], [151, 12.5], [-151, 12.5]]);
  pen.fillStyle = color;
  pen.fill();
  const leftward = x > plot.left + plot.width - 120; // no room to the right: the text stands below the line, then
  const at = leftward ? [x - 11, y + 26] : [x + 11, y + (ends ? -6 : 3)];
  write(pen, `leaves at ${count} ${exit}`, at, ink, { align: leftward ? "right" : "left", base: "top" });
}

/** The number on a contour line. The ground is light in every theme, and so is the edge around the dark letters. */
function contourLabel(pen, plot, [x, y, degrees, text]) {
  const [across, down] = [plot.x(x) - plot.left, plot.y(y) - plot.top];
  if (Math.min(across, plot.width - across, down, plot.height - down) < LETTERS) return; // the frame would cut it
  write(pen, text, [plot.x(x), plot.y(y)], "#222222", { turn: -degrees, halo: "rgba(255, 255, 255, 0.6)" });
}

/** A dashed line at one height, with its name below it, at its right end or at its left. */
function levelLine(pen, plot, level, name, ink, paper, side = "right") {
  const [y, right] = [plot.y(level), plot.left + plot.width];
  if (!(y >= plot.top && y <= plot.top + plot.height)) return; // beyond the frame
  drawLine(pen, [[plot.left, y], [right, y]], ink, { dash: [6, 4] });
  const at = [side === "left" ? plot.left + 6 : right - 6, y + 5];
  write(pen, name, at, ink, { align: side, base: "top", halo: paper });
}

/* Words and small things ---------------------------------------------------------------------------------------- */

const FORMATS = new Map(); // one for each number of decimals: to make one takes longer than to write a hundred numbers

/** A number for the reader: 482, 0.36, 12,346, or with so many decimals; and 6.7e+52 where digits would not end. */
function digits(value, decimals = null) {
  const size = Math.abs(value);
  if (size >= 1e6 || (decimals === null && size > 0 && size < 1e-3)) return significant(value);
  if (!FORMATS.has(decimals)) {
    const fixed = { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 6, signDisplay: "negative" };
    FORMATS.set(decimals, new Intl.NumberFormat("en-US", fixed));
  }
  return FORMATS.get(decimals).format(value);
}

/** A number to three digits, however large or small: 0.003, 482, 12,346, 6.2e-05. The same as lrlib's figures write. */
function significant(value) {
  const size = Math.abs(value);
  if (size >= 1e3 && size < 1e6) return digits(value, 0);
  const [mantissa, exponent] = value.toExponential(2).split("e").map(Number);
  if (value === 0 || (exponent >= -4 && exponent < 3)) return `${Number(value.toPrecision(3))}`;
  const power = `${Math.abs(exponent)}`.padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** 10⁻³ and the like. */
function powerOfTen(power) {
  const raised = [...`${power}`].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]));
  return `10${raised.join("")}`;
}

function heightOf(value, { unit, height_decimals: decimals }) {
  return measured(value, unit, decimals);
}

function distance(value, { length, length_decimals: decimals }) {
  return measured(value, length, decimals);
}

/** A height or a distance for the reader: with fixed decimals, and 'under 0.01 km' where only zeros would be left of it,
 *  or to three digits where no decimals are fixed. */
function measured(value, unit, decimals) {
  const least = decimals === null ? 0 : 10 ** -decimals;
  const under = value > 0 && value < least;
  const number = decimals === null ? significant(value) : digits(under ? least : value, decimals);
  return `${under ? "under " : ""}${number}${unit ? ` ${unit}` : ""}`;
}

function inBrackets(name, unit) {
  return unit ? `${name} (${unit})` : name;
}

/** A sentence with its {names} replaced by what they stand for. */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A table with these words above its columns, and its body, which is still empty. */
function table(columns, caption = null) {
  const head = columns.map((text) => make("th", { scope: "col" }, text));
  const body = make("tbody");
  const element = make("table", { class: "standings" }, make("thead", {}, make("tr", {}, ...head)), body);
  if (caption) element.prepend(make("caption", {}, caption));
  return { element, body };
}

/** An element of the page, with attributes and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** However often it is called, `work` is done once, just before the screen is painted next. */
function onceAFrame(work, signal) {
  let asked = null;
  signal.addEventListener("abort", () => cancelAnimationFrame(asked));
  return () => {
    asked ??= requestAnimationFrame(() => {
      asked = null;
      work();
    });
  };
}
