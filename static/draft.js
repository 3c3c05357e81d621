// A copy of what is typed, kept in this browser until the server has it.
(function () {
  "use strict";
  const PREFIX = "commonplan-draft ";

  // Whoever logs out leaves nothing behind on this machine.
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-forget]")) return;
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => localStorage.removeItem(key));
  });

  const form = () => document.getElementById("draft-form");
  if (!form()) return;
  const key = PREFIX + form().dataset.copy;
  let sent = "";

  function typed() {
    const data = new FormData(form());
    data.delete("csrfmiddlewaretoken");
    data.delete("version");
    data.delete("good");
    return new URLSearchParams(data).toString();
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function keep() {
    const version = document.getElementById("version").value;
    const copy = { typed: typed(), version: version, at: new Date().toISOString() };
    try {
      localStorage.setItem(key, JSON.stringify(copy));
    } catch (error) {
      // No room, or not allowed: then there is no copy.
    }
  }

  function forget() {
    localStorage.removeItem(key);
  }

  function trouble(name) {
    const box = document.getElementById("trouble");
    if (!box) return;
    box.hidden = !name;
    box.querySelectorAll("p").forEach((line) => (line.hidden = !line.matches(name || "x")));
  }

  function offer() {
    const copy = kept();
    const box = document.getElementById("restore");
    if (!copy || !box) return;
    if (copy.typed === typed()) return forget();
    box.querySelector("[data-when]").textContent = "(" + new Date(copy.at).toLocaleString(document.documentElement.lang) + ")";
    box.hidden = false;
  }

  // Send the copy as if it had just been typed, with the version it was typed on.
  function restore() {
    const copy = kept();
    form().querySelectorAll("[name=line], .amount input, .answer input").forEach((field) => field.remove());
    new URLSearchParams(copy.typed).forEach(function (value, name) {
      const field = form().elements[name];
      if (name === "note") {
        field.value = value;
        return;
      }
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      hidden.value = value;
      form().append(hidden);
    });
    document.getElementById("version").value = copy.version;
    form().requestSubmit(form().querySelector("[value=save]"));
  }

  document.addEventListener("input", (event) => form() && form().contains(event.target) && keep());
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-restore]")) restore();
    if (event.target.closest("[data-drop]")) {
      forget();
      document.getElementById("restore").hidden = true;
    }
  });
  document.addEventListener("htmx:beforeRequest", () => (sent = typed()));
  document.addEventListener("draft-saved", function () {
    trouble("");
    if (!form() || typed() === sent) forget();
  });
  document.addEventListener("htmx:sendError", () => trouble("[data-offline]"));
  document.addEventListener("htmx:responseError", function (event) {
    trouble(event.detail.xhr.status === 401 ? "[data-signed-out]" : "[data-failed]");
  });
  offer();
})();
