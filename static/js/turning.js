/* A month or a term is turned with the arrow keys too, as its links “Earlier” and “Later” do it. Not while something
   is written or chosen, and not in a table that an arrow key moves sideways. */
(() => {
  "use strict";

  const LEAD = { ArrowLeft: "prev", ArrowRight: "next" };
  const BUSY = "input, select, textarea, summary, [contenteditable], .table-region";

  document.addEventListener("keydown", (event) => {
    const way = LEAD[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(BUSY)) return;
    const link = document.querySelector(`.turning a[rel="${way}"]`);
    if (link) window.location.assign(link.href);
  });
})();
