(() => {
// What a test asks of a page, put into each page as it opens: one object with a function a question.
const shown = (e) => e.outerHTML.slice(0, 300);
window.looks = {
  // Elements that reach beyond the edges of the window and do not stand in something that scrolls by itself, and those
  // that hide a part of their own words.
  misfits() {
    const width = document.documentElement.clientWidth;
    const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const hides = (way) => way === 'hidden' || way === 'clip';
    const wrong = [];
    const page = document.scrollingElement.scrollWidth;
    if (page > innerWidth) wrong.push(`the page is ${page} wide, the window ${innerWidth}`);
    for (const e of document.body.querySelectorAll('*')) {
      if (e.closest('.hide, .skip, svg') || !e.checkVisibility()) continue;
      const box = e.getBoundingClientRect();
      if (box.width && (box.right > width + 1 || box.left < -1) && !scrolls(e)) wrong.push(`beyond: ${shown(e)}`);
      const style = getComputedStyle(e);
      if (style.display === 'inline' || e.type === 'file') continue; // what a field for a file shows is the browser's
      const wide = hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
      const high = hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
      if (wide || high || style.textOverflow === 'ellipsis') wrong.push(`cut: ${shown(e)}`);
    }
    return wrong.slice(0, 10);
  },

  // What a page is made of: its elements, each with each of its attributes ("a href"), and its classes (".note").
  shape() {
    return [...new Set([...document.querySelectorAll('*')].flatMap((e) => [
      e.localName,
      ...e.getAttributeNames().map((name) => `${e.localName} ${name}`),
      ...[...e.classList].map((name) => `.${name}`),
    ]))];
  },

  // What no text may bring in: addresses that lead elsewhere, handlers, an id twice, control characters that act.
  strays() {
    const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;
    const wrong = [], ids = new Set();
    for (const e of document.querySelectorAll('*')) {
      for (const { name, value } of e.attributes) {
        if (control.test(value)) wrong.push(`control character in ${name} of ${shown(e)}`);
        if (/^on|^style$|^srcdoc$|^ping$/.test(name)) wrong.push(`${name} of ${shown(e)}`);
        if (/^(href|src|action|formaction|xlink:href|data)$/.test(name) && !/^(#|\/(?!\/))/.test(value)) {
          wrong.push(`${name} leads to ${value}`);
        }
      }
      if (e.id && ids.has(e.id)) wrong.push(`two of #${e.id}`);
      ids.add(e.id);
    }
    const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
    while (walk.nextNode()) {
      const node = walk.currentNode, around = node.parentElement;
      if (node.nodeType === Node.COMMENT_NODE) wrong.push('a comment');
      // in a drawing, where no element isolates, a name stands between a mark that does and its end
      const bare = around.closest('svg') ? node.data.replace(/^\u2068([^]*)\u2069$/, '$1') : node.data;
      if (control.test(bare) && !around.closest('bdi.x')) wrong.push(`control character in ${shown(around)}`);
    }
    return wrong.slice(0, 10);
  },

  // Words in Latin letters that are written from right to left, and what follows a name and stands before it.
  turned() {
    const wrong = [], range = document.createRange();
    const box = (node, at) => {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let words = 0;
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (!node.parentElement.checkVisibility()) continue;
      for (const word of node.data.matchAll(/[A-Za-z]{4,12}/g)) {
        const first = box(node, word.index), last = box(node, word.index + word[0].length - 1);
        words += 1;
        if (first.top === last.top && first.left > last.left) wrong.push(word[0]);
      }
    }
    for (const name of document.querySelectorAll('bdi:not(.x)')) {
      if (getComputedStyle(name.parentElement).direction !== 'ltr' || !name.checkVisibility()) continue;
      const after = name.nextSibling, at = after && after.nodeType === Node.TEXT_NODE ? after.data.search(/\S/) : -1;
      if (at < 0) continue;
      const around = name.getBoundingClientRect(), next = box(after, at);
      const beside = Math.abs(next.top - around.top) < 3;
      if (beside && next.left < around.right - 1) wrong.push(`${after.data} beside ${name.textContent}`);
    }
    return [words, wrong.slice(0, 10)];
  },

  // Follow each link within the page as a click does, with all folds closed; what is wrong with where it led, once the
  // page has come to rest.
  async followed(hrefs) {
    const painted = () => new Promise((done) => requestAnimationFrame(done));
    const bar = document.querySelector('.bar')?.getBoundingClientRect().height ?? 0;
    const wrong = [];
    for (const href of hrefs) {
      document.querySelectorAll('details').forEach((fold) => { fold.open = false; });
      location.hash = href;
      const id = href.slice(1);
      const target = document.getElementById(decodeURIComponent(id)) || document.getElementById(id);
      if (!target) {
        wrong.push(`${href} leads nowhere`);
        continue;
      }
      const marks = target.dataset.n;
      const amiss = () => {
        const lit = [...document.querySelectorAll('.lit')];
        if (marks && !lit.length) return 'lights up nothing';
        if (lit.some((e) => !e.dataset.a.split(' ').includes(marks))) return 'lights up others';
        const led = lit[0] || target, box = led.getBoundingClientRect();
        if (!led.checkVisibility() || !box.width) return 'leads to what is not shown';
        if (id !== 'top' && box.top < bar - 1) return `leads above the window (${box.top})`;
        return box.top >= innerHeight ? `leads below the window (${box.top})` : '';
      };
      // the page may take a while to come to rest
      let before, still = 0, told;
      for (let n = 0; n < 90 && still < 2; n++) {
        await painted();
        told = amiss();
        const top = target.getBoundingClientRect().top;
        still = top === before && !told ? still + 1 : 0;
        before = top;
      }
      if (told) wrong.push(`${href} ${told}`);
    }
    return wrong;
  },

  // What the keyboard has to reach, in the order of the page.
  reachable() {
    const all = 'a[href], summary, button, input:not([type=hidden]), select, textarea, [tabindex="0"]';
    // of radio buttons that belong together one alone is a stop: the chosen one, or the first
    const others = (e) => e.type === 'radio' && e !== ([...e.form.elements[e.name]].find((r) => r.checked) ?? e.form.elements[e.name][0]);
    return [...document.querySelectorAll(all)].filter((e) => e.checkVisibility() && !others(e)).map(shown);
  },

  // What has the focus, and whether one sees that it has: by its outline, or by how its parts look without the focus.
  focused() {
    const e = document.activeElement;
    const seen = getComputedStyle(e).outlineStyle !== 'none';
    const look = () => JSON.stringify([...e.querySelectorAll('*')].map((part) => {
      const { stroke, strokeWidth, fill, opacity, textDecorationLine } = getComputedStyle(part);
      return [stroke, strokeWidth, fill, opacity, textDecorationLine];
    }));
    const before = look();
    if (!seen) e.blur(); // the next stop stays the one after this
    return [shown(e), seen || look() !== before];
  },

  // Which classes the style sheets know.
  styled() {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText);
    return [...new Set(rules.join(' ').match(/\.[a-z][\w-]*/gi))];
  },

  // The pieces of text that a print is to hold: all but what is left out of it.
  printed() {
    const pieces = [], walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const left = (e) => e && (getComputedStyle(e).display === 'none' || left(e.parentElement));
    while (walk.nextNode()) {
      const { data, parentElement } = walk.currentNode;
      if (data.trim() && !parentElement.closest('.hide, script, title, desc') && !left(parentElement)) pieces.push(data);
    }
    return pieces;
  },
};
})();
