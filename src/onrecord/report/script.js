// Following a link to words: open what hides them, light up every piece of them, bring them into view.
(() => {
  // Sections out of view have estimated heights: what comes into view near the target may move it for some frames.
  let waiting;
  const bring = (target, block, times) => {
    clearTimeout(waiting);
    target.scrollIntoView({ block });
    if (times) waiting = setTimeout(bring, 60, target, block, times - 1);
  };
  for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(moved, () => clearTimeout(waiting), { passive: true });
  }
  const show = () => {
    document.querySelectorAll(".lit").forEach((e) => e.classList.remove("lit"));
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && (document.getElementById(id) || document.getElementById(location.hash.slice(1)));
    if (!target) return;
    let hidden = target.closest("details"); // the target itself, or what holds it
    for (; hidden; hidden = hidden.parentElement.closest("details")) hidden.open = true;
    const text = target.dataset.n && target.closest(".text");
    if (text) text.querySelectorAll(`[data-a~="${CSS.escape(target.dataset.n)}"]`).forEach((e) => e.classList.add("lit"));
    bring(target, text ? "center" : "start", 5);
  };
  addEventListener("hashchange", show);
  addEventListener("DOMContentLoaded", show);
})();
