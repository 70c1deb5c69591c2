// The code of a teller's paper stands in the fragment, which no server sees; it is filled in here.
"use strict";
(() => {
  const field = document.querySelector("[data-teller-code] input[name=code]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code || !field) return;
  history.replaceState(null, "", location.pathname);
  field.value = code;
})();
