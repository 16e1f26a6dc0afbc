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
  // What a pointer rests on says which article it leads to, or whose words it marks: said once in the page, not at each link.
  addEventListener("mouseover", (event) => {
    const piece = event.target.closest("a[href^='#a'], a[href^='#p-'], .text [data-a]");
    if (!piece || piece.title) return;
    const text = piece.closest(".text");
    if (text && piece.dataset.a) {
      const told = piece.dataset.a.split(" ").map((n) => text.querySelector(`.n[data-n="${CSS.escape(n)}"]`)?.title);
      piece.title = told.filter(Boolean).join("; ");
    } else if (!text) {
      const article = document.getElementById(piece.hash.slice(1))?.closest(".article");
      if (article) piece.title = article.querySelector("h3").textContent.trim();
    }
  });
  addEventListener("hashchange", show);
  addEventListener("DOMContentLoaded", show);
})();
