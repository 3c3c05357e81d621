// Fields that offer choices while one types get the name of their label.
(function () {
  "use strict";

  function name() {
    document.querySelectorAll(".select2-selection__rendered[id]").forEach((shown) => {
      const field = shown.id.replace(/^select2-/, "").replace(/-container$/, "");
      const label = document.querySelector(`label[for="${CSS.escape(field)}"]`);
      if (!label) return;
      label.id = label.id || `${field}-label`;
      const both = `${label.id} ${shown.id}`;
      shown.setAttribute("aria-labelledby", both);
      shown.closest(".select2-selection").setAttribute("aria-labelledby", both);
    });
  }

  if (!window.django || !window.django.jQuery) return;
  // In the queue behind what makes the fields.
  window.django.jQuery(name);
  document.addEventListener("formset:added", () => setTimeout(name));
})();
