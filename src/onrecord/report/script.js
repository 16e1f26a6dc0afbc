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
    if (!piece || piece.title || piece.closest("svg")) return; // a drawing says by itself what its links are
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

// Citing: the words of a finding with where they stand. Elements with words say where in `data-at`, as the slugs of
// passages ("p-ARTICLE-120-131.140-152"), the one whose exact words they show first; `#sources` says what each article is.
(() => {
  const known = () => JSON.parse(document.getElementById("sources")?.textContent || "{}");
  let sources;
  const place = (slug) => {
    const [, article, spans] = /^p-(.*)-(\d+-\d+(?:\.\d+-\d+)*)$/.exec(slug) || [];
    sources ??= known();
    if (!sources[article]) return "";
    const [outlet, title, date, input, digest] = sources[article];
    const head = [outlet || "outlet not known", title && `“${title}”`, date || "date not known"].filter(Boolean).join(", ");
    return `${head}; characters ${spans.replaceAll("-", "–").replaceAll(".", ", ")} of ${input} (SHA-256 ${digest}…)`;
  };
  const line = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".note, .correct, button").forEach((e) => e.remove()); // what onrecord says of the words
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const quoted = (words) => (/^[“"«„‘]/.test(words) ? words : `“${words}”`);
  const cited = (finding) => {
    const lines = [];
    const who = finding.matches(".statement, .singles li") && finding.closest(".speaker-group, .brief, main");
    const name = who && who.querySelector(who.matches("main") ? "h1" : "bdi");
    for (const words of finding.querySelectorAll("[data-at]")) {
      const [first, ...same] = words.dataset.at.split(" ").map(place);
      lines.push(`${quoted(line(words))}${name && !lines.length ? ` – ${line(name)}` : ""}`, first);
      if (same.length) lines.push("The same words, marks and capitals apart:", ...same);
    }
    const made = finding.querySelector(":scope > .made a, :scope > .reports .made a");
    const address = new URL(`#${finding.id}`, location.href);
    lines.push(`onrecord${made ? `, ${line(made.parentElement)}` : ""}: ${address}`);
    return lines.join("\n");
  };
  // From a page that was opened from disk some browsers allow only the old way, and some neither.
  const copied = async (text, beside) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.className = "citation";
      area.readOnly = true;
      area.rows = 6;
      area.value = text;
      area.setAttribute("aria-label", "Citation, to be copied by hand");
      beside.after(area);
      area.select();
      const done = document.execCommand("copy");
      if (done) {
        area.remove();
        beside.focus();
      }
      return done;
    }
  };
  // The buttons are set by this script, which alone can do what they say.
  addEventListener("DOMContentLoaded", () => {
    for (const made of document.querySelectorAll(".made, .events .source")) {
      const finding = made.closest("[id]");
      if (finding.matches(".story") || !finding.querySelector("[data-at]")) continue;
      const button = document.createElement("button");
      button.className = "cite";
      button.textContent = "Cite";
      const after = made.querySelector(".correct");
      made.insertBefore(button, after);
      made.insertBefore(document.createTextNode(" "), after || button);
    }
  });
  addEventListener("click", async (event) => {
    const button = event.target.closest(".cite");
    if (!button) return;
    button.parentElement.querySelector(".citation")?.remove();
    const done = await copied(cited(button.closest("[id]")), button);
    document.getElementById("told").textContent = done ? "Citation copied" : "The citation stands below, to be copied by hand";
    if (!done) return;
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Cite"), 2000);
  });
})();

// A part that is folded prints open, in browsers that cannot open it by style.
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((e) => (e.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((e) => (e.open = false)));
})();
