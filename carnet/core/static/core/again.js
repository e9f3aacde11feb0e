/* What waited for the password goes on by itself. */
document.querySelector("form[data-again]")?.requestSubmit();
