// Passkeys: <form data-passkey="get"> or "create". The form is hidden until a script runs in a browser that has them;
// sending it asks the browser, puts the answer into the field Credential, and sends it for real.
(() => {
  "use strict";

  const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  if (!known) return;

  const asks = {
    get: async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options("/Account/SignIn?handler=PasskeyOptions"));
      return navigator.credentials.get({ publicKey });
    },
    create: async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options("/Account/Passkeys?handler=Options"));
      return navigator.credentials.create({ publicKey });
    },
  };

  async function options(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("No question was given.");
    return answer.json();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const error = form.querySelector("[data-passkey-error]");
      error.hidden = true;
      try {
        const credential = await asks[form.dataset.passkey]();
        form.elements.Credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        error.hidden = false;
      }
    });
  }
})();
