/* The operator's page: dialogs, copying, and what is said when it cannot refresh itself. Without it all links and forms work too. */
(function () {
  "use strict";

  const dialog = document.getElementById("dialog");
  const stale = document.getElementById("stale");
  const clock = document.getElementById("clock");
  let stopped = false;
  let focused = null;

  /* Keeps a page open for hours: no refresh unseen, below a dialog, or after the login was refused (it would lock the address out). */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const polls = event.target.id === "live";
    if (polls && (stopped || document.hidden || dialog.open)) {
      event.preventDefault();
    }
  });

  function sayStale(reason) {
    stale.textContent = "Not refreshed since " + clock.textContent + ": " + reason;
    stale.hidden = false;
  }

  function failed(event) {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (event.target.id !== "live") {
      location.href = event.detail.pathInfo.requestPath;
    } else if (status === 401 || status === 403 || status === 429) {
      stopped = true;
      sayStale("the login is no longer accepted. Load the page again to log in.");
    } else if (status === 0) {
      sayStale("the program does not answer. The page tries again.");
    } else {
      sayStale("the program answered " + status + ". The page tries again.");
    }
  }

  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);

  document.addEventListener("htmx:beforeSwap", () => {
    const link = document.activeElement ? document.activeElement.closest("#live a[href]") : null;
    focused = link ? link.getAttribute("href") : null;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-content") {
      dialog.showModal();
      const first = dialog.querySelector("[autofocus], input:not([type=hidden]), textarea, button");
      if (first) {
        first.focus();
      }
      return;
    }
    stale.hidden = true;
    const live = document.getElementById("live");
    clock.textContent = live ? live.dataset.clock : clock.textContent;
    const again = focused ? document.querySelector('#live a[href="' + CSS.escape(focused) + '"]') : null;
    if (again) {
      again.focus({ preventScroll: true });
    }
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const copied = navigator.clipboard ? navigator.clipboard.writeText(copy.dataset.copy) : Promise.reject();
      copied.then(() => {
        copy.textContent = "Copied";
      }, () => {
        copy.textContent = "Select it and copy it";
      });
    }
    if (event.target.closest("#dialog [data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });

  /* A second press while the first is under way decides nothing new, so it is left out. */
  document.addEventListener("submit", (event) => {
    const button = event.target.method === "post" ? event.target.querySelector("button:not([type=button])") : null;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.pressed) {
        event.preventDefault();
      }
      button.dataset.pressed = "true";
    }
  });

  /* Back from the next page: the button works again. */
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-pressed]").forEach((button) => {
      delete button.dataset.pressed;
      button.removeAttribute("aria-disabled");
    });
  });
})();
