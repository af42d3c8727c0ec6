// What a page can do beyond being read: copy a sentence, filter the list of areas. Without it, all is readable.
"use strict";

function say(words) {
  document.getElementById("said").textContent = words;
}

async function copied(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.querySelectorAll(".sentence").forEach((sentence, place) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy sentence ${place + 1}`);
  button.addEventListener("click", async () => {
    try {
      await copied(sentence.textContent);
      button.textContent = "Copied";
      say(`Sentence ${place + 1} copied.`);
    } catch (error) {
      button.textContent = "Not copied";
      say(`The browser refused to copy: ${error.message}. Select the sentence and copy it by hand.`);
    }
  });
  sentence.after(" ", button);
});

// The same simplification as offences.areas.simplify, so that "Devon & Cornwall Police" finds what it should.
function simplified(name) {
  return name.toLowerCase().replace(/&/g, " and ").replace(/['’]/g, "")
    .replace(/\b(police service|police force|police|constabulary)\b/g, " ")
    .replace(/[^a-z0-9()]+/g, " ").trim();
}

const search = document.getElementById("search");
if (search) {
  const items = [...document.querySelectorAll("li[data-names]")];
  const groups = [...document.querySelectorAll(".areas details")];
  const opened = groups.map((group) => group.open);
  const words = items.map((item) => item.dataset.names.split("|").map(simplified));
  const filter = () => {
    const wanted = simplified(search.value);
    let found = 0;
    document.getElementById("map").hidden = Boolean(wanted);
    items.forEach((item, place) => {
      item.hidden = Boolean(wanted) && !words[place].some((name) => name.includes(wanted));
      found += !item.hidden;
    });
    groups.forEach((group, place) => {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = wanted ? true : opened[place];
    });
    document.getElementById("found").textContent = wanted
      ? `${found} of ${items.length} areas are called that${found ? "" : "; try another name"}.` : "";
  };
  search.closest("[hidden]").hidden = false;
  search.addEventListener("input", filter);
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const link = items.find((item) => !item.hidden && item.querySelector("a"))?.querySelector("a");
    if (link && search.value.trim()) link.click();
  });
  filter();
}
