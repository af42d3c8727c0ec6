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

// A button that copies what it is told to, after the element that it belongs to.
function offer(after, what, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${what}`);
  button.addEventListener("click", async () => {
    try {
      await copied(words());
      button.textContent = "Copied";
      say(`Copied ${what}.`);
    } catch (error) {
      button.textContent = "Not copied";
      say(`The browser refused to copy: ${error.message}. Select the words and copy them by hand.`);
    }
  });
  after.after(" ", button);
}

// Words with the source that belongs to them, such as "(Source: Derbyshire Times, 14 August 2023)".
function sourced(words, sentence) {
  const source = sentence.dataset.source;
  return source ? `${words} (${source.replace(/[.]$/, "")})` : words;
}

document.querySelectorAll(".sentence").forEach((sentence, place) => {
  offer(sentence, `sentence ${place + 1}`, () => sourced(sentence.innerText, sentence));
});
document.querySelectorAll(".copied").forEach((text, place) => {
  offer(text, `text ${place + 1}`, () => text.innerText);
});

// A wide table says that it scrolls only where it does.
const sized = new ResizeObserver((changes) => requestAnimationFrame(() => {
  changes.forEach(({ target }) => { target.querySelector(".wide").hidden = target.scrollWidth <= target.clientWidth; });
}));
document.querySelectorAll(".table:has(.wide)").forEach((box) => sized.observe(box));

// A sentence that is selected and copied by hand takes its source along too.
document.addEventListener("copy", (event) => {
  const { anchorNode, focusNode } = document.getSelection();
  const whole = (node) => node && (node.nodeType === 1 ? node : node.parentElement).closest(".sentence");
  const sentence = whole(anchorNode);
  if (sentence && sentence === whole(focusNode)) {
    event.clipboardData.setData("text/plain", sourced(document.getSelection().toString(), sentence));
    event.preventDefault();
  }
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
