"use strict";
// The page is whole without this script. It adds sorting, opening of folds from a link, and print.
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
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
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

  const students = document.getElementById("students");
  if (students && folds.length) {
    const all = document.createElement("button");
    all.type = "button";
    all.className = "all";
    all.textContent = "Open all";
    all.addEventListener("click", () => {
      const open = all.textContent === "Open all";
      for (const fold of students.querySelectorAll("details")) fold.open = open;
      all.textContent = open ? "Close all" : "Open all";
    });
    students.querySelector("h2").after(all);
  }
})();
