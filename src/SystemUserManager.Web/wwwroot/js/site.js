// What a page can do more of when scripts run. Everything here improves something that works without it; see docs/ui.md.
// A piece of a page is always taken out of the whole page that the server makes anyway, by the element's id, so that no
// address needs a second form.
(() => {
  "use strict";

  document.documentElement.classList.add("js");

  // ---- Pieces of pages ----

  const underWay = new WeakMap();

  /** The element with this id on the page at the url; null when the answer is another page (signed out, an error). */
  async function fetchPiece(url, id, signal) {
    const answer = await fetch(url, { signal, credentials: "same-origin", headers: { "X-Piece": id } });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById(id);
  }

  /** Puts a newer piece in the place of the one shown, keeping what the reader had opened. */
  function replacePiece(shown, newer) {
    for (const details of shown.querySelectorAll("details[open][id]"))
      newer.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
    shown.replaceWith(newer);
    return newer;
  }

  /** Shows the piece of another address in place; falls back to going there. A later call overtakes an earlier one. */
  async function showPiece(id, url, { push }) {
    const shown = document.getElementById(id);
    if (!shown) return location.assign(url);
    underWay.get(document)?.abort();
    const stop = new AbortController();
    underWay.set(document, stop);
    shown.setAttribute("aria-busy", "true");
    try {
      const newer = await fetchPiece(url, id, stop.signal);
      if (!newer) return location.assign(url);
      replacePiece(shown, newer);
      if (push) {
        history.pushState({ piece: id }, "", url);
        newer.scrollIntoView({ block: "nearest" });
      } else history.replaceState(history.state, "", url);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  // Pieces carry no state of their own: going back shows the page of that address.
  addEventListener("popstate", () => location.reload());

  // ---- Live search: <form data-live data-target="#results" method="get"> ----

  function addressOf(form) {
    const filled = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(filled).toString();
    return form.action.split("?")[0] + (query ? `?${query}` : "");
  }

  let typing;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-live]");
    // Searching a picker only narrows the picker.
    if (!form || event.target.matches("[data-picker-search]")) return;
    clearTimeout(typing);
    typing = setTimeout(() => showPiece(form.dataset.target.slice(1), addressOf(form), { push: false }), 250);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    event.preventDefault();
    clearTimeout(typing);
    showPiece(form.dataset.target.slice(1), addressOf(form), { push: true });
  });

  // ---- Links that only change a piece: <a data-partial> inside an element with data-piece ----

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-partial]");
    const piece = link?.closest("[data-piece]");
    if (!piece || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showPiece(piece.id, link.href, { push: true });
  });

  // ---- Live progress: <section id="progress" data-refresh="/Operations/7" data-every="2"> ----
  // It goes on until the server sends the element without data-refresh.

  function isWritingIn(element) {
    return element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  }

  async function refresh(id) {
    const shown = document.getElementById(id);
    if (!shown?.dataset.refresh) return;
    let wait = (Number(shown.dataset.every) || 2) * 1000;
    try {
      if (!document.hidden && !isWritingIn(shown)) {
        const newer = await fetchPiece(shown.dataset.refresh, id);
        if (!newer) return location.reload();
        delete shown.dataset.stale;
        if (newer.outerHTML !== shown.outerHTML) replacePiece(shown, newer);
      }
    } catch {
      // The server can't be reached: what is shown is old, and says so.
      shown.dataset.stale = "";
      wait *= 5;
    }
    setTimeout(refresh, wait, id);
  }

  for (const element of document.querySelectorAll("[data-refresh][id]"))
    setTimeout(refresh, (Number(element.dataset.every) || 2) * 1000, element.id);

  // ---- One more row: <div data-rows> … <template>…__row__…</template> <button data-add-row> ----

  function addRow(rows) {
    const template = rows.querySelector("template");
    // Never a number that was used: rows may have been taken away, and their names must not come back.
    const next = Number(rows.dataset.next ?? rows.querySelectorAll("[data-row]").length);
    rows.dataset.next = next + 1;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__row__", next);
    const row = holder.content.firstElementChild;
    template.before(holder.content);
    row?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    const take = event.target.closest("[data-take-row]");
    const rows = (add ?? take)?.closest("[data-rows]");
    if (!rows) return;
    event.preventDefault();
    if (add) return addRow(rows);
    take.closest("[data-row]").remove();
    rows.querySelector("[data-add-row]")?.focus();
  });

  // ---- Picking assets: <div class="picker" data-picker> ----

  const letters = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function narrow(picker) {
    const words = letters(picker.querySelector("[data-picker-search]").value).split(/\s+/).filter(Boolean);
    const kind = picker.querySelector("[data-picker-kind]")?.value ?? "";
    const onlyPicked = picker.querySelector("[data-picker-picked]")?.checked ?? false;
    let shown = 0, picked = 0;
    for (const item of picker.querySelectorAll(".picker-item")) {
      const isPicked = item.querySelector(":scope > label > input").checked;
      const text = letters(item.querySelector("label").textContent);
      const fits = words.every((word) => text.includes(word)) && (!kind || item.dataset.kind === kind);
      item.hidden = !fits || (onlyPicked && !isPicked);
      if (!item.hidden) shown++;
      if (isPicked) picked++;
    }
    for (const group of picker.querySelectorAll("[data-picker-group]"))
      group.hidden = !group.querySelector(".picker-item:not([hidden])");
    const none = picker.querySelector(".picker-none");
    if (none) none.hidden = shown > 0;
    const count = picker.querySelector(".picker-count");
    const isOne = picker.hasAttribute("data-picker-one");
    if (count) count.textContent = isOne ? `${shown} shown` : `${picked} picked, ${shown} shown`;
    // Of one that is folded, its head says what is chosen.
    const chosen = picker.querySelector("[data-picker-chosen]");
    const name = picker.querySelector(".picker-item > label > input:checked + span")?.firstChild;
    if (chosen && name) chosen.textContent = name.textContent;
  }

  for (const name of ["input", "change"])
    document.addEventListener(name, (event) => {
      const picker = event.target.closest("[data-picker]");
      if (picker) narrow(picker);
    });
  // Enter in the search box would send the whole form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-picker-search]")) event.preventDefault();
  });
  for (const picker of document.querySelectorAll("[data-picker]")) narrow(picker);

  // ---- A file that is read into a box: <input type="file" data-file-into="id"> ----

  document.addEventListener("change", async (event) => {
    const box = document.getElementById(event.target.dataset?.fileInto ?? "");
    if (!box || !event.target.files.length) return;
    box.value = await event.target.files[0].text();
    // Only the box is sent.
    event.target.value = "";
    box.focus();
  });

  // ---- Copy: <button data-copy="text">, or empty for the code beside it ----

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const text = button.dataset.copy || button.parentElement.querySelector("code").textContent;
    const name = button.getAttribute("aria-label");
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("is-copied");
    } catch {
      said = "Could not be copied";
    }
    button.setAttribute("aria-label", said);
    button.title = said;
    setTimeout(() => {
      button.classList.remove("is-copied");
      button.setAttribute("aria-label", name);
      button.title = name;
    }, 2000);
  });

  // ---- Menus that dropped down close again ----

  const openMenus = () => document.querySelectorAll(".topbar details[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // ---- A form is sent once ----
  // The server asks only once anyway (the form brings its own key); this spares the second click its wait.

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // A file for an answer leaves the page standing: it may be asked for again.
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));
})();
