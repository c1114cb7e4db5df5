// What spares work on the portal's pages. Every page is whole without it.
"use strict";

// Reading aloud, by the browser's own voice. A sentence at a time: some browsers fall silent in long texts.
const listen = document.querySelector(".listen");
if (listen && "speechSynthesis" in window) {
  const lang = document.documentElement.lang;
  const label = listen.querySelector(".wide");
  const words = label.textContent;
  let speaking = false;
  const voice = () => speechSynthesis.getVoices().find((v) => v.lang.toLowerCase().startsWith(lang));
  const end = () => {
    speaking = false;
    label.textContent = words;
    listen.setAttribute("aria-pressed", "false");
  };
  listen.hidden = false;
  listen.setAttribute("aria-pressed", "false");
  listen.setAttribute("aria-label", words);
  listen.addEventListener("click", () => {
    if (speaking) {
      speechSynthesis.cancel();
      return end();
    }
    const v = voice();
    if (!v && lang !== "en") return say(document.body.dataset.voice);
    speaking = true;
    label.textContent = document.body.dataset.stop;
    listen.setAttribute("aria-pressed", "true");
    const sentences = document.querySelector("main").innerText.split(/(?<=[.!?])\s+|\n+/).filter((s) => s.trim());
    sentences.forEach((s, i) => {
      const u = new SpeechSynthesisUtterance(s);
      u.lang = v ? v.lang : lang;
      if (v) u.voice = v;
      u.rate = 0.9;
      if (i === sentences.length - 1) u.onend = end;
      speechSynthesis.speak(u);
    });
  });
}

// say tells something beside the page's head, also to a screen reader.
function say(words) {
  const note = document.getElementById("note");
  note.hidden = false;
  note.textContent = words;
}

// The stations near the reader. The place is rounded to about a kilometre before it leaves the telephone.
const here = document.querySelector(".here");
if (here && navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      (p) => location.assign(`${location.pathname}?lat=${p.coords.latitude.toFixed(2)}&lon=${p.coords.longitude.toFixed(2)}`),
      () => say(here.dataset.refused),
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}

for (const button of document.querySelectorAll(".print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
