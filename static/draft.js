// A copy of what is typed, kept on this device until the server has it.
(function () {
  "use strict";
  const PREFIX = "commonplan-draft ";
  const AGAIN = 5000; // Milliseconds until a lost connection is tried again.
  const HEARD = 1000; // Milliseconds after which typing has started a request.

  // Whoever logs out leaves nothing behind on this machine.
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-forget]")) return;
    keys(PREFIX).forEach((key) => localStorage.removeItem(key));
  });

  const form = () => document.getElementById("draft-form");
  if (!form()) return;
  const place = PREFIX + form().dataset.copy + " ";
  let sent = "";
  let held = false; // A field was typed in while another one's change arrived for it.
  let waiting = 0;
  let unheard = false; // Something was typed and no request for it has begun.

  function keys(prefix) {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  }

  const version = () => document.getElementById("version").value;

  function typed() {
    const data = new FormData(form());
    ["csrfmiddlewaretoken", "version", "good", "conflict"].forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  }

  // One copy for council, year and version; an older one is what this page came from.
  function keep() {
    const copy = { typed: typed(), version: version(), at: new Date().toISOString() };
    try {
      localStorage.setItem(place + version(), JSON.stringify(copy));
    } catch (error) {
      // No room, or not allowed: then there is no copy.
    }
  }

  function forget() {
    keys(place).forEach((key) => localStorage.removeItem(key));
  }

  function copies() {
    const found = keys(place).map(function (key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch (error) {
        return null;
      }
    });
    return found.filter((copy) => copy && copy.typed).sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  // In words: saved, saving, or only on this device.
  function say(state) {
    document.querySelectorAll("[data-state]").forEach(function (line) {
      const mine = line.dataset.state === state;
      line.hidden = line.dataset.state === "server" ? state !== "server" : !mine;
    });
  }

  function trouble(name) {
    const box = document.getElementById("trouble");
    if (!box) return;
    box.hidden = !name;
    box.querySelectorAll("p").forEach((line) => (line.hidden = !line.matches(name || "x")));
    say(name ? "local" : "server");
  }

  function again() {
    clearTimeout(waiting);
    const box = document.getElementById("trouble");
    if (box && !box.hidden && document.querySelector("#trouble [data-offline]:not([hidden])")) {
      document.body.dispatchEvent(new Event("draft-again"));
    }
  }

  // Send the copy as if it had just been typed, on the version it was typed on: the
  // server puts it together with what has been saved since, or asks.
  function restore() {
    const copy = copies()[0];
    if (!copy) return;
    if (copy.typed === typed()) return forget();
    const was = new URLSearchParams(copy.typed);
    form().querySelectorAll("#writing [name], .answer input").forEach((field) => field.remove());
    was.forEach(function (value, name) {
      const field = form().querySelector("#note, #comment, [name=window]") && form().elements[name];
      if (["note", "comment", "window"].includes(name) && field) {
        field.value = value;
        return;
      }
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      hidden.value = value;
      form().append(hidden);
    });
    const comment = was.get("comment");
    document.getElementById("version").value = copy.version;
    document.addEventListener(
      "htmx:afterSettle",
      function () {
        const box = document.getElementById("restored");
        const field = document.getElementById("comment");
        if (box && !document.querySelector(".conflicts")) {
          box.querySelector("[data-when]").textContent =
            "(" + new Date(copy.at).toLocaleString(document.documentElement.lang) + ")";
          box.hidden = false;
        }
        if (field && comment) field.value = comment;
      },
      { once: true },
    );
    form().requestSubmit(form().querySelector("[value=save]"));
  }

  document.addEventListener("input", function (event) {
    if (!form() || !form().contains(event.target) || event.target.id === "good") return;
    keep();
    if (!event.target.closest("#writing, #note")) return;
    unheard = true;
    say(navigator.onLine ? "saving" : "local");
  });
  // A new page has the focus a moment before htmx listens to it: what was typed in that
  // moment starts no request of its own.
  document.addEventListener("htmx:afterSettle", function () {
    if (!unheard) return;
    setTimeout(function () {
      if (unheard) document.body.dispatchEvent(new Event("draft-changed"));
    }, HEARD);
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.requestConfig.verb !== "post") return;
    sent = typed();
    unheard = held = false;
  });
  // What is being typed is not written over; the next saving puts the two together.
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    const target = event.detail.target;
    const fresh = event.detail.fragment.querySelector("[data-theirs]");
    if (fresh && target.name && new URLSearchParams(sent).get(target.name) !== target.value) {
      held = true;
      event.detail.shouldSwap = false;
    }
    if (target.id === "version" && held) event.detail.shouldSwap = false;
  });
  document.addEventListener("draft-saved", function () {
    trouble("");
    const comment = document.getElementById("comment");
    if (!form() || (typed() === sent && !(comment && comment.value))) forget();
    // A copy belongs to the version it is typed on.
    setTimeout(function () {
      if (!form() || !keys(place).length) return;
      forget();
      keep();
    }, 50);
  });
  document.addEventListener("htmx:sendError", function (event) {
    if (event.detail.requestConfig.verb !== "post") return;
    keep();
    trouble("[data-offline]");
    clearTimeout(waiting);
    waiting = setTimeout(again, AGAIN);
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.requestConfig.verb !== "post") return;
    const status = event.detail.xhr.status;
    if (status >= 502 && status <= 504) {
      trouble("[data-offline]");
      clearTimeout(waiting);
      waiting = setTimeout(again, AGAIN);
      return;
    }
    trouble(status === 401 ? "[data-signed-out]" : "[data-failed]");
  });
  window.addEventListener("online", again);
  window.addEventListener("offline", () => keys(place).length && trouble("[data-offline]"));
  document.addEventListener("DOMContentLoaded", restore, { once: true });
})();
