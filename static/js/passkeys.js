/* Forms with data-passkey="create" or "get": before they are sent, the device is asked for a key (W3C WebAuthn).
   data-options: where the server says what to ask for; the answer goes into the field "credential".
   A button with data-passkey-button is shown only where the browser knows such keys. */
(function () {
  "use strict";
  var known = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;

  function ask(form) {
    var body = new FormData();
    body.append("csrf_token", form.querySelector("[name=csrf_token]").value);
    return fetch(form.dataset.options, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) { throw new Error(answer.status); } return answer.json(); })
      .then(function (options) {
        return form.dataset.passkey === "create"
          ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      });
  }

  function onSubmit(event) {
    var form = event.target;
    var field = form.querySelector("[name=credential]");
    if (field.value) { return; }
    event.preventDefault();
    ask(form).then(function (credential) {
      field.value = JSON.stringify(credential.toJSON());
      form.submit();
    }).catch(function () {
      form.querySelector("[data-passkey-failed]").hidden = false;
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (known) { form.hidden = false; form.addEventListener("submit", onSubmit); }
  });
})();
