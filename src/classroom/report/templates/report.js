"use strict";
// The page is whole without this script. It adds sorting, finding, folds opened by a link, and print.
(() => {
  const key = (row, at) => {
    const cell = row.cells[at];
    const value = cell ? cell.dataset.v ?? cell.textContent.trim() : "";
    return value === "" || Number.isNaN(Number(value)) ? value : Number(value);
  };
  const compare = (a, b) => {
    if (a === "" || b === "") return a === b ? 0 : null;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      if (head.dataset.fixed !== undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      const icon = document.createElement("span");
      icon.setAttribute("aria-hidden", "true");
      icon.className = "icon";
      button.append(icon);
      head.append(button);
      button.addEventListener("click", () => {
        const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [key(row, at), row]);
        rows.sort(([a], [b]) => {
          const order = compare(a, b);
          // A cell without a value goes last in both directions.
          return order === null ? (a === "" ? 1 : -1) : sign * order;
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
    table.classList.add("live");
  }

  const folds = [...document.querySelectorAll("details")];
  const wanted = new URLSearchParams(/[=]/.test(location.hash) ? location.hash.slice(1) : "");
  for (const table of document.querySelectorAll("table[data-find]")) {
    const rows = [...table.tBodies[0].rows];
    const at = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.filter !== undefined);
    const bar = document.createElement("div");
    bar.className = "find";
    bar.setAttribute("role", "search");
    const add = (name, field) => {
      const label = document.createElement("label");
      label.append(`${name} `, field);
      bar.append(label);
      return field;
    };
    const box = add("Find a student", document.createElement("input"));
    box.type = "search";
    box.value = wanted.get("q") ?? "";
    const pick = document.createElement("select");
    if (at >= 0) {
      const names = [...new Set(rows.map((row) => row.cells[at].textContent.trim()))].sort();
      for (const name of ["", ...names.filter(Boolean)]) pick.add(new Option(name || "all", name));
      pick.value = wanted.get("section") ?? "";
      add("Section", pick);
    }
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    bar.append(told);
    const filter = () => {
      const text = box.value.trim().toLowerCase();
      let left = 0;
      for (const row of rows) {
        const named = row.cells[0].textContent.toLowerCase().includes(text);
        const within = !pick.value || row.cells[at].textContent.trim() === pick.value;
        row.hidden = !(named && within);
        left += !row.hidden;
      }
      told.textContent = left === rows.length ? `${left} ${table.dataset.find}` : `${left} of ${rows.length} ${table.dataset.find}`;
    };
    box.addEventListener("input", filter);
    pick.addEventListener("change", filter);
    filter();
    table.closest(".scroll").before(bar);
  }

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details");
    if (fold) {
      fold.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of closed) fold.open = false;
  });
})();
