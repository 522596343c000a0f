/* What the course's pages do beyond the theme (Furo): explorables that follow its switch from light to dark, long lines
 * that can be reached by keyboard, and the rides on the front page.
 */

const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

document.addEventListener("DOMContentLoaded", () => {
  // Explorables listen for the theme of JupyterLab, under the name that it has there.
  const follow = () => {
    const { theme } = document.body.dataset;
    document.body.dataset.jpThemeName = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", follow);

  // What is wider than its place scrolls in itself, and what scrolls has to be reached by keyboard.
  const boxes = document.querySelectorAll(".highlight pre, .output pre, .table-wrapper, .formula");
  const sized = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  boxes.forEach((box) => sized.observe(box));

  document.querySelectorAll("[data-rides]").forEach(ride);
});

/** Lets the explorable in `place` play at one rate after the other, until somebody takes over. */
async function ride(place) {
  if (calm.matches) return;
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  let taken = false;
  const take = (event) => (taken ||= event.isTrusted);
  ["pointerdown", "keydown"].forEach((event) => place.addEventListener(event, take, true));
  while (!place.querySelector(".lrlib-explorable button")) await pause(50);
  const [rate, step] = place.querySelectorAll("input[type=range]");
  const [play, , , restart] = place.querySelectorAll("button");
  for (const index of place.dataset.rides.split(" ")) {
    rate.value = index;
    rate.dispatchEvent(new Event("input"));
    restart.click();
    await pause(500);
    if (taken) return;
    play.click();
    do await pause(200);
    while (!taken && step.value !== step.max);
    await pause(1500);
    if (taken) return;
  }
}
