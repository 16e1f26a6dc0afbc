// Who corrects something is asked once a session.
(() => {
  const fields = document.querySelectorAll("input[name=who]");
  for (const field of fields) {
    field.value ||= sessionStorage.getItem("who") || "";
    field.form.addEventListener("submit", () => sessionStorage.setItem("who", field.value));
  }
})();

// An open page of a record that grows says so: it asks now and then what the record holds, and offers to be loaded anew.
(() => {
  const { moment, articles } = document.currentScript.dataset;
  const notice = document.createElement("p");
  notice.className = "done news";
  notice.setAttribute("role", "status");
  const tell = (now) => {
    const more = now.articles - Number(articles);
    const came = more > 0 ? `${more.toLocaleString("en")} new article${more === 1 ? "" : "s"}` : "";
    const linked = now.moment.split(".")[1] !== moment.split(".")[1];
    const said = linked ? came || "The findings have changed" : came && `${came}, not linked yet`;
    if (!said || notice.dataset.said === said) return;
    notice.dataset.said = said;
    const show = document.createElement("a");
    const to = new URL(location.href);
    to.searchParams.delete("stored");
    show.href = to.href;
    show.textContent = "Show";
    show.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another window
      event.preventDefault();
      history.replaceState(null, "", to);
      location.reload(); // which says that no former page will do
    });
    document.querySelector(".stored")?.remove();
    notice.replaceChildren(`${said} – `, show);
    document.getElementById("main").prepend(notice);
  };
  const ask = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch("/changes", { cache: "no-store" });
        if (answer.ok) tell(await answer.json());
      } catch {
        // the server has ended, or will be there again
      }
    }
    setTimeout(ask, pause());
  };
  // whoever has just corrected something waits for what it does
  const pause = () => (document.querySelector(".stored") ? 1000 : 5000);
  setTimeout(ask, pause());
})();
