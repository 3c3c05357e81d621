// What Django's own pages leave unsaid to those who do not see them.
(function () {
  "use strict";

  // Fields that offer choices while one types get the name of their label, or, in a
  // table, of their column.
  function name() {
    document.querySelectorAll(".select2-selection__rendered[id]").forEach((shown) => {
      const field = shown.id.replace(/^select2-/, "").replace(/-container$/, "");
      const selection = shown.closest(".select2-selection");
      const label =
        document.querySelector(`label[for="${CSS.escape(field)}"]`) || heading(shown);
      if (!label) return;
      label.id = label.id || `${field}-label`;
      const both = `${label.id} ${shown.id}`;
      shown.setAttribute("aria-labelledby", both);
      selection.setAttribute("aria-labelledby", both);
    });
  }

  function heading(shown) {
    const cell = shown.closest("td[class*=field-]");
    if (!cell) return null;
    const column = [...cell.classList].find((each) => each.startsWith("field-"));
    const wanted = column.replace(/^field-/, "column-");
    return cell.closest("table").querySelector(`th.${CSS.escape(wanted)}`);
  }

  // An empty corner heads nothing.
  function corners() {
    document.querySelectorAll(".inline-group thead th").forEach((corner) => {
      if (corner.textContent.trim()) return;
      const cell = document.createElement("td");
      cell.className = corner.className;
      corner.replaceWith(cell);
    });
  }

  corners();
  if (!window.django || !window.django.jQuery) return;
  // In the queue behind what makes the fields.
  window.django.jQuery(name);
  document.addEventListener("formset:added", () => setTimeout(name));
})();
