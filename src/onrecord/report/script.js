// Following a link to words: open what hides them and light up every piece of them.
(() => {
  const show = () => {
    document.querySelectorAll(".lit").forEach((e) => e.classList.remove("lit"));
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    let hidden = target.closest("details"); // the target itself, or what holds it
    const opened = hidden !== null;
    for (; hidden; hidden = hidden.parentElement.closest("details")) hidden.open = true;
    const text = target.dataset.n && target.closest(".text");
    if (text) text.querySelectorAll(`[data-a~="${CSS.escape(target.dataset.n)}"]`).forEach((e) => e.classList.add("lit"));
    if (opened || text) target.scrollIntoView({ block: text ? "center" : "start" });
  };
  addEventListener("hashchange", show);
  addEventListener("DOMContentLoaded", show);
})();
