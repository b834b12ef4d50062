/* The list of contents follows the reader: the link of the section being read is marked, for screen readers too. */

const links = Array.from(document.querySelectorAll(".contents a"));
const sections = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));

function mark() {
  const page = document.documentElement, end = page.scrollTop + innerHeight >= page.scrollHeight - 2;
  const begun = sections.filter(section => section.getBoundingClientRect().top <= innerHeight / 3).length;
  const read = end && page.scrollTop > 0 ? links.length - 1 : begun - 1;
  links.forEach((link, number) => {
    if (number === read) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

let waiting = false;
function later() {
  if (!waiting) requestAnimationFrame(() => { waiting = false; mark(); });
  waiting = true;
}
for (const event of ["scroll", "resize", "hashchange"]) addEventListener(event, later, { passive: true });
document.addEventListener("toggle", later, true);
mark();
