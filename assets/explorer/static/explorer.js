// Comfort only: every page works without it. A changed choice in a filter sends it; a chosen value stays in sight.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => event.target.matches("select") && form.requestSubmit());
}
for (const field of document.querySelectorAll("textarea")) {
  field.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.form.requestSubmit());
}
